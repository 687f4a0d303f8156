/** Signals by number and by name. Source: signal(7); glibc's SIGRTMIN is 34. */
import type { Brand } from "../base/brand.ts";

/** A signal number, 1…64. */
export type Signal = Brand<number, "Signal">;
