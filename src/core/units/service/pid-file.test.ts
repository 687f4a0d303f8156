import { expect, test } from "vitest";
import { FOREVER, type Monotonic, sec } from "../../base/time.ts";
import type { ServiceConfig } from "../../directives/service.ts";
import type { Sighting } from "../../kernel.ts";
import { SIGNAL } from "../../values/signal.ts";
import type { ServiceContext } from "./draft.ts";
import { COMMAND, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";
import { NEVER, type ServiceSubState } from "./state.ts";

type Look = ServiceContext["look"];

const config: Partial<ServiceConfig> = {
  Type: "forking",
  PIDFile: "/run/a.pid",
  KillSignal: SIGNAL.TERM,
  RuntimeMaxSec: FOREVER,
  TimeoutStartSec: sec(1),
  TimeoutStopSec: sec(1),
  SuccessExitStatus: { statuses: [], signals: [] },
  ExecStart: [COMMAND],
};
const control = liveProcess("control", "ExecStart");
const ended = { type: "exited", unit: UNIT, process: control.process, status: { code: "exited", status: 0 } } as const;
const changed = { type: "file-changed", unit: UNIT } as const;
const emptied = { type: "emptied", unit: UNIT } as const;

const daemon: Sighting = { pid: 9, birth: "9", alive: true, isChild: true, unit: UNIT };
const file = (line: string, isQuestionable = false, owner = 0): ReturnType<Look["readPidFile"]> => ({
  ok: true,
  value: { line, owner, isQuestionable },
});
const missing: ReturnType<Look["readPidFile"]> = { ok: false, error: { errno: 2, error: "No such file or directory" } };

/** The file as it is at each look, the last one from then on. */
function look(files: readonly ReturnType<Look["readPidFile"]>[], more: Partial<Look> = {}): Partial<Look> {
  const left = [...files];
  return {
    isPopulated: () => true,
    inspect: (pid) => (pid === 9 ? daemon : undefined),
    readPidFile: () => (left.length > 1 ? left.shift() : left[0]) ?? missing,
    ...more,
  };
}

const kinds = (kernel: readonly { readonly type: string }[]): readonly string[] => kernel.map(({ type }) => type);

test("the file is there when the parent ends", () => {
  const { service, way, kernel } = playEvents("start", [ended], { config, data: { control }, look: look([file("9")]) });
  expect([way, service.data.main?.pid, kinds(kernel)]).toEqual(["running, success", 9, ["adopt"]]);
});

test("the file comes between the first look and the watch, with its daemon in no cgroup that could be seen", () => {
  const seen = look([missing, file("9")], { isPopulated: () => false });
  const { way, kernel } = playEvents("start", [ended], { config, data: { control }, look: seen });
  expect([way, kinds(kernel)]).toEqual(["running, success", ["watch-file", "adopt", "unwatch-file"]]);
});

test("the file comes later, and is watched no longer then", () => {
  const seen = look([missing, missing, missing, file("9")]);
  const waiting = playEvents("start", [ended, changed], { config, data: { control }, look: seen });
  expect([waiting.way, waiting.service.data.awaitsPidFile, kinds(waiting.kernel)]).toEqual(["start, success", true, ["watch-file"]]);
  expect(waiting.kernel).toEqual([{ type: "watch-file", unit: UNIT, path: "/run/a.pid" }]);
  const come = playEvents("start", [changed], { config, data: waiting.service.data, look: seen });
  expect([come.way, come.service.data.awaitsPidFile, come.kernel.at(-1)]).toEqual([
    "running, success",
    undefined,
    { type: "unwatch-file", unit: UNIT },
  ]);
});

test("a change that is told too late is not looked at", () => {
  const { service, way, kernel } = playEvents("start", [changed], { config, data: { control }, look: look([file("9")]) });
  expect([way, service.data.main, kernel]).toEqual(["start, success", undefined, []]);
});

// Source: what systemd 257 does (forking/pid-file-nobody-left, forking/pid-file-never).
test.each<[ServiceSubState, string, string]>([
  ["start", "stop-sigterm", "final-sigterm"],
  ["start-post", "stop", "stop"],
])("nobody is left in %s who could write the file: %s, or, heard of later, %s", (state, atOnce, later) => {
  const hooks = { ...config, ExecStop: [COMMAND], ExecStartPost: state === "start-post" ? [COMMAND] : [] };
  const of = { ...control, directive: state === "start" ? "ExecStart" : "ExecStartPost" } as const;
  const empty = look([missing], { isPopulated: () => false });
  expect(playEvents(state, [ended], { config: hooks, data: { control: of }, look: empty }).way).toBe(`${atOnce}, protocol`);

  const waiting = { awaitsPidFile: true, mainKnown: true } as const;
  const told = playEvents(state, [emptied], { config: hooks, data: waiting, look: empty });
  expect([told.way, told.service.data.awaitsPidFile, told.said.length]).toEqual([`${later}, protocol`, undefined, 1]);
});

test.each<[string, object]>([
  ["a file that nobody waits for", { mainKnown: true }],
  ["a file, while nobody knows whether the main process has ended,", { awaitsPidFile: true }],
])("%s is not given up", (_, data) => {
  const { way, said } = playEvents("start", [emptied], { config, data, look: look([missing]) });
  expect([way, said]).toEqual(["start, success", []]);
});

test("a file that is waited for in vain is watched no longer when the service leaves its start", () => {
  const { service, kernel } = playEvents("start", [{ type: "stop" }], { config, data: { awaitsPidFile: true }, look: look([missing]) });
  expect([service.state.name, kinds(kernel)]).toEqual(["start", ["kill"]]);
  const answer = { type: "signalled", unit: UNIT, purpose: "stop-sigterm", signal: SIGNAL.TERM, others: true, nobodyLeft: false } as const;
  const left = playEvents("start", [{ ...answer, members: [{ pid: 5, comm: "" }] }], { config, data: service.data });
  expect([left.service.state.name, left.service.data.awaitsPidFile, kinds(left.kernel)]).toEqual([
    "stop-sigterm",
    undefined,
    ["unwatch-file"],
  ]);
});

test.each<["reloading" | "ready" | undefined, string]>([
  ["reloading", "reload-notify, success"],
  ["ready", "running, success"],
  [undefined, "running, success"],
])("a reload command ends where the service has last said %s", (announced, expected) => {
  const data = { control: { ...control, directive: "ExecReload" } as const, main: liveProcess("main", "ExecStart"), mainKnown: true };
  const { way, service } = playEvents("reload", [ended], {
    config: { ...config, ExecReload: [COMMAND] },
    data: { ...data, ...(announced && { announced }) },
    look: look([file("9")]),
    deadline: 5 as Monotonic,
  });
  // Its own reload goes on with the time that the command has left.
  expect([way, service.state.deadline]).toEqual([expected, announced === "reloading" ? 5 : NEVER]);
});

test("a reload names a main process anew where the last one has ended", () => {
  const data = { control: { ...control, directive: "ExecReload" } as const, mainKnown: true };
  const { service } = playEvents("reload", [ended], { config: { ...config, ExecReload: [COMMAND] }, data, look: look([file("9")]) });
  expect(service.data.main?.pid).toBe(9);
});

test("a reload finds the main process that is known, and adopts nothing", () => {
  const main = { ...liveProcess("main", "ExecStart"), pid: 9 };
  const data = { control: { ...control, directive: "ExecReload" } as const, main, mainKnown: true };
  const { kernel, service } = playEvents("reload", [ended], {
    config: { ...config, ExecReload: [COMMAND] },
    data,
    look: look([file("9")]),
  });
  expect([kernel, service.data.main]).toEqual([[], main]);
});

const stranger: Sighting = { pid: 9, birth: "9", alive: true, isChild: false };

// Source: systemd.service(5), PIDFile=; the sentences of systemd 257.
test.each<[string, Sighting, ReturnType<Look["readPidFile"]>, string | undefined]>([
  ["a process of the service", daemon, file("9", true, 1000), undefined],
  ["a stranger, by a file of root", { ...stranger, isChild: true }, file("9"), undefined],
  [
    "a stranger, by a file behind a link of another's",
    stranger,
    file("9", true),
    "Refusing to accept PID outside of service control group, acquired through unsafe symlink chain: /run/a.pid",
  ],
  [
    "a stranger, by a file of another's",
    stranger,
    file("9", false, 1000),
    "New main PID 9 from PID file does not belong to service, and PID file is owned by 1000 (must be owned by 0). Refusing.",
  ],
  ["the manager", { ...daemon, isManager: true }, file("9"), "New main PID 9 is the manager, refusing."],
  ["the first process", { ...daemon, pid: 1 }, file("9"), "New main PID 1 is the manager, refusing."],
  ["one that has ended", { ...daemon, alive: false }, file("9"), "New main PID 9 does not exist or is a zombie."],
])("the file names %s", (_, sighting, read, complaint) => {
  const { service, said } = playEvents("start", [ended], { config, data: { control }, look: look([read], { inspect: () => sighting }) });
  expect([service.data.main?.pid, said[1]]).toEqual(complaint === undefined ? [9, undefined] : [undefined, `a.service: ${complaint}`]);
});

test.each<[string, readonly number[] | undefined, number | undefined]>([
  ["one child", [9], 9],
  ["two children", [9, 10], undefined],
  ["no child", [], undefined],
  ["nobody knows", undefined, undefined],
])("without a file the main process is guessed: %s", (_, children, expected) => {
  const { PIDFile: __, ...without } = config;
  const { service } = playEvents("start", [ended], {
    config: { ...without, GuessMainPID: true },
    data: { control },
    look: look([], { childrenOf: () => children, inspect: () => daemon }),
  });
  expect(service.data.main?.pid).toBe(expected);
});
