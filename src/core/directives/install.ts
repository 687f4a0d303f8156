import { text } from "../values/text.ts";
import { type ConfigOf, list, optional } from "./directive.ts";
import { installNames } from "../values/install-names.ts";

const later = "enable and disable come with a later version.";

/** What `enable` links; without effect on a running manager. Source: systemd.unit(5), [INSTALL] SECTION OPTIONS. */
export const installDirectives = {
  Alias: list(installNames, { summary: "Further names for the unit.", support: "partial", since: 33, note: later, shown: false }),
  WantedBy: list(installNames, { summary: "Units that will want this one.", support: "partial", since: 33, note: later, shown: false }),
  RequiredBy: list(installNames, {
    summary: "Units that will require this one.",
    support: "partial",
    since: 183,
    note: later,
    shown: false,
  }),
  UpheldBy: list(installNames, { summary: "Units that will uphold this one.", support: "partial", since: 254, note: later, shown: false }),
  Also: list(installNames, {
    summary: "Units to enable and disable along with this one.",
    support: "partial",
    since: 33,
    note: later,
    shown: false,
  }),
  DefaultInstance: optional(text, {
    summary: "The instance that enabling the template means.",
    support: "partial",
    since: 215,
    note: later,
    shown: false,
  }),
} as const;

export interface InstallConfig extends ConfigOf<typeof installDirectives> {}
