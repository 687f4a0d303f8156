import type { ServiceContext } from "./draft.ts";

/** For tests of transitions that ask nothing of the machine. */
export const NOTHING_SEEN: ServiceContext["look"] = {
  uid: 0,
  inspect: () => undefined,
  membersOf: () => [],
  childrenOf: () => [],
  isPopulated: () => false,
  pidOf: () => ({ ok: false, error: "Bad file descriptor" }),
  pidfdIdOf: () => undefined,
  readPidFile: () => ({ ok: false, error: { errno: 2, error: "No such file or directory" } }),
  draw: () => 0,
};
