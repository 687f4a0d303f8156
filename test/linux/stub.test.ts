import { describe, expect, it } from "vitest";
import { STUB_BYTES } from "../../src/linux/spawn/stub-bytes.ts";
import { lacks } from "./run-driver.ts";
// @ts-expect-error A script without types.
import { buildStub, compilerVersion } from "../../scripts/build-stub.mjs";

describe.each(["x64", "arm64"])("the machine code for %s", (arch) => {
  const { compiler, code } = STUB_BYTES[arch] ?? { compiler: "", code: "" };
  const here = (compilerVersion as (arch: string) => string | undefined)(arch);

  it.skipIf(lacks(here !== compiler, `the code for ${arch} was built by gcc ${compiler}, here is ${here ?? "none"}`))("is what stub.c gives", () => {
    expect((buildStub as (arch: string) => Buffer)(arch).toString("base64")).toBe(code);
  });

  it("fits a page", () => {
    expect(Buffer.from(code, "base64").length).toBeLessThan(4096);
  });
});
