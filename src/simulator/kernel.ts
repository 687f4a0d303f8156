/** A kernel in memory and in virtual time: the port of core/kernel.ts without a single real process. */
import { type Result, err, ok } from "../core/base/result.ts";
import { msec, usec } from "../core/base/time.ts";
import type { Monotonic } from "../core/base/time.ts";
import type {
  Deliver,
  ExitStatus,
  FdRef,
  Kernel,
  KernelEffect,
  Member,
  OutputSink,
  OutputSource,
  PassedFd,
  ProcessRef,
  Sight,
  Sighting,
} from "../core/kernel.ts";
import type { SpawnFailure } from "../core/exec/plan.ts";
import { SIGNAL, type Signal } from "../core/values/signal.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import { type SimulatedBus, createBus } from "./bus.ts";
import type { VirtualClock } from "./clock.ts";
import type { SimulatedFiles } from "./files.ts";
import { type FindProgram, type Launch, planLaunch } from "./launch.ts";
import { type Disposition, pidfdId, type ProcessWorld, SimulatedProcess } from "./process.ts";
import type { Program } from "./program.ts";

export interface SimulatedKernelOptions {
  readonly clock: VirtualClock;
  readonly files: SimulatedFiles;
  readonly findProgram: FindProgram;
  readonly deliver: Deliver;
  readonly output: OutputSink;
  /** Why there is no message bus; there is one if left out. */
  readonly noBus?: string;
}

export interface SimulatedKernel extends Kernel, Sight {
  /** From outside, as kill(2). False: there is no such process. */
  kill(pid: number, signal: Signal): boolean;
  /** Oldest first. */
  members(unit: UnitName): readonly Member[];
}

export function openSimulatedKernel(options: SimulatedKernelOptions): SimulatedKernel {
  return new KernelInMemory(options);
}

/** A process and whose it is. */
interface Belonging {
  readonly process: SimulatedProcess;
  readonly unit: UnitName;
  /** Undefined: a descendant of one that the manager made, and not adopted. */
  readonly ref: ProcessRef | undefined;
  /** Undefined: the manager, since the real one has ended. */
  readonly parent: SimulatedProcess | undefined;
  readonly pipe: Pipe;
  /** What it waits with, and as what it will go on. */
  readonly held?: Launch;
  /** It was held, and is on its way to an end without its program. */
  readonly failure?: SpawnFailure;
  /** Units that have taken it for their main process though it is another's. */
  readonly also?: readonly { readonly unit: UnitName; readonly ref: ProcessRef }[];
}

/** `owners`: who is told of the end when it is waited for. */
interface Zombie {
  readonly parent: SimulatedProcess | undefined;
  readonly status: ExitStatus;
  readonly owners: readonly { readonly unit: UnitName; readonly ref: ProcessRef }[];
  readonly failure: SpawnFailure | undefined;
}

/** To the log; shared by a process that the manager made and its descendants. */
interface Pipe {
  readonly source: OutputSource;
  holders: number;
}

type EffectOf<T extends KernelEffect["type"]> = Extract<KernelEffect, { type: T }>;

/** A descriptor on its way to the manager, or kept by it. */
interface Descriptor {
  /** `-`: the end for reading of a pipe whose other end `sender` has. `@child`: a pidfd of `child`. */
  readonly file: string;
  readonly child?: number;
  readonly sender: SimulatedProcess;
  /** To its end, by whomever it was handed to. */
  wasRead?: boolean;
  /** Kept for this unit. */
  unit?: UnitName;
  watched?: boolean;
}

/** In place of a file: a pidfd of the last child. */
const CHILD = "@child";
/** Source: sd_notify(3); systemd drops longer ones. */
const MAX_DATAGRAM = 4096;
/** Of the manager itself. */
const OWN_PID = 1;
const FIRST_PID = 100;
/** From clone(2) to the program's first instruction. */
const LAUNCH_TIME = msec(1);
/** From fork(2) to the child's first word: too short to be overtaken by what sleeps just as long. */
const FORK_TIME = usec(100);
/** From kill(2), or the end of a child, to what comes of it: never at once, so that it is not heard of before the answer to the effect. */
const SIGNAL_TIME = usec(50);

