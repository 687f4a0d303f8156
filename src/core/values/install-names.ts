import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import type { AdditiveKind, Complaint } from "./value-kind.ts";

/** Names of units as `enable` will read them: templates and names without a suffix are left for it to judge. */
export const installNames: AdditiveKind<readonly string[]> = {
  name: "unit names",
  none: [],
  add(before, written, context) {
    const value = [...before];
    const complaints: Complaint[] = [];
    for (const word of written.split(/[ \t\n\r]+/).filter(Boolean)) {
      const expanded = expandSpecifiers(word, context);
      if (expanded.ok) value.push(expanded.value);
      else complaints.push({ message: `Failed to resolve unit specifiers in '${word}', ignoring: Invalid slot`, hint: knownSpecifiers(expanded.error) });
    }
    return { value, complaints };
  },
  format: (names) => names.join(" "),
  examples: [["multi-user.target", ["multi-user.target"]]],
};
