/** The values that `--type` and `--state` take, as systemctl(1) lists them for `help`. */

export const UNIT_TYPES: readonly string[] = "service mount swap socket target device automount timer path slice scope".split(" ");
export const LOAD_STATES: readonly string[] = "stub loaded not-found bad-setting error merged masked".split(" ");

/** What the states are of, and their names. Source: systemctl 257. */
const STATES: readonly (readonly [of: string, names: string])[] = [
  ["unit load states", LOAD_STATES.join(" ")],
  ["unit active states", "active reloading inactive failed activating deactivating maintenance refreshing"],
  [
    "unit file states",
    "enabled enabled-runtime linked linked-runtime alias masked masked-runtime static disabled indirect generated transient bad",
  ],
  ["automount unit substates", "dead waiting running failed"],
  ["device unit substates", "dead tentative plugged"],
  [
    "mount unit substates",
    "dead mounting mounting-done mounted remounting unmounting remounting-sigterm remounting-sigkill unmounting-" +
      "sigterm unmounting-sigkill failed cleaning",
  ],
  ["path unit substates", "dead waiting running failed"],
  ["scope unit substates", "dead start-chown running abandoned stop-sigterm stop-sigkill failed"],
  [
    "service unit substates",
    "dead condition start-pre start start-post running exited reload reload-signal reload-notify mounting stop stop-" +
      "watchdog stop-sigterm stop-sigkill stop-post final-watchdog final-sigterm final-sigkill failed dead-before-auto-" +
      "restart failed-before-auto-restart dead-resources-pinned auto-restart auto-restart-queued cleaning",
  ],
  ["slice unit substates", "dead active"],
  [
    "socket unit substates",
    "dead start-pre start-chown start-post listening running stop-pre stop-pre-sigterm stop-pre-sigkill stop-post " +
      "final-sigterm final-sigkill failed cleaning",
  ],
  ["swap unit substates", "dead activating activating-done active deactivating deactivating-sigterm deactivating-sigkill failed cleaning"],
  ["target unit substates", "dead active"],
  ["timer unit substates", "dead waiting running elapsed failed"],
];

export const formatUnitTypes = (): string => formatValues("unit types", UNIT_TYPES);

export const formatStates = (): string => STATES.map(([of, names]) => formatValues(of, names.split(" "))).join("\n");

const formatValues = (of: string, names: readonly string[]): string => `Available ${of}:\n${names.map((name) => `${name}\n`).join("")}`;
