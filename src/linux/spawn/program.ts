/**
 * What the machine code in stub.c is given: a header, one 64-byte record a system call, and the strings and structures they point to.
 * The layout is that of `struct program` there. Addresses are absolute and fit a double, so no BigInt is made on the way.
 */
import { invariant } from "../../core/base/assert.ts";
import { SPAWN_STEPS } from "../../core/exec/plan.ts";
import type { SpawnFailure, SpawnPart, SpawnStep } from "../../core/exec/plan.ts";
import type { Libc } from "../ffi.ts";
import { SYSCALL } from "./syscall-numbers.ts";
import type { SyscallName } from "./syscall-numbers.ts";

/** What stub.c does besides system calls. */
const OPERATION = { pid: -1, signals: -2 } as const;
/** How a record's result is taken; the meaning of each stands in stub.c. */
const FLAG = { ignore: 1, privilege: 2, keep: 4, use: 8 } as const;

const FAILED = 0;
const ERROR = 8;
const STACK = 16;
const CGROUP = 24;
const FLAGS = 32;
const COUNT = 40;
const REPORT = 144;
const RECORDS = 152;
const RECORD_SIZE = 64;
const MAX_RECORDS = 120;
const DATA = RECORDS + MAX_RECORDS * RECORD_SIZE;
const STACK_SIZE = 16_384;
const CLONE_VM = 0x100;
const CLONE_VFORK = 0x4000;
const CLONE_FILES = 0x400;
/** What is told through `report`: the record that failed and its errno, 64 bits each. */
export const REPORT_SIZE = 16;

export interface Handling {
  /** `errors`: none is a failure; `privilege`: lacking a privilege is none. */
  readonly ignore?: "errors" | "privilege";
  readonly result?: keyof Pick<typeof FLAG, "keep" | "use">;
  /** The exit status if it fails, where that is not the step's. */
  readonly status?: number;
  /** What is told of the failure beside its step. */
  readonly part?: SpawnPart;
}

export type Failed = Omit<SpawnFailure, "error">;
type Place = Pick<SpawnFailure, "step" | "part">;

/** How the process begins. `apart`: with memory of its own, and nobody waits for it; it tells of a failure through that descriptor. */
export interface Beginning {
  /** A descriptor of the cgroup to be born in. */
  readonly cgroup: number | undefined;
  /** It begins with the manager's own descriptors instead of copies of them all, and must leave them before it opens or closes anything. */
  readonly sharesFiles: boolean;
  readonly apart: { readonly report: number } | undefined;
}

/** One program, built again and again in the same memory. */
export class Program {
  #buffer: Buffer;
  #words: Uint32Array;
  #address: number;
  #count = 0;
  #end = DATA;
  #steps: Place[] = [];
  readonly #libc: Libc;
  readonly #stack: Buffer;
  readonly #stackTop: number;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#stack = Buffer.allocUnsafeSlow(STACK_SIZE + 16);
    this.#stackTop = Math.floor((libc.addressOf(this.#stack) + STACK_SIZE + 15) / 16) * 16;
    [this.#buffer, this.#words, this.#address] = this.#room(64 * 1024);
  }

  get bytes(): Uint8Array {
    return this.#buffer;
  }

