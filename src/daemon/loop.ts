import { setImmediate } from "node:timers";
import { err } from "../core/base/result.ts";
import { bugError } from "../core/control/errors.ts";
import type { Kernel, KernelEvent } from "../core/kernel.ts";
import type { Manager, ManagerEvent } from "../core/manager/manager.ts";
import type { ManagerEffect } from "../core/manager/world.ts";

export interface LoopOptions {
  readonly manager: Manager;
  readonly kernel: Kernel;
  /** Carries out what is no kernel effect. */
  readonly perform: (effect: Exclude<ManagerEffect, { type: "kernel" }>) => void;
  /** Nothing is left to do for now. */
  readonly onRest: () => void;
  /** An event that ended in an exception: a bug of ours, which must not take the services down. */
  readonly onBug: (error: unknown, event: unknown) => void;
}

/**
 * Jobs begun, and microseconds, before the kernel and the clients are listened to again: services that die all the time must not keep them
 * waiting. However long that took, one client and one job have had their turn too.
 */
const JOBS_A_TURN = 32;
const MICROS_A_TURN = 20_000;
/** What is heard beyond these is left where it is, lest what talks all the time fill the memory, and what ends go unheard. */
const EVENTS_A_TURN = 256;
/**
 * How long a deadline may be overdue because there is always something else to do: what crashes all the time would otherwise take all the
 * time there is. Source: systemd 257, which lets its timers be so late at any time.
 */
const MICROS_OVERDUE = 250_000;

/**
 * Takes events one at a time, none inside another. What the kernel answers to an effect comes before everything else, so that to the
 * manager a spawn or a kill is as good as a call. What happens to services goes before what clients ask, and jobs are begun only when
 * nothing else is left: no deadline either that has passed meanwhile, or was to pass at once. Source: systemd 257, RestartSec=0.
 */
export class EventLoop {
  readonly #options: LoopOptions;
  readonly #answers: KernelEvent[] = [];
  readonly #events: ManagerEvent[] = [];
  readonly #questions: ManagerEvent[] = [];
  #performing = false;
  #turning = false;
  #scheduled = false;
  /** When it was looked last whether a deadline has passed. */
  #lookedAt = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** For the kernel. */
  deliver(event: KernelEvent): void {
    if (this.#performing) this.#answers.push(event);
    else this.post({ type: "kernel", event });
  }

  post(event: ManagerEvent): void {
    (event.type === "asked" ? this.#questions : this.#events).push(event);
    if (!this.#turning && !this.#scheduled) this.#turn();
  }

  /** More than a turn can take is waiting. */
  get isBusy(): boolean {
    return this.#events.length > EVENTS_A_TURN;
  }

  #turn(): void {
    const { kernel } = this.#options;
    const end = kernel.now().monotonic + MICROS_A_TURN;
    this.#turning = true;
    try {
      let [questions, jobs] = [0, 0];
      // Jobs follow each other without another look.
      let isJobsTurn = false;
      while (jobs < JOBS_A_TURN && kernel.now().monotonic < end) {
        if (this.#takeFirst(this.#events)) isJobsTurn = false;
        else if (this.#takeFirst(this.#questions)) {
          isJobsTurn = false;
          questions += 1;
        } else if (isJobsTurn && this.#proceed()) jobs += 1;
        else if (!this.#wakeIfDue()) {
          if (isJobsTurn) return this.#rest();
          isJobsTurn = true;
        }
      }
      if (questions === 0) this.#takeFirst(this.#questions);
      if (jobs === 0) this.#proceed();
      if (kernel.now().monotonic - this.#lookedAt > MICROS_OVERDUE) this.#wakeIfDue();
      this.#continueLater();
    } finally {
      this.#turning = false;
    }
  }

  /** Whether there was one. */
  #takeFirst(events: ManagerEvent[]): boolean {
    const { manager, kernel } = this.#options;
    const event = events.shift();
    return event !== undefined && this.#take(event, () => manager.handle(event, kernel.now()));
  }

  /** Whether there was a job to begin. */
  #proceed(): boolean {
    const { manager, kernel } = this.#options;
    return this.#take("proceed", () => manager.proceed(kernel.now()));
  }

  #rest(): void {
    const { manager, kernel, onRest } = this.#options;
    kernel.wakeAt(manager.nextDeadline());
    onRest();
  }

  /** One event with all its answers. */
  #take(event: ManagerEvent | "proceed", work: () => readonly ManagerEffect[] | undefined): boolean {
    const { manager, kernel } = this.#options;
    const effects = this.#guarded(event, work);
    if (effects === undefined) return false;
    this.#carryOut(effects);
    this.#carryOut(this.#guarded("settle", () => manager.settle(kernel.now())) ?? []);
    return true;
  }

  /** The effects, and what follows from their answers. */
  #carryOut(effects: readonly ManagerEffect[]): void {
    const { manager, kernel } = this.#options;
    this.#perform(effects);
    for (let answer = this.#answers.shift(); answer !== undefined; answer = this.#answers.shift()) {
      const answered: ManagerEvent = { type: "kernel", event: answer };
      this.#perform(this.#guarded(answered, () => manager.handle(answered, kernel.now())) ?? []);
    }
  }

  /** What was decided before the exception stands in the units' states already; its effects come with those of the next work. */
  #guarded(event: ManagerEvent | string, work: () => readonly ManagerEffect[] | undefined): readonly ManagerEffect[] | undefined {
    try {
      return work();
    } catch (error) {
      this.#options.onBug(error, event);
      return typeof event === "object" && event.type === "asked" ? [apology(event, error)] : [];
    }
  }

  #perform(effects: readonly ManagerEffect[]): void {
    const { kernel, perform, onBug } = this.#options;
    this.#performing = true;
    for (const effect of effects) {
      try {
        if (effect.type === "kernel") kernel.perform(effect.effect);
        else perform(effect);
      } catch (error) {
        onBug(error, effect);
      }
    }
    this.#performing = false;
  }

  /** A deadline that is now needs no timer. But what was said or ended before it comes first, and may still be unheard after a long event. */
  #wakeIfDue(): boolean {
    const { manager, kernel } = this.#options;
    const deadline = manager.nextDeadline();
    this.#lookedAt = kernel.now().monotonic;
    if (deadline === undefined || deadline > this.#lookedAt) return false;
    kernel.catchUp();
    this.#events.push({ type: "kernel", event: { type: "woken" } });
    return true;
  }

  #continueLater(): void {
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }
}

/** Nobody waits for ever because of a bug of ours. */
function apology({ client, request }: Extract<ManagerEvent, { type: "asked" }>, error: unknown): ManagerEffect {
  return { type: "reply", client, reply: { id: request.id, result: err(bugError(error)) } };
}
