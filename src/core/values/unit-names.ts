import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type UnitName, isTemplate, isUnitName } from "./unit-name.ts";
import type { AdditiveKind, Complaint } from "./value-kind.ts";
import { nextWord } from "./words.ts";

/** Units that this one depends on. They can't be taken back: an empty assignment does nothing. Source: systemd.unit(5). */
export const dependencies: AdditiveKind<readonly UnitName[]> = {
  name: "unit names",
  none: [],
  keeps: true,
  add(before, written, context) {
    const complaints: Complaint[] = [];
    const names = new Set(before);
    for (let at = 0; ;) {
      const next = nextWord(written, at, "c-relaxed");
      if (next.found !== "word") {
        if (next.found !== "end") complaints.push({ message: `Invalid syntax, ignoring: ${written}`, hint: "a quote is not closed" });
        return { value: [...names], complaints };
      }
      at = next.end;
      const expanded = expandSpecifiers(next.word, context);
      if (!expanded.ok) {
        complaints.push({ message: `Failed to resolve unit specifiers in '${next.word}', ignoring: Invalid slot`, hint: knownSpecifiers(expanded.error) });
      } else if (isUnitName(expanded.value) && !isTemplate(expanded.value)) names.add(expanded.value);
      else {
        complaints.push({
          message: `Failed to add dependency on ${expanded.value}, ignoring: Invalid argument`,
          hint: "expected full unit names such as web.service",
        });
      }
    }
  },
  format: (names) => names.join(" "),
  examples: [["a.service b.target", ["a.service" as UnitName, "b.target" as UnitName]]],
};
