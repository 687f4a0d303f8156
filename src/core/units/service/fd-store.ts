/** Descriptors that outlive the processes of a service. Source: sd_notify(3), FDSTORE=1; systemd.service(5), FileDescriptorStoreMax=. */
import type { FdRef, PassedFd } from "../../kernel.ts";
import type { Draft } from "./draft.ts";

/** Printable characters but the colon, which stands between names. Source: sd_listen_fds_with_names(3). */
const isName = (text: string): boolean => /^[\x20-\x39\x3b-\x7e]{0,255}$/.test(text);

/** The name of one that was given none. */
const UNNAMED = "stored";

/** Takes in those that there is room for, and that are not there already, before the others; the value is which. */
export function storeFds(draft: Draft, passed: readonly PassedFd[], written: string | undefined, watched: boolean): ReadonlySet<FdRef> {
  const kept = new Set<FdRef>();
  const isBad = written !== undefined && !isName(written);
  if (isBad) draft.log("fd-name-invalid", {});
  const name = written === undefined || isBad ? UNNAMED : written;
  const { FileDescriptorStoreMax: max } = draft.config;
  for (const { fd, twin } of passed) {
    if (draft.data.fdStore.length >= max) {
      draft.log("fd-store-full", { max });
      break;
    }
    if (twin !== undefined) continue;
    kept.add(fd);
    draft.data = { ...draft.data, fdStore: [{ fd, name }, ...draft.data.fdStore] };
    draft.kernel({ type: "keep-fd", unit: draft.context.unit, fd, watched });
  }
  return kept;
}

export function unstoreFds(draft: Draft, name: string | undefined): void {
  if (name === undefined || !isName(name)) return draft.log("fd-name-missing", {});
  drop(draft, (stored) => stored.name === name);
}

/** Its other end is gone: it is of no use any more. */
export function onFdHungUp(draft: Draft, fd: FdRef): void {
  const stored = draft.data.fdStore.find((each) => each.fd === fd);
  if (stored === undefined) return;
  draft.log("fd-hung-up", stored);
  drop(draft, (each) => each === stored);
  leavePinned(draft);
}

/** Nothing is kept for it any more. */
function leavePinned(draft: Draft): void {
  if (draft.state.name === "dead-resources-pinned" && draft.data.fdStore.length === 0) draft.enter("dead");
}

/** Its settings have been read anew: the newest stay. */
export function onReconfigured(draft: Draft): void {
  const kept = draft.data.fdStore.slice(0, draft.config.FileDescriptorStoreMax);
  drop(draft, (stored) => !kept.includes(stored));
  leavePinned(draft);
}

/** The service is down, and nothing is about to start it. Source: systemd.service(5), FileDescriptorStorePreserve=. */
export function onUnused(draft: Draft): void {
  if (draft.config.FileDescriptorStorePreserve !== "yes") releaseFds(draft);
  leavePinned(draft);
}

export const releaseFds = (draft: Draft): void => drop(draft, () => true);

function drop(draft: Draft, isMeant: (stored: Draft["data"]["fdStore"][number]) => boolean): void {
  const dropped = draft.data.fdStore.filter(isMeant);
  if (dropped.length === 0) return;
  draft.data = { ...draft.data, fdStore: draft.data.fdStore.filter((each) => !dropped.includes(each)) };
  draft.kernel({ type: "drop-fds", fds: dropped.map(({ fd }) => fd) });
}
