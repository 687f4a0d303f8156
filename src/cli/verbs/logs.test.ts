import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Instant, Realtime } from "../../core/base/time.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import { openJournal } from "../../journal/writer.ts";
import { parseCommandLine } from "../getopt.ts";
import { LOGS_OPTIONS } from "../options.ts";
import { PLAIN, type Terminal } from "../terminal.ts";
import type { VerbContext } from "../verb.ts";
import { run } from "./logs.ts";

let runtimeDir: string;

beforeAll(() => {
  runtimeDir = mkdtempSync(join(tmpdir(), "upkeep-logs-"));
  const journal = openJournal(join(runtimeDir, "journal"));
  const at = (seconds: number): Instant => ({ realtime: (1_795_493_429 + seconds) * 1e6, monotonic: seconds * 1e6 }) as Instant;
  const web = journal.openStream({ unit: "web.service" as UnitName, pid: 77, identifier: "webd", level: 6, prefix: true });
  web.write(Buffer.from("hello\n<3>broken\nbad\xff\n", "latin1"), at(0));
  const api = journal.openStream({ unit: "api.service" as UnitName, pid: 78, identifier: "apid", level: 6, prefix: true });
  api.write(Buffer.from("api\n"), at(1));
  const said = { transport: "manager", identifier: "systemd", pid: 1, priority: 6, monotonic: 2 } as const;
  journal.append({ ...said, at: at(2).realtime as Realtime, unit: "web.service" as UnitName, message: "Stopped web.service." });
  const disk = journal.openStream({ unit: "dev-disk\\x2dfoo.service" as UnitName, pid: 79, identifier: "disk*", level: 7, prefix: true });
  disk.write(Buffer.from("disk\n"), at(3));
  journal.close();
});
afterAll(() => rmSync(runtimeDir, { recursive: true }));

async function journalctl(line: string, terminal: Terminal = PLAIN, dir = runtimeDir): Promise<{ code: number; out: Buffer; err: string }> {
  const words = `--runtime-dir=${dir} --utc --no-hostname ${line}`.trim().split(" ");
  const parsed = parseCommandLine(words, LOGS_OPTIONS);
  if (!parsed.ok) throw new Error(parsed.error);
  const out: Uint8Array[] = [];
  let err = "";
  const context = {
    terminal,
    env: {},
    uid: 0,
    readText: (path: string) => (path === "/etc/machine-id" ? "450433640a704b259a5fea0c058722bd\n" : undefined),
    out: (text: string | Uint8Array) => void out.push(Buffer.from(text as Uint8Array)),
    err: (text: string) => void (err += `${text}\n`),
  } as Partial<VerbContext> as VerbContext;
  const code = await run({ program: "journalctl", verb: "logs", operands: parsed.value.operands, options: parsed.value.options }, context);
  return { code, out: Buffer.concat(out), err };
}

test.each<[line: string, out: string]>([
  [
    "",
    `Nov 24 04:10:29 webd[77]: hello
Nov 24 04:10:29 webd[77]: broken
Nov 24 04:10:29 webd[77]: [4B blob data]
Nov 24 04:10:30 apid[78]: api
Nov 24 04:10:31 systemd[1]: Stopped web.service.
Nov 24 04:10:32 disk*[79]: disk
`,
  ],
  ["-u web -o cat -n 2", "bad\xff\nStopped web.service.\n"],
  ["-u web -o cat -n +1", "hello\n"],
  ["-r -o cat -p info -t webd", "bad\xff\nbroken\nhello\n"],
  ["-p err -o cat", "broken\n"],
  ["-u a* -o with-unit", "Tue 2026-11-24 04:10:30 UTC api.service[78]: api\n"],
  ["-u dev-disk\\x2dfoo.service -o cat", "disk\n"],
  ["-u dev-disk\\x2d* -o cat", "disk\n"],
  ["-t disk* -o cat", "disk\n"],
  ["-t web* -o cat -q", ""],
  ["-S @1795493430 -U @1795493430 -o cat", "api\n"],
  ["-u nosuch", "-- No entries --\n"],
  ["-u nosuch -q", ""],
  ["-u nosuch* -u nosuch", "-- No entries --\n"],
  ["-u nosuch* -u web* -n 1 -o cat", "Stopped web.service.\n"],
  ["-u web* -S @1895493430", "-- No entries --\n"],
  ["-u nosuch -o json", ""],
  ["-n 0", "-- No entries --\n"],
])("journalctl %s", async (line, out) => {
  expect(await journalctl(line)).toEqual({ code: 0, out: Buffer.from(out, "latin1"), err: "" });
});

