/** One simulated process: acts out its program in virtual time and reacts to signals as a kernel has processes react. */
import { type Monotonic, after } from "../core/base/time.ts";
import type { ExitStatus } from "../core/kernel.ts";
import { SIGNAL, type Signal } from "../core/values/signal.ts";
import type { SimulatedBus } from "./bus.ts";
import type { VirtualClock } from "./clock.ts";
import type { SimulatedFiles } from "./files.ts";
import type { Program, Word } from "./program.ts";

/** What a process was given when it was executed, and its children with it. */
export interface ProcessContext {
  readonly comm: string;
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly workingDirectory: string;
  readonly uid: number;
  /** The descriptors it was handed. */
  readonly fds: readonly Handed[];
  readonly write: { readonly [stream in "stdout" | "stderr"]: (text: string) => void };
}

/** A descriptor: what it is open on, and whether that has been read. All who have it share that. */
export interface Handed {
  readonly file: string;
  wasRead?: boolean;
}

/** What it can't do by itself. */
export interface ProcessWorld {
  readonly clock: VirtualClock;
  readonly files: SimulatedFiles;
  fork(parent: SimulatedProcess, program: Program): SimulatedProcess;
  /** `attached`: the file that a descriptor is open on, `-` for a pipe. */
  notify(sender: SimulatedProcess, fields: readonly (readonly [string, string])[], attached?: string): void;
  readonly bus: SimulatedBus;
  ended(process: SimulatedProcess, status: ExitStatus): void;
  /** Its parent has taken the status of one that has ended. */
  reaped(pid: number): void;
}

/** What a signal does; absent: its default action. */
export type Disposition = "ignore" | Program;

/** What a child has from its parent. Source: fork(2). */
export interface Handling {
  readonly dispositions: ReadonlyMap<Signal, Disposition>;
  readonly blocked: ReadonlySet<Signal>;
}

/** A program in progress; that of a signal's handler lies on top of what it interrupted. */
interface Frame {
  readonly program: Program;
  at: number;
  /** It sleeps. `Infinity`: until a signal ends it. */
  until: Monotonic | undefined;
  /** The signal whose handler it is: kept back until that is done. */
  readonly handled?: Signal;
}

interface QueuedSignal {
  readonly signal: Signal;
  /** As sigqueue(3) sends it. */
  readonly value: number | undefined;
}

const SEGV = 11 as Signal;
const STOP = 19 as Signal;
/** STOP, TSTP, TTIN, TTOU. Source: signal(7). */
const STOPPING: readonly number[] = [STOP, 20, 21, 22];
/** QUIT, ILL, TRAP, ABRT, BUS, FPE, SEGV, XCPU, XFSZ, SYS. Source: signal(7). */
const DUMPING: readonly number[] = [3, 4, 5, 6, 7, 8, 11, 24, 25, 31];
/** CHLD, CONT, URG, WINCH. Source: signal(7). */
const HARMLESS: readonly number[] = [17, SIGNAL.CONT, 23, 28];
const FIRST_REAL_TIME = 34;
const NEVER = Number.POSITIVE_INFINITY as Monotonic;

export class SimulatedProcess {
  readonly pid: number;
  #context: ProcessContext;
  readonly #world: ProcessWorld;
  readonly #dispositions: Map<Signal, Disposition>;
  readonly #frames: Frame[];
  readonly #pending: Signal[] = [];
  readonly #untilThawed: QueuedSignal[] = [];
  /** Signals whose handlers are under way, here or, before the fork, in the parent; and those of them that came again. */
  readonly #blocked: Set<Signal>;
  readonly #keptBack = new Set<Signal>();
  #cancelWake: () => void = () => {};
  #stopped = false;
  #frozen = false;
  #ended = false;
  #lastChild: { readonly pid: number; status?: ExitStatus } | undefined;
  #awaitsChild = false;
  /** Real-time signals that wait to be awaited; undefined: they take effect. */
  #queued: QueuedSignal[] | undefined;
  #awaitedValue: Extract<Word, { do: "await-value" }> | undefined;

  constructor(pid: number, context: ProcessContext, program: Program, world: ProcessWorld, handling: Handling) {
    this.pid = pid;
    this.#context = context;
    this.#world = world;
    this.#frames = [{ program, at: 0, until: undefined }];
    this.#dispositions = new Map(handling.dispositions);
    this.#blocked = new Set(handling.blocked);
  }

  get context(): ProcessContext {
    return this.#context;
  }

  /** Source: execve(2), but for the handlers, as this is called before any has been set. */
  execute(program: Program, context: ProcessContext): void {
    this.#frames.splice(0, this.#frames.length, { program, at: 0, until: undefined });
    this.#context = context;
    this.run();
  }

