// Builds src/linux/spawn/stub.c and prints, or with --write puts into stub-bytes.ts, the machine code of each architecture.
// Needs gcc, and gcc-aarch64-linux-gnu for the other one: run it with both on Debian 12 or 13.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../src/linux/spawn/stub.c", import.meta.url));
const TARGET = fileURLToPath(new URL("../src/linux/spawn/stub-bytes.ts", import.meta.url));
export const COMPILERS = {
  x64: {
    cc: process.arch === "x64" ? "gcc" : "x86_64-linux-gnu-gcc",
    objcopy: process.arch === "x64" ? "objcopy" : "x86_64-linux-gnu-objcopy",
  },
  arm64: {
    cc: process.arch === "arm64" ? "gcc" : "aarch64-linux-gnu-gcc",
    objcopy: process.arch === "arm64" ? "objcopy" : "aarch64-linux-gnu-objcopy",
  },
};
const FLAGS = [
  "-Os",
  "-ffreestanding",
  "-fno-builtin",
  "-fno-stack-protector",
  "-fno-asynchronous-unwind-tables",
  "-fno-tree-loop-distribute-patterns",
  "-fpic",
  "-fvisibility=hidden",
  "-fcf-protection=none",
  "-mno-red-zone",
  "-fno-tree-vectorize",
  "-fno-jump-tables",
];
const ONLY = { "-fcf-protection=none": "x64", "-mno-red-zone": "x64" };

/** The compiler's own words about its version, or undefined where there is none for this architecture. */
export function compilerVersion(arch) {
  try {
    return execFileSync(COMPILERS[arch].cc, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .split("\n")[0]
      .replace(/^\S+ /, "");
  } catch {
    return undefined;
  }
}

/** The bytes of the `.text` section, its entry first; throws if the code would need anything beside them. */
export function buildStub(arch) {
  const directory = mkdtempSync(join(tmpdir(), "upkeep-stub-"));
  try {
    const { cc, objcopy } = COMPILERS[arch];
    const [object, linked, binary] = ["stub.o", "stub.elf", "stub.bin"].map((name) => join(directory, name));
    const script = join(directory, "stub.ld");
    writeFileSync(
      script,
      "SECTIONS { . = 0; .text : { *(.text.entry) *(.text) *(.text.*) } /DISCARD/ : { *(.comment) *(.note*) *(.eh_frame*) }\n" +
        '.rest : { *(.*) } ASSERT(SIZEOF(.rest) == 0, "the stub must have no data") }\n',
    );
    execFileSync(cc, [...FLAGS.filter((flag) => (ONLY[flag] ?? arch) === arch), "-Wall", "-Wextra", "-Werror", "-c", SOURCE, "-o", object]);
    execFileSync(cc, ["-nostdlib", "-static", "-Wl,-T," + script, "-Wl,--build-id=none", "-Wl,-e,upkeep_spawn", object, "-o", linked], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    execFileSync(objcopy, ["-O", "binary", "-j", ".text", linked, binary]);
    return readFileSync(binary);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const entries = Object.keys(COMPILERS).map((arch) => {
    const code = buildStub(arch);
    const lines = code
      .toString("base64")
      .match(/.{1,120}/g)
      .map((line) => `      "${line}",`);
    return `  ${arch}: {\n    compiler: ${JSON.stringify(compilerVersion(arch))},\n    code: [\n${lines.join("\n")}\n    ].join(""),\n  },\n`;
  });
  const text = `/**
 * The machine code of stub.c, one an architecture, as base64. GENERATED: run \`node scripts/build-stub.mjs --write\` after a change there.
 * A test builds it again and compares, where the same compiler is at hand.
 */
export const STUB_BYTES: { readonly [arch: string]: { readonly compiler: string; readonly code: string } | undefined } = {
${entries.join("")}};
`;
  if (process.argv.includes("--write")) writeFileSync(TARGET, text);
  else process.stdout.write(text);
}
