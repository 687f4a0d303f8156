/** systemd's sentences that many kinds of values share. Source: systemd 257's journal. */

export const failedToParse = (text: string, key: string): string => `Failed to parse ${key}=${text}, ignoring: Invalid argument`;

/** As `failedToParse`, for kinds that can tell a number of the wrong size from what is no number. */
export const failedToParseNumber =
  (isOutOfRange: (text: string) => boolean) =>
  (text: string, key: string): string =>
    `Failed to parse ${key}=${text}, ignoring: ${isOutOfRange(text) ? OUT_OF_RANGE : "Invalid argument"}`;

const OUT_OF_RANGE = "Numerical result out of range";
export const reason = (isOutOfRange: boolean): string => (isOutOfRange ? OUT_OF_RANGE : "Invalid argument");
