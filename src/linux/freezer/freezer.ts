/**
 * Freezes units: in version 2 by their cgroups, in version 1 by cgroups of the freezer hierarchy into which the members are moved when it
 * comes to that. Source: the kernel's cgroup-v2.rst, cgroup.freeze; cgroup-v1/freezer-subsystem.rst.
 */
import { err, ok } from "../../core/base/result.ts";
import type { Result } from "../../core/base/result.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import { writeText } from "../cgroup/directories.ts";
import type { SyscallError } from "../ffi.ts";
import type { FreezerVersion } from "./versions.ts";

export type FreezerKind = "cgroup-v2" | "cgroup-v1" | "none";

/** `empty`: there is nobody to freeze; `begun`: the kernel is about it, and `onDone` tells of the end. */
export type Freezing = "empty" | "begun" | "done";

export interface Freezer {
  readonly kind: FreezerKind;
  freeze(unit: UnitName): Result<Freezing, SyscallError>;
  thaw(unit: UnitName): Result<Freezing, SyscallError>;
  /** SIGKILL was sent to these: they are to die of it, frozen or not. */
  killed(unit: UnitName, pids: readonly number[]): void;
  /** The unit is down: whatever is left of it goes on. */
  release(unit: UnitName): void;
  close(): void;
}

/** How long to wait until it is looked again whether it has come to pass: from one to the other, doubling. */
const [FIRST_LOOK_MS, LAST_LOOK_MS] = [1, 512];

/** `onDone`: a freezing or thawing that was `begun` has come to its end. */
export function openFreezer(
  version: FreezerVersion | undefined,
  isEmpty: (unit: UnitName) => boolean,
  onDone: (unit: UnitName, frozen: boolean) => void,
): Freezer {
  if (version === undefined) return NO_FREEZER;
  const frozen = new Set<UnitName>();
  const pending = new Map<UnitName, { readonly wanted: boolean; readonly timer: NodeJS.Timeout }>();

  const hasCome = (unit: UnitName, wanted: boolean): boolean => {
    const place = version.place(unit);
    return place === undefined || (version.isFrozen(place) ?? wanted) === wanted;
  };
  const forget = (unit: UnitName): void => {
    clearTimeout(pending.get(unit)?.timer);
    pending.delete(unit);
  };
  const lookLater = (unit: UnitName, wanted: boolean, afterMs: number): void => {
    const look = (): void => {
      if (!hasCome(unit, wanted)) return lookLater(unit, wanted, Math.min(afterMs * 2, LAST_LOOK_MS));
      pending.delete(unit);
      onDone(unit, wanted);
    };
    pending.set(unit, { wanted, timer: setTimeout(look, afterMs) });
  };
  const write = (unit: UnitName, place: string, wanted: boolean): Result<Freezing, SyscallError> => {
    forget(unit);
    const failed = writeText(`${place}/${version.file}`, wanted ? version.texts.frozen : version.texts.thawed);
    if (failed) return err(failed);
    if (wanted) frozen.add(unit);
    else frozen.delete(unit);
    if (hasCome(unit, wanted)) return ok("done");
    lookLater(unit, wanted, FIRST_LOOK_MS);
    return ok("begun");
  };
  return {
    kind: version.kind,
    freeze: (unit) => {
      // Nothing but what lives is frozen: a process that is to come must not be born frozen, as the manager waits until it has executed.
      if (isEmpty(unit)) return ok("empty");
      const place = version.gather(unit);
      if (!place.ok) return place;
      return place.value === undefined ? ok("empty") : write(unit, place.value, true);
    },
    thaw: (unit) => {
      const place = frozen.has(unit) ? version.place(unit) : undefined;
      return place === undefined ? ok("empty") : write(unit, place, false);
    },
    killed: (unit, pids) => {
      if (frozen.has(unit)) version.killed(pids);
    },
    release: (unit) => {
      const unfinished = pending.get(unit);
      const place = frozen.delete(unit) ? version.place(unit) : undefined;
      if (place !== undefined) writeText(`${place}/${version.file}`, version.texts.thawed);
      forget(unit);
      version.release(unit);
      if (unfinished) setImmediate(() => onDone(unit, unfinished.wanted));
    },
    close: () => {
      for (const unit of pending.keys()) forget(unit);
      for (const unit of frozen) {
        const place = version.place(unit);
        if (place !== undefined) writeText(`${place}/${version.file}`, version.texts.thawed);
      }
      version.close();
    },
  };
}

const REFUSAL = err({ call: "freeze", errno: 95, message: "there is no cgroup freezer" });

const NO_FREEZER: Freezer = {
  kind: "none",
  freeze: () => REFUSAL,
  thaw: () => REFUSAL,
  killed: () => {},
  release: () => {},
  close: () => {},
};