  get handling(): Handling {
    return { dispositions: this.#dispositions, blocked: this.#blocked };
  }

  /** Goes on until it sleeps, waits, is stopped or has ended. */
  run(): void {
    this.#cancelWake();
    while (!this.#waits()) {
      const frame = this.#frames.at(-1);
      if (frame === undefined) return this.#end({ code: "exited", status: 0 });
      if (frame.until !== undefined && this.#world.clock.now().monotonic < frame.until) return this.#sleep(frame.until);
      frame.until = undefined;
      const word = frame.program[frame.at];
      frame.at += 1;
      if (word === undefined) this.#leave(frame);
      else this.#act(word, frame);
    }
  }

  /** `value`: as sigqueue(3) sends it. */
  receive(signal: Signal, value?: number): void {
    if (this.#ended) return;
    if (signal === SIGNAL.KILL) return this.#end({ code: "killed", status: signal });
    if (this.#frozen && !this.#isKilledFrozen(signal)) return void this.#untilThawed.push({ signal, value });
    if (signal === SIGNAL.CONT) this.#continue();
    else if (this.#stopped) this.#pending.push(signal);
    else if (this.#queued && signal >= FIRST_REAL_TIME) this.#queue(this.#queued, signal, value);
    else this.#react(signal);
  }

  /** By its cgroup. Signals wait, but for those that just kill. */
  freeze(): void {
    this.#frozen = true;
    this.#cancelWake();
  }

  thaw(): void {
    this.#frozen = false;
    for (const { signal, value } of this.#untilThawed.splice(0)) this.receive(signal, value);
    if (this.#ended) return;
    const child = this.#awaitsChild ? this.#lastChild?.status : undefined;
    if (child === undefined) this.run();
    else this.#exitLike(child);
  }

  childEnded(pid: number, status: ExitStatus): void {
    if (this.#lastChild?.pid !== pid) return;
    this.#lastChild.status = status;
    if (this.#awaitsChild && !this.#frozen) this.#exitLike(status);
  }

  #leave({ handled }: Frame): void {
    this.#frames.pop();
    if (handled === undefined) return;
    this.#blocked.delete(handled);
    if (this.#keptBack.delete(handled)) this.#react(handled);
  }

  #react(signal: Signal): void {
    if (this.#blocked.has(signal)) return void this.#keptBack.add(signal);
    const disposition = signal === STOP ? undefined : this.#dispositions.get(signal);
    if (disposition === "ignore") return;
    if (disposition !== undefined) {
      this.#blocked.add(signal);
      this.#frames.push({ program: disposition, at: 0, until: undefined, handled: signal });
      this.run();
    } else if (STOPPING.includes(signal)) {
      this.#stopped = true;
      this.#cancelWake();
    } else if (!HARMLESS.includes(signal)) {
      this.#end({ code: "killed", status: signal });
    }
  }

  #continue(): void {
    const wasStopped = this.#stopped;
    this.#stopped = false;
    for (const signal of this.#pending.splice(0)) if (!this.#ended) this.#react(signal);
    if (!this.#ended) this.#react(SIGNAL.CONT);
    if (wasStopped) this.run();
  }

  #isKilledFrozen(signal: Signal): boolean {
    return !this.#dispositions.has(signal) && ![...STOPPING, ...HARMLESS, ...DUMPING].includes(signal);
  }

  #waits(): boolean {
    return this.#ended || this.#stopped || this.#frozen || this.#awaitsChild || this.#awaitedValue !== undefined;
  }

  #queue(queued: QueuedSignal[], signal: Signal, value: number | undefined): void {
    queued.push({ signal, value });
    if (this.#awaitedValue) this.#awaitValue(this.#awaitedValue);
  }

  #awaitValue(word: Extract<Word, { do: "await-value" }>): void {
    const queued = (this.#queued ??= []);
    const at = queued.findIndex(({ signal }) => signal === word.signal);
    const wasAwaited = this.#awaitedValue !== undefined;
    this.#awaitedValue = at < 0 ? word : undefined;
    if (at < 0) return;
    this.context.write.stdout(`${word.name} ${queued.splice(at, 1)[0]?.value ?? "without a value"}\n`);
    if (wasAwaited) this.run();
  }

  #sleep(until: Monotonic): void {
    this.#cancelWake();
    if (until !== NEVER) this.#cancelWake = this.#world.clock.at(until, () => this.run());
  }

  #act(word: Word, frame: Frame): void {
    const { clock, files } = this.#world;
    const { write, environment, workingDirectory } = this.context;
    switch (word.do) {
      case "print":
        return write[word.stream](`${word.text}\n`);
      case "args":
        return write.stdout(
          `${this.#arguments()
            .map((argument) => `<${argument}>`)
            .join("")}\n`,
        );
      case "env":
        return write.stdout(environment.has(word.name) ? `${word.name}=${environment.get(word.name)}\n` : `${word.name} unset\n`);
      case "cwd":
        return write.stdout(`${workingDirectory}\n`);
      case "sleep":
        frame.until = after(clock.now().monotonic, word.time);
        return;
      case "hang":
        frame.until = NEVER;
        return;
      case "exit":
        return this.#end({ code: "exited", status: word.status });
      case "signal":
        frame.until = NEVER;
        this.#dispositions.delete(word.signal);
        this.#blocked.delete(word.signal);
        return this.receive(word.signal);
      case "core":
        return this.#end({ code: "dumped", status: SEGV });
      case "ignore":
        this.#dispositions.set(word.signal, "ignore");
        return;
      case "on":
        this.#dispositions.set(word.signal, word.program);
        return;
      case "notify":
        if (environment.has("NOTIFY_SOCKET")) this.#notify(word);
        return;
      case "barrier":
        return; // What was sent is taken in at once here.
      case "fds":
        return this.#printDescriptors();
      case "write":
        return files.write(word.file, `${this.#filled(word.text)}\n`, "plain", this.context.uid);
      case "remove":
        return files.remove(word.file);
      case "fork":
        this.#lastChild = { pid: this.#world.fork(this, word.program).pid };
        return;
      case "await-child":
        return this.#awaitChild();
      case "own-name":
        return this.#world.bus.own(word.name, this.pid);
      case "drop-name":
        return this.#world.bus.drop(word.name, this.pid);
      case "await-value":
        return this.#awaitValue(word);
      case "once":
        if (files.exists(word.file)) return;
        files.write(word.file, "");
        this.#frames.push({ program: word.program, at: 0, until: undefined });
        return;
      default:
        word satisfies never;
    }
  }

  #notify({ fields, attached }: Extract<Word, { do: "notify" }>): void {
    const filled = fields.map(([name, value]) => [name, this.#filled(value)] as const);
    this.#world.notify(this, filled, attached);
  }

  /** Its pid; 0 if there was none. */
  get lastChild(): number {
    return this.#lastChild?.pid ?? 0;
  }

  #filled(text: string): string {
    return text
      .replace(/@<(\S+?)>/g, (_, file: string) => this.#lineOf(file))
      .replace(/@junk\b/g, "\udcff")
      .replace(/@childid\b/g, String(pidfdId(this.lastChild)))
      .replace(/@self\b/g, String(this.pid))
      .replace(/@child\b/g, String(this.lastChild))
      .replace(/@monotonic\b/g, String(this.#world.clock.now().monotonic));
  }

  #lineOf(file: string): string {
    const text = this.#world.files.read(file);
    return text.ok ? (text.value.split("\n")[0] ?? "") : "";
  }

  #printDescriptors(): void {
    const { fds, environment, write } = this.context;
    const names = (environment.get("LISTEN_FDNAMES") ?? "").split(":");
    write.stdout(`fds ${fds.length}\n`);
    for (const [at, handed] of fds.entries()) write.stdout(`fd ${names[at]}: ${this.#firstLine(handed)}\n`);
  }

  #firstLine(handed: Handed): string {
    if (handed.file === "-") return "a pipe";
    const text = this.#world.files.read(handed.file);
    const line = (handed.wasRead !== true && text.ok && text.value.split("\n")[0]) || "nothing";
    handed.wasRead = true;
    return line;
  }

  #arguments(): readonly string[] {
    const { argv } = this.context;
    const end = argv.indexOf("--", 1);
    return end < 0 ? [] : argv.slice(end + 1);
  }

  #awaitChild(): void {
    if (this.#lastChild === undefined) return this.#end({ code: "exited", status: 0 });
    const { status } = this.#lastChild;
    if (status === undefined) this.#awaitsChild = true;
    else this.#exitLike(status);
  }

  /** As a shell reports how its last command ended. */
  #exitLike({ code, status }: ExitStatus): void {
    if (this.#lastChild !== undefined) this.#world.reaped(this.#lastChild.pid);
    this.#end({ code: "exited", status: code === "exited" ? status : 128 + status });
  }

  #end(status: ExitStatus): void {
    this.#ended = true;
    this.#cancelWake();
    this.#world.ended(this, status);
  }
}

/** No process gets a pid a second time here, so that the one stands for the other. */
export const pidfdId = (pid: number): number => 1_000_000 + pid;