class KernelInMemory implements SimulatedKernel, ProcessWorld {
  readonly clock: VirtualClock;
  readonly files: SimulatedFiles;
  readonly bus: SimulatedBus;
  readonly #options: SimulatedKernelOptions;
  readonly #processes = new Map<number, Belonging>();
  readonly #descriptors = new Map<FdRef, Descriptor>();
  readonly #watches = new Map<UnitName, () => void>();
  /** Those that have ended and have not been waited for. */
  readonly #zombies = new Map<number, Zombie>();
  readonly #frozen = new Set<UnitName>();
  readonly #encoder = new TextEncoder();
  #lastFd = 0;
  #lastPid = FIRST_PID - 1;
  #cancelAlarm: () => void = () => {};

  constructor(options: SimulatedKernelOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.files = options.files;
    this.bus = createBus(options.noBus, options.deliver, (tell) => this.clock.in(SIGNAL_TIME, tell));
  }

  now() {
    return this.clock.now();
  }

  perform(effect: KernelEffect): void {
    switch (effect.type) {
      case "spawn":
        return this.#spawn(effect);
      case "let-go":
        return this.#letGo(effect);
      case "kill":
        return this.#kill(effect);
      case "adopt":
        return this.#adopt(effect);
      case "watch-file":
        return this.#watch(effect);
      case "unwatch-file":
        this.#watches.get(effect.unit)?.();
        return void this.#watches.delete(effect.unit);
      case "remove-file":
        return this.files.isDirectory(effect.path) ? undefined : this.files.remove(effect.path);
      case "keep-fd":
        return void Object.assign(this.#descriptors.get(effect.fd) ?? {}, { unit: effect.unit, watched: effect.watched });
      case "drop-fds":
        for (const fd of effect.fds) this.#descriptors.delete(fd);
        return;
      case "freeze":
      case "thaw":
        return this.#freeze(effect.unit, effect.type === "freeze");
      case "watch-bus-name":
        return this.bus.watch(effect.unit, effect.name);
      case "unwatch-bus-name":
        return this.bus.unwatch(effect.unit);
      case "release":
        return this.#thaw(effect.unit); // Whatever is left of it goes on.
      default:
        effect satisfies never;
    }
  }

  /** Here everything is told when it happens. */
  catchUp(): void {}

  wakeAt(deadline: Monotonic | undefined): void {
    this.#cancelAlarm();
    this.#cancelAlarm = deadline === undefined ? () => {} : this.clock.at(deadline, () => this.#options.deliver({ type: "woken" }));
  }

  close(): void {
    this.#cancelAlarm();
  }

  kill(pid: number, signal: Signal): boolean {
    const found = this.#processes.get(pid);
    if (found !== undefined) this.#send(found.process, signal);
    return found !== undefined;
  }

  members(unit: UnitName): readonly Member[] {
    return this.#of(unit).map(memberOf);
  }

  inspect(pid: number): Sighting | undefined {
    if (pid === OWN_PID) return { pid, birth: "", alive: true, isChild: false, isManager: true };
    const found = this.#processes.get(pid);
    if (found === undefined && this.#zombies.has(pid)) return { pid, birth: String(pid), alive: false, isChild: true };
    return found && { pid, birth: String(pid), alive: true, isChild: found.parent === undefined, unit: found.unit };
  }

  membersOf(unit: UnitName): readonly Member[] {
    return this.members(unit);
  }

  childrenOf(unit: UnitName): readonly number[] {
    return this.#of(unit).flatMap(({ process, parent }) => (parent === undefined ? [process.pid] : []));
  }

  isPopulated(unit: UnitName): boolean {
    return this.#of(unit).length > 0;
  }

  pidOf(ref: FdRef): Result<number, string> {
    const { file, child } = this.#descriptors.get(ref) ?? {};
    if (file !== CHILD || child === undefined) return err("Inappropriate ioctl for device");
    return this.#processes.has(child) ? ok(child) : err("No such process");
  }

  pidfdIdOf(pid: number): number | undefined {
    return this.inspect(pid) === undefined ? undefined : pidfdId(pid);
  }

  // What processes ask for.

  fork(parent: SimulatedProcess, program: Program): SimulatedProcess {
    const { unit, pipe } = this.#belonging(parent);
    const child = new SimulatedProcess(this.#nextPid(), parent.context, program, this, parent.handling);
    this.#begin({ process: child, unit, ref: undefined, parent, pipe });
    return child;
  }

  notify(sender: SimulatedProcess, fields: readonly (readonly [string, string])[], attached?: string): void {
    const { unit, ref, also = [] } = this.#belonging(sender);
    if (fields.map((field) => field.join("=")).join("\n").length > MAX_DATAGRAM) return;
    const fds = attached === undefined ? [] : [this.#passed(sender, attached)];
    const { pid, context } = sender;
    const hearers = [{ unit, ref }, ...also];
    for (const [at, { unit: hearer, ref: process }] of hearers.entries()) {
      this.#options.deliver({
        type: "notified",
        unit: hearer,
        pid,
        uid: context.uid,
        ...(process === undefined ? {} : { process }),
        fields,
        fds: at === 0 ? fds : [],
      });
    }
  }

  reaped(pid: number): void {
    this.#zombies.delete(pid);
  }

  ended(process: SimulatedProcess, status: ExitStatus): void {
    const { deliver, output } = this.#options;
    const { unit, ref, parent, pipe, also = [], failure } = this.#belonging(process);
    this.#processes.delete(process.pid);
    const owners = [...(ref === undefined ? [] : [{ unit, ref }]), ...also];
    this.#zombies.set(process.pid, { parent, status, owners, failure: status.code === "exited" ? failure : undefined });
    this.bus.dropAll(process.pid);
    pipe.holders -= 1;
    if (pipe.holders === 0) output.end(pipe.source);
    this.clock.in(SIGNAL_TIME, () => parent?.childEnded(process.pid, status));
    this.#orphan(process);
    this.#hangUp(process);
    if (parent === undefined) this.#bury(process.pid);
    if (this.#of(unit).length === 0) deliver({ type: "emptied", unit });
  }

  #spawn({ unit, process: ref, plan, held }: EffectOf<"spawn">): void {
    const { deliver, output, findProgram } = this.#options;
    const pid = this.#nextPid();
    const pipe: Pipe = { source: { unit, process: ref, pid, program: plan.path }, holders: 0 };
    const log = (text: string): void => output.write(pipe.source, this.#encoder.encode(text));
    const launch = planLaunch(
      plan,
      pid,
      this.files,
      findProgram,
      log,
      (plan.fds ?? []).map((fd) => this.#descriptors.get(fd) ?? { file: "" }),
    );
    const dispositions = new Map<Signal, Disposition>(plan.ignoreSigpipe ? [[SIGNAL.PIPE, "ignore"]] : []);
    const { context, program, failure } = held === true ? waiting(launch) : launch;
    const process = new SimulatedProcess(pid, context, program, this, { dispositions, blocked: new Set() });
    this.#begin({ process, unit, ref, parent: undefined, pipe, ...(held === true && { held: launch }) });
    deliver({ type: "spawned", unit, process: ref, pid, ...(failure === undefined ? {} : { failure }) });
  }

  #letGo({ process: ref }: EffectOf<"let-go">): void {
    // By the name it was made under, which an adoption may have changed.
    const found = [...this.#processes.values()].find(({ held, pipe }) => held !== undefined && pipe.source.process === ref);
    if (found?.held === undefined) return;
    const { held, ...rest } = found;
    const { program, context, failure } = held;
    this.#processes.set(found.process.pid, { ...rest, ...(failure === undefined ? {} : { failure }) });
    this.clock.in(LAUNCH_TIME, () => found.process.execute(program, context));
  }

  #kill({ unit, processes: refs, others, signal, value, alsoHangup, named: areNamed, purpose }: EffectOf<"kill">): void {
    const all = this.#of(unit);
    const named = refs.flatMap((ref) => [...this.#processes.values()].find((each) => isKnownAs(each, ref)) ?? []);
    const targets = others ? [...named, ...all.filter((each) => !named.includes(each))] : named;
    const proceeds = purpose !== "client" && signal !== SIGNAL.KILL && signal !== SIGNAL.CONT;
    for (const { process } of targets) {
      this.#send(process, signal, value);
      if (alsoHangup) this.#send(process, SIGNAL.HUP);
      if (proceeds) this.#send(process, SIGNAL.CONT);
    }
    this.#options.deliver({
      type: "signalled",
      unit,
      purpose,
      signal,
      others,
      members: targets.map((target) => (areNamed ? memberOf(target) : { ...memberOf(target), comm: "" })),
      nobodyLeft: others && targets.length === 0,
    });
  }

  #adopt({ unit, process: ref, pid }: EffectOf<"adopt">): void {
    const found = this.#processes.get(pid);
    if (found === undefined) return;
    if (found.unit === unit) this.#processes.set(pid, { ...found, ref });
    else this.#processes.set(pid, { ...found, also: [...(found.also ?? []), { unit, ref }] });
  }

  #watch({ unit, path }: EffectOf<"watch-file">): void {
    this.#watches.get(unit)?.();
    this.#watches.set(
      unit,
      this.files.watch(path, () => this.#options.deliver({ type: "file-changed", unit })),
    );
  }

  /** Its children have the manager as their parent. */
  #orphan(ended: SimulatedProcess): void {
    for (const [pid, each] of this.#processes) if (each.parent === ended) this.#processes.set(pid, { ...each, parent: undefined });
    for (const [pid, { parent }] of this.#zombies) if (parent === ended) this.#bury(pid);
  }

  /** The manager waits for one that has ended; to what it makes of that it is still there. */
  #bury(pid: number): void {
    const { status, owners, failure } = this.#zombies.get(pid) ?? { status: undefined, owners: [] };
    this.clock.in(SIGNAL_TIME, () => this.#zombies.delete(pid));
    if (status === undefined) return;
    for (const { unit, ref } of owners)
      this.#options.deliver({ type: "exited", unit, process: ref, status, ...(failure === undefined ? {} : { failure }) });
  }

  #passed(sender: SimulatedProcess, file: string): PassedFd {
    this.#lastFd += 1;
    const fd = this.#lastFd as FdRef;
    this.#descriptors.set(fd, { file, sender, ...(file === CHILD && { child: sender.lastChild }) });
    return { fd };
  }

  #hangUp(ended: SimulatedProcess): void {
    for (const [fd, { file, sender, unit, watched }] of this.#descriptors) {
      if (file !== "-" || sender !== ended || unit === undefined || watched !== true) continue;
      this.#options.deliver({ type: "fd-hung-up", unit, fd });
    }
  }

