/** Put in by scripts/build.mjs, from package.json. */
declare const UPKEEP_VERSION: string | undefined;

/** Upkeep's own version; `source` when it runs unbuilt. */
export const VERSION = typeof UPKEEP_VERSION === "string" ? UPKEEP_VERSION : "source";

/** The systemd whose behaviour this is. */
export const LIKE_SYSTEMD = 257;
