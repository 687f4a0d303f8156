/** What a service says of itself. Source: sd_notify(3); systemd.service(5), NotifyAccess=. */
import { FOREVER, type Monotonic, type Usec, after } from "../../base/time.ts";
import { serviceDirectives } from "../../directives/service.ts";
import type { KernelEvent, PassedFd } from "../../kernel.ts";
import { hasStrayBytes } from "../../base/text.ts";
import { errnoByName } from "../../values/errno.ts";
import { isNumber, readInteger, readUnsigned } from "../../values/integer.ts";
import { parsePid } from "../../values/pid.ts";
import type { Draft } from "./draft.ts";
import { storeFds, unstoreFds } from "./fd-store.ts";
import { takeMain } from "./main-process.ts";
import { isNotifyType, startWatchdog } from "./readiness.ts";
import { enterReloadByItself, enterRunning, enterStartPost } from "./starting.ts";
import type { ServiceSubState } from "./state.ts";
import { enterAnnouncedStop, enterSignal } from "./stopping.ts";

type Notified = Extract<KernelEvent, { type: "notified" }>;

/** The fields are taken in systemd's order, whatever theirs: the main process first, then how far the service is, then the rest. */
export function onNotified(draft: Draft, event: Notified): void {
  // Whoever waits at the barrier waits for its descriptor to be closed, whether it may say anything or not.
  const isBarrier = event.fields.some(([name, value]) => name === "BARRIER" && value === "1");
  const kept = !isBarrier && isHeard(draft, event) ? takeFields(draft, event) : new Set();
  const dropped = event.fds.flatMap(({ fd }) => (kept.has(fd) ? [] : [fd]));
  if (dropped.length > 0) draft.kernel({ type: "drop-fds", fds: dropped });
}

function takeFields(draft: Draft, event: Notified): ReadonlySet<unknown> {
  const has = (field: string): boolean => event.fields.some(([name, value]) => `${name}=${value}` === field);
  const valueOf = (wanted: string): string | undefined => event.fields.find(([name]) => name === wanted)?.[1];
  const given = (name: string, take: (value: string) => void): void => {
    const value = valueOf(name);
    if (value !== undefined) take(value);
  };
  const fds = [...event.fds];
  if (has("MAINPIDFD=1")) onMainPidfd(draft, fds.splice(0), event.uid);
  else given("MAINPID", (pid) => onMainPid(draft, pid, valueOf("MAINPIDFDID"), event.uid));
  onProgress(draft, has, valueOf("MONOTONIC_USEC"));
  given("STATUS", (text) => onStatus(draft, text));
  given("NOTIFYACCESS", (access) => onNotifyAccess(draft, access));
  given("ERRNO", (number) => onErrno(draft, number));
  given("BUSERROR", (name) => (draft.data = { ...draft.data, statusBusError: name }));
  given("VARLINKERROR", (name) => (draft.data = { ...draft.data, statusVarlinkError: name }));
  given("EXTEND_TIMEOUT_USEC", (usec) => onExtendTimeout(draft, usec));
  given("WATCHDOG", (value) => onWatchdog(draft, value));
  given("WATCHDOG_USEC", (usec) => onWatchdogUsec(draft, usec));
  if (has("FDSTOREREMOVE=1")) unstoreFds(draft, valueOf("FDNAME"));
  else if (has("FDSTORE=1")) return storeFds(draft, fds, valueOf("FDNAME"), !has("FDPOLL=0"));
  return new Set();
}

function isHeard(draft: Draft, { pid, process }: Notified): boolean {
  const { main, control, notifyAccess = draft.config.NotifyAccess } = draft.data;
  const isMain = process !== undefined && process === main?.process;
  const isControl = process !== undefined && process === control?.process;
  switch (notifyAccess) {
    case "all":
      return true;
    case "none":
      draft.log("notify-refused-no-reception", { pid });
      return false;
    case "exec":
      if (isMain || isControl) return true;
      draft.log("notify-refused-not-exec", { pid, main: main?.pid, control: control?.pid });
      return false;
    case "main":
      if (isMain) return true;
      draft.log("notify-refused-not-main", { pid, main: main?.pid });
      return false;
    default:
      return notifyAccess satisfies never;
  }
}

const HANDS_OVER: ReadonlySet<ServiceSubState> = new Set([
  "start",
  "start-post",
  "running",
  "reload",
  "reload-signal",
  "reload-notify",
  "stop",
  "stop-sigterm",
]);

/** `id`: MAINPIDFDID=, by which another process that has got the pid in the meantime is told. */
function onMainPid(draft: Draft, text: string, id: string | undefined, senderUid: number): void {
  const pid = parsePid(text);
  if (!pid.ok) return draft.log("notify-main-invalid", { text, error: pid.error });
  const seen = draft.context.look.inspect(pid.value);
  if (seen === undefined) return draft.log("notify-main-invalid", { text, error: "No such process" });
  if (id !== undefined && !isOfPidfd(draft, seen.pid, id)) return;
  if (HANDS_OVER.has(draft.state.name)) takeMain(draft, seen, senderUid);
}

function isOfPidfd(draft: Draft, pid: number, text: string): boolean {
  const received = readUnsigned(text);
  const id = draft.context.look.pidfdIdOf(pid);
  if (received === undefined) draft.log("notify-main-id-invalid", { text });
  else if (id !== undefined && id !== received) draft.log("notify-main-mismatch", { pid, id, received });
  return received !== undefined && (id === undefined || id === received);
}