  #freeze(unit: UnitName, frozen: boolean): void {
    const processes = this.#of(unit);
    if (frozen && processes.length > 0) this.#frozen.add(unit);
    const came = this.#frozen.has(unit) ? "done" : "empty";
    if (frozen) for (const { process } of processes) process.freeze();
    else this.#thaw(unit);
    this.#options.deliver({ type: "freezer", unit, frozen, came });
  }

  #thaw(unit: UnitName): void {
    if (this.#frozen.delete(unit)) for (const { process } of this.#of(unit)) this.clock.in(SIGNAL_TIME, () => process.thaw());
  }

  #begin(belonging: Belonging): void {
    this.#processes.set(belonging.process.pid, belonging);
    belonging.pipe.holders += 1;
    this.clock.in(belonging.parent === undefined ? LAUNCH_TIME : FORK_TIME, () => belonging.process.run());
  }

  #send(process: SimulatedProcess, signal: Signal, value?: number): void {
    this.clock.in(SIGNAL_TIME, () => process.receive(signal, value));
  }

  #of(unit: UnitName): readonly Belonging[] {
    return [...this.#processes.values()].filter((each) => each.unit === unit);
  }

  #belonging(process: SimulatedProcess): Belonging {
    const found = this.#processes.get(process.pid);
    if (found === undefined) throw new Error(`process ${process.pid} acts after its end`);
    return found;
  }

  #nextPid(): number {
    this.#lastPid += 1;
    return this.#lastPid;
  }
}

/** On its way to its program, as long as it is held there. */
const waiting = ({ context }: Launch): Launch => ({
  program: [{ do: "hang" }],
  context: context.comm.startsWith("(") ? context : { ...context, comm: `(${context.comm.slice(-8)})` },
});

const isKnownAs = ({ ref: own, also }: Belonging, ref: ProcessRef): boolean => own === ref || (also ?? []).some((each) => each.ref === ref);

function memberOf({ process, ref }: Belonging): Member {
  return { pid: process.pid, comm: process.context.comm, ...(ref === undefined ? {} : { process: ref }) };
}
