import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, type Complaint, asList } from "./value-kind.ts";
import { nextWord } from "./words.ts";

const HINT = "expected fields such as COLOUR=blue";

/** `NAME=VALUE`, the name in capitals and without `_` in front. Source: systemd.exec(5), LogExtraFields=. */
export const logFields: AdditiveKind<readonly string[], string> = {
  name: "fields of the log",
  read(written, context) {
    const items: string[] = [];
    const complaints: Complaint[] = [];
    for (let at = 0; ;) {
      const next = nextWord(written, at, "c");
      if (next.found !== "word") {
        if (next.found !== "end") complaints.push({ message: `Invalid syntax, ignoring: ${written}`, hint: HINT });
        return { items, complaints };
      }
      at = next.end;
      const expanded = expandSpecifiers(next.word, context);
      if (!expanded.ok) {
        const message = `Failed to resolve unit specifiers in ${next.word}, ignoring: Invalid slot`;
        complaints.push({ message, hint: knownSpecifiers(expanded.error) });
      } else if (!expanded.value.includes("=")) {
        complaints.push({ message: `Log field lacks '=' character, ignoring: ${expanded.value}`, hint: HINT });
      } else if (!/^[A-Z][A-Z0-9_]{0,63}=/.test(expanded.value)) {
        complaints.push({ message: `Log field name is invalid, ignoring: ${expanded.value}`, hint: HINT });
      } else items.push(expanded.value);
    }
  },
  join: asList,
  format: (fields) => fields.join(" "),
  examples: [['A=1 "B=two words"', ["A=1", "B=two words"]]],
};
