/** Why what survives survives. A pattern is a file and what its line, or `ORIGINAL → REPLACEMENT`, looks like. */
export const REASONS = [];