/** What `-g` finds, with the exit code and the order that `-n` gives, is as journalctl 257 has it. */
test.each<[line: string, code: number, out: string, err?: string]>([
  ["-g o -o cat", 0, "hello\nbroken\nStopped web.service.\n"],
  ["-g stop -o cat", 0, "Stopped web.service.\n"],
  ["-g STOP -o cat", 1, ""],
  ["-g STOP --case-sensitive=no -o cat", 0, "Stopped web.service.\n"],
  ["-g stop --case-sensitive -o cat", 1, ""],
  ["-g ^b.*n$ -o cat", 0, "broken\n"],
  ["-g o -o cat -n 2", 0, "Stopped web.service.\nbroken\n"],
  ["-g o -o cat -n +2", 0, "hello\nbroken\n"],
  ["-g nosuch", 1, "-- No entries --\n"],
  ["-g x --case-sensitive=xx", 1, "", 'Bad --case-sensitive= argument "xx": Invalid argument\n'],
  ["-g (", 1, "", 'Bad pattern "(": Unterminated group\n'],
])("journalctl %s", async (line, code, out, err = "") => {
  expect(await journalctl(line)).toEqual({ code, out: Buffer.from(out), err });
});

test("json is one object a line", async () => {
  const { out } = await journalctl("-o json -u web");
  const lines = out.toString().split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.map((line) => (JSON.parse(line) as { MESSAGE: unknown }).MESSAGE)).toEqual([
    "hello",
    "broken",
    [98, 97, 100, 255],
    "Stopped web.service.",
  ]);
});

test("json says which machine it is", async () => {
  const { out } = await journalctl("-o json -n 1");
  expect(JSON.parse(out.toString())).toMatchObject({ _MACHINE_ID: "450433640a704b259a5fea0c058722bd" });
});

test("colours on a terminal", async () => {
  const { out } = await journalctl("-u web -n +2", { ...PLAIN, colours: "256" });
  expect(out.toString()).toBe("Nov 24 04:10:29 webd[77]: hello\nNov 24 04:10:29 webd[77]: \u001b[0;1;31mbroken\u001b[0m\n");
});

test("a bad option", async () => {
  expect(await journalctl("-p foo")).toMatchObject({ code: 1, err: "Unknown log level foo\n" });
});

test("no log yet", async () => {
  const dir = join(runtimeDir, "nothing");
  const hint = `No Upkeep manager has kept a log in ${dir}/journal yet. Start one with: upkeep daemon --runtime-dir=${dir}\n`;
  const { code, out, err } = await journalctl("", PLAIN, dir);
  expect([code, out.toString(), err]).toEqual([0, "-- No entries --\n", `No journal files were found.\n${hint}`]);
  expect((await journalctl("-q", PLAIN, dir)).err).toBe("No journal files were found.\n");
});

test("an empty directory", async () => {
  const { code, out, err } = await journalctl(`-D ${mkdtempSync(join(runtimeDir, "empty-"))}`);
  expect([code, out.toString(), err]).toEqual([0, "-- No entries --\n", "No journal files were found.\n"]);
});

test("a directory that is not there, asked for by name", async () => {
  expect(await journalctl("-D /nothing/here")).toEqual({
    code: 1,
    out: Buffer.alloc(0),
    err: "Failed to open /nothing/here: No such file or directory\n",
  });
});

test.each(["-u nosuch*", "-u nosuch* -u other*", "-u nosuch* -q -f"])("journalctl %s: no such unit was ever heard of", async (line) => {
  const err = "Failed to add filter for units: No data available\n";
  expect(await journalctl(line)).toEqual({ code: 1, out: Buffer.of(), err });
});
