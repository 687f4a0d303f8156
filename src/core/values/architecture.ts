import { err, ok } from "../base/result.ts";
import type { AdditiveKind, Complaint, ValueKind } from "./value-kind.ts";
import { nextWord } from "./words.ts";

const PERSONALITIES = ["x86", "x86-64"];

/** Which execution domain uname(2) shows, on x86. Source: systemd.exec(5), Personality=. */
export const personality: ValueKind<string> = {
  name: PERSONALITIES.join(" | "),
  parse: (text) => (PERSONALITIES.includes(text) ? ok(text) : err(`expected one of ${PERSONALITIES.join(", ")}`)),
  format: (value) => value,
  complaint: (text, key) => `Failed to parse ${key}=${text}, ignoring.`,
  emptyResets: true,
  examples: [["x86", "x86"]],
};

const ARCHITECTURES: ReadonlySet<string> = new Set(
  `native x86 x86-64 x32 arm arm64 loongarch64 mips mips64 mips64-n32 mips-le mips64-le mips64-le-n32 parisc parisc64 ppc ppc64
  ppc64-le riscv64 s390 s390x`.split(/\s+/),
);

/** Source: systemd.exec(5), SystemCallArchitectures=. */
export const architectures: AdditiveKind<readonly string[], string> = {
  name: "architectures",
  read(written) {
    const items: string[] = [];
    const complaints: Complaint[] = [];
    const hint = "expected names such as native or x86-64";
    for (let at = 0; ;) {
      const next = nextWord(written, at, "c-relaxed");
      if (next.found !== "word") {
        if (next.found !== "end") complaints.push({ message: `Invalid syntax, ignoring: ${written}`, hint });
        return { items, complaints };
      }
      at = next.end;
      if (ARCHITECTURES.has(next.word)) items.push(next.word);
      else complaints.push({ message: `Failed to parse system call architecture "${next.word}", ignoring: Invalid argument`, hint });
    }
  },
  join: (names) => [...new Set(names)].sort(),
  format: (names) => names.join(" "),
  examples: [["x86-64 native", ["native", "x86-64"]]],
};
