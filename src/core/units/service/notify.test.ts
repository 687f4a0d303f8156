import { expect, test } from "vitest";
import type { FdRef, KernelEvent, PassedFd, ProcessRef, Sighting } from "../../kernel.ts";
import { ACTIVE_STATE, type ServiceSubState } from "./state.ts";
import { type Played, UNIT, liveProcess, playEvents } from "../../../../test/support/service.ts";

type Notified = Extract<KernelEvent, { type: "notified" }>;

/** `text`: fields, separated by spaces. */
const notified = (text: string, more: Partial<Notified> = {}): Notified => ({
  type: "notified",
  unit: UNIT,
  pid: 7,
  uid: 0,
  fields: text.split(" ").map((field) => field.split("=") as [string, string]),
  fds: [],
  ...more,
});

const STATES = Object.keys(ACTIVE_STATE) as readonly ServiceSubState[];
const other: Sighting = { pid: 9, birth: "9", alive: true, isChild: true, unit: UNIT };
const look = { inspect: (pid: number) => (pid === 9 ? other : undefined), pidOf: () => ({ ok: true, value: 9 }) as const };
const isTaken = ({ service }: Played): boolean => service.data.main?.pid === 9;

// Source: sd_notify(3), MAINPID=; what systemd 257 does in each state (notify/main-pid-in-other-states, notify/main-pid-while-stopping).
test("a main process is handed over while the service is on its way up, up, or at the beginning of its stop", () => {
  const expected = ["start", "start-post", "running", "reload", "reload-signal", "reload-notify", "stop", "stop-sigterm"];
  const fds: readonly PassedFd[] = [{ fd: 1 as FdRef }];
  expect(STATES.filter((state) => isTaken(playEvents(state, [notified("MAINPID=9")], { look }))).toSorted()).toEqual(expected.toSorted());
  const byPidfd = STATES.filter((state) => isTaken(playEvents(state, [notified("MAINPIDFD=1", { fds })], { look })));
  expect(byPidfd.toSorted()).toEqual(expected.toSorted());
});

test("a main process that is known is not adopted again, and another is when that one has ended", () => {
  const main = { ...liveProcess("main", "ExecStart"), pid: 9 };
  expect(playEvents("running", [notified("MAINPID=9")], { look, data: { main, mainKnown: true } }).kernel).toEqual([]);
  expect(isTaken(playEvents("stop-sigterm", [notified("MAINPID=9")], { look, data: { mainKnown: true } }))).toBe(true);
});

test.each<[string, string, number | undefined, boolean, number]>([
  ["the same", "5", 5, true, 0],
  ["another", "6", 5, false, 1],
  ["none there is, so that nobody can tell", "5", undefined, true, 0],
  ["no number", "x", 5, false, 1],
  ["no number, and none there is", "x", undefined, false, 1],
])("MAINPIDFDID= is %s", (_, text, id, expected, complaints) => {
  const played = playEvents("running", [notified(`MAINPID=9 MAINPIDFDID=${text}`)], { look: { ...look, pidfdIdOf: () => id } });
  expect([isTaken(played), played.said.length]).toEqual([expected, complaints]);
});

test("MAINPIDFD=1 wants one descriptor, of a process that is there", () => {
  const said = (count: number, inspect = look.inspect): readonly string[] => {
    const fds = [1, 2].slice(0, count).map((fd) => ({ fd: fd as FdRef }));
    return playEvents("running", [notified("MAINPIDFD=1", { fds })], { look: { ...look, inspect } }).said;
  };
  const [[none], [two], [gone]] = [said(0), said(2), said(1, () => undefined)];
  expect(said(1)).toEqual([]);
  expect(none).toContain("with no fd,");
  expect(two).toContain("with more than one fd,");
  expect(gone).toContain("No such process");
});

