import { err, ok } from "../base/result.ts";
import type { AdditiveKind, ValueKind } from "./value-kind.ts";

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
    const words = written.split(/\s+/).filter(Boolean);
    const hint = "expected names such as native or x86-64";
    return {
      items: words.filter((word) => ARCHITECTURES.has(word)),
      complaints: words
        .filter((word) => !ARCHITECTURES.has(word))
        .map((word) => ({ message: `Failed to parse system call architecture "${word}", ignoring: Invalid argument`, hint })),
    };
  },
  join: (names) => [...new Set(names)].sort(),
  format: (names) => names.join(" "),
  examples: [["x86-64 native", ["native", "x86-64"]]],
};