/** A descriptor of the process in place of its pid. Source: sd_notify(3), MAINPIDFD=1. */
function onMainPidfd(draft: Draft, [passed, another]: readonly PassedFd[], senderUid: number): void {
  if (passed === undefined || another !== undefined) {
    return draft.log("notify-main-descriptor-count", { count: passed === undefined ? 0 : 2 });
  }
  const { look } = draft.context;
  const pid = look.pidOf(passed.fd);
  const seen = pid.ok ? look.inspect(pid.value) : undefined;
  if (seen === undefined) return draft.log("notify-main-descriptor-invalid", { error: pid.ok ? "No such process" : pid.error });
  if (HANDS_OVER.has(draft.state.name)) takeMain(draft, seen, senderUid);
}

/** STOPPING=1 goes before READY=1, and that before RELOADING=1. `time`: of the RELOADING=1. */
function onProgress(draft: Draft, has: (field: string) => boolean, time: string | undefined): void {
  const at = time === undefined ? undefined : readTime(time);
  if (time !== undefined && at === undefined) draft.log("notify-time-invalid", { text: time });
  const isAnswer = draft.state.name === "reload-signal" && at !== undefined && at !== FOREVER && at >= (draft.data.reloadBegin ?? FOREVER);
  const reloads = has("RELOADING=1");
  if (has("STOPPING=1")) {
    draft.data = { ...draft.data, announced: "stopping" };
    if (STOPS.has(draft.state.name)) enterAnnouncedStop(draft);
  } else if (has("READY=1")) {
    draft.data = { ...draft.data, announced: "ready" };
    if (draft.state.name === "start" && isNotifyType(draft.config)) enterStartPost(draft);
    if (draft.state.name === "reload-notify" || (isAnswer && reloads)) enterRunning(draft, "success");
    // It has reloaded already; those that reload along have yet to.
    else if (draft.state.name === "running" && reloads) draft.effects.push({ type: "reloads-by-itself" });
  } else if (reloads) {
    draft.data = { ...draft.data, announced: "reloading" };
    if (isAnswer) draft.rename("reload-notify");
    else if (draft.state.name === "running") enterReloadByItself(draft);
  }
}

const STOPS: ReadonlySet<ServiceSubState> = new Set(["running", "reload-signal", "reload-notify"]);

/** Nothing is said by an empty one, nor by one that can't be read. */
function onStatus(draft: Draft, text: string): void {
  const isBad = hasStrayBytes(text);
  if (isBad) draft.log("notify-status-invalid", {});
  const { statusText: _, ...data } = draft.data;
  draft.data = text === "" || isBad ? data : { ...data, statusText: text };
}

function onNotifyAccess(draft: Draft, text: string): void {
  const access = serviceDirectives.NotifyAccess.kind.parse(text, undefined as never);
  if (!access.ok) return draft.log("notify-access-invalid", { text });
  draft.data = { ...draft.data, notifyAccess: access.value };
}

/** Highest number that an errno can have. Source: errno(3). */
const MAX_ERRNO = 4095;

function onErrno(draft: Draft, text: string): void {
  const number = errnoByName(text) ?? readInteger(text);
  const isErrno = number !== undefined && number >= 0 && number <= MAX_ERRNO;
  if (!isErrno)
    return draft.log("notify-errno-invalid", { text, error: isNumber(text) ? "Numerical result out of range" : "Invalid argument" });
  draft.data = { ...draft.data, statusErrno: number };
}

function onWatchdog(draft: Draft, value: string): void {
  if (value === "1") startWatchdog(draft);
  else if (value !== "trigger") draft.log("notify-watchdog-invalid", {});
  else {
    draft.log("watchdog-triggered", { statusText: draft.data.statusText });
    enterSignal(draft, "stop-watchdog", "watchdog");
  }
}

function onWatchdogUsec(draft: Draft, value: string): void {
  const interval = readTime(value);
  if (interval === undefined) return draft.log("notify-watchdog-usec-invalid", { text: value });
  draft.data = { ...draft.data, watchdogUsec: interval };
  startWatchdog(draft);
}

/** What runs now is given until then, if it would have less. Nothing that has no limit gets one. */
function onExtendTimeout(draft: Draft, value: string): void {
  const usec = readTime(value);
  if (usec === undefined) return draft.log("notify-extend-invalid", { text: value });
  if (usec === FOREVER) return;
  const until = after(draft.context.now.monotonic, usec as Usec);
  const later = (deadline: Monotonic): Monotonic => (deadline < until ? until : deadline);
  draft.state = { ...draft.state, deadline: later(draft.state.deadline) };
  draft.data = { ...draft.data, watchdog: later(draft.data.watchdog) };
}

/** The greatest number of 64 bits, for which systemd reads "never". */
const MAX_TIME = 2n ** 64n - 1n;

/** Microseconds; of those beyond 2^53, which nobody lives to see, the last digits are lost. */
function readTime(text: string): number | undefined {
  if (!/^\d{16,20}$/.test(text)) return readUnsigned(text);
  const time = BigInt(text);
  if (time > MAX_TIME) return undefined;
  return time === MAX_TIME ? FOREVER : Number(time);
}
