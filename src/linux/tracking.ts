/** Chooses how members are tracked and memory is limited: by what can be had here, best first. */
import type { UnitName } from "../core/values/unit-name.ts";
import { openCgroupTracker } from "./cgroup/cgroup-tracker.ts";
import type { CgroupTracker } from "./cgroup/cgroup-tracker.ts";
import { findHierarchies } from "./cgroup/mounts.ts";
import type { Hierarchy } from "./cgroup/mounts.ts";
import type { Libc } from "./ffi.ts";
import { openFreezerV1, openFreezerV2 } from "./freezer/versions.ts";
import type { FreezerVersion } from "./freezer/versions.ts";
import { createProcTracker } from "./members/proc-tracker.ts";
import { readProcFile } from "./members/process-files.ts";
import type { MemberTracker, TrackingKind } from "./members/tracker.ts";
import type { MemoryControl, MemoryKind } from "./memory/memory-control.ts";
import { openMemoryGuard } from "./memory/memory-guard.ts";
import { openMemoryV1 } from "./memory/memory-v1.ts";
import { moveBack, openMemoryV2 } from "./memory/memory-v2.ts";
import type { Reactor } from "./reactor.ts";

export interface Tracking {
  readonly tracker: MemberTracker;
  readonly memory: MemoryControl;
  /** Undefined if units can't be frozen here. */
  readonly freezer: FreezerVersion | undefined;
  close(): void;
}
/** What may be used; all of it if left out. */
export interface TrackingChoice {
  readonly tracking?: readonly TrackingKind[];
  readonly memory?: readonly MemoryKind[];
  /** Told of what goes wrong without anybody having asked for anything. */
  readonly warn?: (message: string) => void;
}

/** Version 1 hierarchies by how little else hangs on them. */
const V1_PREFERENCE: readonly string[] = ["name=systemd", "pids", "freezer", "devices", "cpuacct", "cpu", "blkio", "net_cls"];

/**
 * `onHint`: the kernel has told of a change in a cgroup; `wake`: asks for a turn; `killOne`: SIGKILL to a member; `isOwn`:
 * spawned by us and not waited for; `unitOfOutput`: whose log pipe it is.
 */
export function openTracking(
  libc: Libc,
  reactor: Reactor,
  choice: TrackingChoice,
  onHint: () => void,
  wake: () => void,
  killOne: (unit: UnitName, pid: number) => boolean,
  isOwn: (pid: number) => boolean,
  unitOfOutput: (name: string) => UnitName | undefined,
): Tracking {
  const hierarchies = findHierarchies(readProcFile("self/mountinfo") ?? "", readProcFile("self/cgroup") ?? "");
  const mayTrack = (kind: TrackingKind): boolean => choice.tracking?.includes(kind) ?? true;
  const mayLimit = (kind: MemoryKind): boolean => choice.memory?.includes(kind) ?? true;

  const candidates = [...hierarchies.filter(({ version }) => version === 2), ...byPreference(hierarchies)];
  const [cgroup, parent] = firstCgroupTracker(
    libc,
    reactor,
    candidates.filter(({ version }) => mayTrack(version === 2 ? "cgroup-v2" : "cgroup-v1")),
    onHint,
    // Whoever is told has no kernel to ask for the time yet.
    (message) => setImmediate(() => choice.warn?.(message)),
  );
  const tracker = cgroup ?? createProcTracker(process.pid, isOwn, unitOfOutput);

  const own = cgroup?.own;
  const controlled = hierarchies.find(({ controllers }) => controllers.includes("memory"));
  const memory =
    (parent !== undefined && own !== undefined && mayLimit("cgroup-v2")
      ? openMemoryV2(libc, reactor, { parent, own }, tracker, onHint)
      : undefined) ??
    (controlled && mayLimit("cgroup-v1") ? openMemoryV1(libc, reactor, controlled, wake) : undefined) ??
    openMemoryGuard(libc.pageSize(), (unit) => tracker.list(unit), killOne, wake);
  return {
    tracker,
    memory,
    freezer: openFreezer(hierarchies, cgroup),
    close: () => {
      memory.close();
      if (memory.kind === "cgroup-v2" && parent !== undefined && own !== undefined) moveBack(parent, own);
      tracker.close();
    },
  };
}

function openFreezer(hierarchies: readonly Hierarchy[], tracker: CgroupTracker | undefined): FreezerVersion | undefined {
  if (tracker?.kind === "cgroup-v2") return openFreezerV2(tracker.own, tracker);
  const hierarchy = hierarchies.find(({ controllers }) => controllers.includes("freezer"));
  return tracker && hierarchy && openFreezerV1(hierarchy, tracker);
}

function byPreference(hierarchies: readonly Hierarchy[]): readonly Hierarchy[] {
  return V1_PREFERENCE.flatMap((name) => hierarchies.filter(({ controllers }) => controllers.includes(name)));
}

/** With the directory of the manager's own cgroup, if its hierarchy is version 2. */
function firstCgroupTracker(
  libc: Libc,
  reactor: Reactor,
  candidates: readonly Hierarchy[],
  onHint: () => void,
  warn: (message: string) => void,
): readonly [CgroupTracker | undefined, string | undefined] {
  for (const hierarchy of candidates) {
    const opened = openCgroupTracker(libc, reactor, hierarchy, onHint, warn);
    if (opened.ok) return [opened.value, hierarchy.version === 2 ? hierarchy.directory : undefined];
  }
  return [undefined, undefined];
}
