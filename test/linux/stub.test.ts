import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STUB_BYTES } from "../../src/linux/spawn/stub-bytes.ts";
import { hasCommand, lacks } from "./run-driver.ts";
// @ts-expect-error A script without types.
import { COMPILERS, buildStub, compilerVersion } from "../../scripts/build-stub.mjs";

describe.each(["x64", "arm64"])("the machine code for %s", (arch) => {
  const { compiler, code } = STUB_BYTES[arch] ?? { compiler: "", code: "" };
  const here = (compilerVersion as (arch: string) => string | undefined)(arch);

  it.skipIf(lacks(here !== compiler, `the code for ${arch} was built by gcc ${compiler}, here is ${here ?? "none"}`))(
    "is what stub.c gives",
    () => {
      expect((buildStub as (arch: string) => Buffer)(arch).toString("base64")).toBe(code);
    },
  );

  it("fits a page", () => {
    expect(Buffer.from(code, "base64").length).toBeLessThan(4096);
  });
});

const HARNESS = join(import.meta.dirname, "programs/stub-harness.c");

describe.each([
  ["x64", process.arch === "x64" ? [] : undefined],
  ["arm64", process.arch === "arm64" ? [] : hasCommand("/usr/bin/qemu-aarch64") ? ["/usr/bin/qemu-aarch64"] : undefined],
] as const)("the machine code for %s, run by a C program", (arch, emulator) => {
  const { cc } = (COMPILERS as Record<string, { cc: string }>)[arch] ?? { cc: "" };
  const missing = emulator === undefined || (compilerVersion as (arch: string) => string | undefined)(arch) === undefined;

  it.skipIf(lacks(missing, `no compiler or no emulator for ${arch}`))("runs the records, and tells how it went", () => {
    const directory = mkdtempSync(join(tmpdir(), "upkeep-stub-"));
    try {
      const [code, program] = [join(directory, "code"), join(directory, "harness")];
      writeFileSync(code, Buffer.from(STUB_BYTES[arch]?.code ?? "", "base64"));
      execFileSync(cc, ["-static", "-w", "-o", program, HARNESS]);
      const run = (script: string): string => {
        const [emulated] = emulator ?? [];
        return execFileSync(emulated ?? program, emulated === undefined ? [code, script] : [program, code, script], { encoding: "utf8" });
      };
      expect(run("test $$ = $MYPID && umask; exit 7")).toBe("kept\n0027\npid>0 1 failed -1 error 0 status 7\n");
      // Under the emulator the child has memory of its own, so that only its exit status comes back.
      expect(run("!")).toMatch(/^kept\npid>0 1 failed (9 error 2|-1 error 0) status 203\n$/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
