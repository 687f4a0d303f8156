/** A machine's step: what it is now, and what is to be done about it, in order. */
export type Step<State, Effect> = readonly [state: State, effects: readonly Effect[]];

/** Source: org.freedesktop.systemd1(5), ActiveState. */
export type ActiveState = "inactive" | "activating" | "active" | "reloading" | "deactivating" | "failed" | "maintenance";
export const isUp = (state: ActiveState): boolean => state === "active" || state === "reloading";
/** Source: org.freedesktop.systemd1(5), LoadState. */
export type LoadState = "loaded" | "not-found" | "bad-setting" | "error" | "masked";
