/** As in package.json; a test compares the two. */
export const UPKEEP_VERSION = "0.1.0";