test("who descends from the manager's own process, and is not it, is not heard with NotifyAccess=exec", () => {
  const data = { main: liveProcess("main", "ExecStart"), control: liveProcess("control", "ExecReload"), mainKnown: true };
  const heardFrom = (process: ProcessRef | undefined): boolean => {
    const event = notified("STATUS=up", process === undefined ? {} : { process });
    return playEvents("reload", [event], { config: { NotifyAccess: "exec" }, data }).service.data.statusText === "up";
  };
  expect([data.main.process, data.control.process, "a.service/main/0" as ProcessRef, undefined].map(heardFrom)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

// The sentences of systemd 257.
test.each<["main" | "exec", object, string]>([
  ["main", {}, "main PID which is currently not known"],
  ["main", { main: liveProcess("main", "ExecStart") }, "main PID 7"],
  ["exec", { main: liveProcess("main", "ExecStart") }, "main PID 7"],
  ["exec", { control: liveProcess("control", "ExecReload") }, "control PID 8"],
])("NotifyAccess=%s refuses others with the reason", (NotifyAccess, data, reason) => {
  const { said } = playEvents("reload", [notified("STATUS=up", { pid: 9 })], { config: { NotifyAccess }, data });
  expect(said).toEqual([expect.stringContaining(`Got notification message from PID 9, but reception only permitted for ${reason}`)]);
});

test("STOPPING=1 is the beginning of the end where the service is up and runs no command", () => {
  const stops = STATES.filter((state) => {
    const before = playEvents(state, [], {}).way;
    return playEvents(state, [notified("STOPPING=1")], {}).way !== before;
  });
  expect(stops.toSorted()).toEqual(["reload-notify", "reload-signal", "running"]);
});

test("RELOADING=1 answers a reload if it is not older than that", () => {
  const way = (usec: number): string =>
    playEvents("reload-signal", [notified(`RELOADING=1 MONOTONIC_USEC=${usec}`)], { data: { reloadBegin: 100 as never } }).way;
  expect([99, 100, 101].map(way)).toEqual(["reload-signal, success", "reload-notify, success", "reload-notify, success"]);
});

test("an empty STATUS= takes back what was said", () => {
  const { data } = playEvents("running", [notified("STATUS=up"), notified("STATUS=")], {}).service;
  expect(data).not.toHaveProperty("statusText");
});

test("only BARRIER=1 is a barrier", () => {
  const status = (text: string) => playEvents("running", [notified(`${text} STATUS=up`)], {}).service.data.statusText;
  expect(["BARRIER=0", "BARRIER=1"].map(status)).toEqual(["up", undefined]);
});

test.each<[string, number | undefined]>([
  ["0", 0],
  ["4095", 4095],
  ["4096", undefined],
  ["-1", undefined],
])("ERRNO=%s", (text, expected) => {
  expect(playEvents("running", [notified(`ERRNO=${text}`)], {}).service.data.statusErrno).toBe(expected);
});

// 64 bits; the greatest is "never".
test.each<[string, number | undefined]>([
  ["123", 123],
  ["9007199254740992", 2 ** 53],
  ["18446744073709551614", 2 ** 64],
  ["18446744073709551615", Infinity],
  ["18446744073709551616", undefined],
  ["x9007199254740992", undefined],
  ["9007199254740992x", undefined],
])("WATCHDOG_USEC=%s", (text, expected) => {
  const { service, said } = playEvents("running", [notified(`WATCHDOG_USEC=${text}`)], {});
  expect([service.data.watchdogUsec, said.length]).toEqual([expected, expected === undefined ? 1 : 0]);
});

test.each<[string, boolean]>([
  ["descriptors of one who may not speak", false],
  ["descriptors that came with nothing to keep them for", true],
])("%s are closed", (_, isHeard) => {
  const config = { NotifyAccess: isHeard ? "all" : "none" } as const;
  const fds = [{ fd: 3 as FdRef }, { fd: 4 as FdRef }];
  expect(playEvents("running", [notified("STATUS=up", { fds })], { config }).kernel).toEqual([{ type: "drop-fds", fds: [3, 4] }]);
});

test("without descriptors none is closed", () => {
  expect(playEvents("running", [notified("STATUS=up")], {}).kernel).toEqual([]);
});
