import type { Brand } from "./brand.ts";

/** A length of time in microseconds. `FOREVER` is systemd's `infinity`. */
export type Usec = Brand<number, "Usec">;
/** A point on the monotonic clock, in microseconds since boot. */
export type Monotonic = Brand<number, "Monotonic">;
/** A point on the wall clock, in microseconds since 1970. */
export type Realtime = Brand<number, "Realtime">;
/** One moment, read from both clocks together. */
export interface Instant {
  readonly monotonic: Monotonic;
  readonly realtime: Realtime;
}

export const FOREVER = Number.POSITIVE_INFINITY as Usec;
export const usec = (n: number): Usec => n as Usec;
export const msec = (n: number): Usec => (n * 1_000) as Usec;
export const sec = (n: number): Usec => (n * 1_000_000) as Usec;
export const after = (start: Monotonic, delay: Usec): Monotonic => (start + delay) as Monotonic;
export const between = (from: Monotonic, to: Monotonic): Usec => (to - from) as Usec;
/** Whether `deadline` has come. Operators would compare a wall time with a monotonic one too; this doesn't. */
export const isPast = (deadline: Monotonic, now: Monotonic): boolean => now >= deadline;