  /** Starts over. `size`: at least the bytes of all strings to come, with 8 more for each. */
  begin(size: number, { cgroup, sharesFiles, apart }: Beginning): void {
    if (DATA + size > this.#buffer.length) [this.#buffer, this.#words, this.#address] = this.#room(2 * (DATA + size));
    this.#count = 0;
    this.#end = DATA;
    this.#steps = [];
    this.#word(FAILED, -1);
    this.#word(ERROR, 0);
    this.#word(STACK, this.#stackTop);
    this.#word(CGROUP, cgroup ?? -1);
    this.#word(FLAGS, (sharesFiles ? CLONE_FILES : 0) + (apart === undefined ? CLONE_VM + CLONE_VFORK : 0));
    this.#word(REPORT, apart?.report ?? -1);
  }

  #room(size: number): [Buffer, Uint32Array, number] {
    // Zeros: clone3 refuses arguments that are not zero where nothing is said.
    const buffer = Buffer.alloc(size);
    return [buffer, new Uint32Array(buffer.buffer, buffer.byteOffset, size >> 2), this.#libc.addressOf(buffer)];
  }

  call(step: SpawnStep, name: SyscallName, args: readonly number[], handling?: Handling): void {
    this.#record(step, SYSCALL[name], args, handling);
  }

  /** The new process's pid in decimal to `address`, where 12 bytes must be free. */
  writePid(address: number): void {
    this.#record("EXEC", OPERATION.pid, [address]);
  }

  /** Each signal's default action, but the set `ignored` (bit n-1 for signal n, below 32). */
  resetSignals(ignored: number): void {
    this.#record("SIGNAL_MASK", OPERATION.signals, [ignored]);
  }

  /** Arguments that are not given may hold anything: the kernel looks at no more than a call has. */
  #record(step: SpawnStep, nr: number, args: readonly number[], handling?: Handling): void {
    invariant(this.#count < MAX_RECORDS, "a program has room for its records");
    const at = RECORDS + RECORD_SIZE * this.#count++;
    this.#steps.push(handling?.part === undefined ? { step } : { step, part: handling.part });
    this.#word(at, nr);
    for (let i = 0; i < args.length; i++) this.#word(at + 8 + 8 * i, args[i] ?? 0);
    this.#words[(at + 56) >> 2] = handling === undefined ? 0 : flagsOf(handling);
    this.#words[(at + 60) >> 2] = handling?.status ?? SPAWN_STEPS[step];
  }

  /** Puts a string, NUL at its end, into the program; gives its address. `spare`: bytes left free behind it. */
  string(text: string, spare = 0): number {
    const at = this.#end;
    const length = this.#buffer.write(text, at);
    this.#buffer[at + length] = 0;
    this.#end = at + length + 1 + spare;
    return this.#address + at;
  }

  /** Puts 64-bit numbers into the program; gives their address. */
  words(values: readonly number[]): number {
    this.#end = (this.#end + 7) & ~7;
    const at = this.#end;
    for (const value of values) {
      this.#word(this.#end, value);
      this.#end += 8;
    }
    return this.#address + at;
  }

  /** Puts 32-bit numbers into the program; gives their address. */
  integers(values: readonly number[]): number {
    this.#end = (this.#end + 7) & ~7;
    const at = this.#end;
    values.forEach((value, i) => (this.#words[(at >> 2) + i] = value));
    this.#end += 4 * values.length;
    return this.#address + at;
  }

  finish(): void {
    this.#word(COUNT, this.#count);
  }

  /** After the run: the step that failed, with its errno. */
  failure(): Failed | undefined {
    return failureIn(this.#words, this.#steps);
  }

  /** What a report says, also when the program is another one by then. */
  reader(): (report: Buffer) => Failed | undefined {
    const steps = this.#steps;
    return (report) => failureIn(new Uint32Array(report.buffer, report.byteOffset, REPORT_SIZE >> 2), steps);
  }

  /** Infinity stands for the kernel's own: all bits set. */
  #word(at: number, value: number): void {
    const finite = value === Number.POSITIVE_INFINITY ? -1 : value;
    this.#words[at >> 2] = finite;
    this.#words[(at >> 2) + 1] = Math.floor(finite / 2 ** 32);
  }
}

function failureIn(words: Uint32Array, steps: readonly Place[]): Failed | undefined {
  const step = steps[words[FAILED >> 2] ?? 0];
  return words[(FAILED + 4) >> 2] === 0 && step ? { ...step, errno: words[ERROR >> 2] ?? 0 } : undefined;
}

function flagsOf({ ignore, result }: Handling): number {
  return (ignore === undefined ? 0 : ignore === "errors" ? FLAG.ignore : FLAG.privilege) | (result === undefined ? 0 : FLAG[result]);
}
