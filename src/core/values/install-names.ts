import { type AdditiveKind, asList } from "./value-kind.ts";

/** Names of units as written: their specifiers, templates and missing suffixes are left for `enable` to judge. */
export const installNames: AdditiveKind<readonly string[], string> = {
  name: "unit names",
  read: (written) => ({ items: written.split(/[ \t\n\r]+/).filter(Boolean), complaints: [] }),
  join: asList,
  format: (names) => names.join(" "),
  examples: [["multi-user.target", ["multi-user.target"]]],
};
