import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, type Complaint, asList } from "./value-kind.ts";

/** Names of units as `enable` will read them: templates and names without a suffix are left for it to judge. */
export const installNames: AdditiveKind<readonly string[], string> = {
  name: "unit names",
  read(written, context) {
    const items: string[] = [];
    const complaints: Complaint[] = [];
    for (const word of written.split(/[ \t\n\r]+/).filter(Boolean)) {
      const expanded = expandSpecifiers(word, context);
      if (expanded.ok) items.push(expanded.value);
      else
        complaints.push({
          message: `Failed to resolve unit specifiers in '${word}', ignoring: Invalid slot`,
          hint: knownSpecifiers(expanded.error),
        });
    }
    return { items, complaints };
  },
  join: asList,
  format: (names) => names.join(" "),
  examples: [["multi-user.target", ["multi-user.target"]]],
};
