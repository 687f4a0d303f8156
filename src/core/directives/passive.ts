import { boolean, readBoolean } from "../values/boolean.ts";
import { absolutePath } from "../values/path.ts";
import { text } from "../values/text.ts";
import { dependencies } from "../values/unit-names.ts";
import { absolutePaths } from "../values/word-list.ts";
import { type About, type Section, alias, list, optional, single } from "./directive.ts";
import { passiveExec } from "./passive-exec.ts";
import { passiveResources } from "./passive-resources.ts";
import { passiveSandbox } from "./passive-sandbox.ts";
import { removed } from "./removed.ts";

const about = (since: number): About => ({ summary: "See systemd.unit(5).", support: "ignored", since });

/** Older names of what is acted on. */
const full = (since: number): About => ({ summary: "Older name of another.", support: "full", since });
const replacing =
  (name: string): NonNullable<About["outdated"]> =>
  (key) =>
    `Unit dependency type ${key}= is obsolete, replacing by ${name}=, please update your unit file`;

const passiveUnit = {
  SourcePath: optional(absolutePath, { ...about(183), shownUnset: "" }),
  JoinsNamespaceOf: list(dependencies, about(209)),
  JobTimeoutRebootArgument: optional(text, { ...about(217), shownUnset: "" }),
  SurviveFinalKillSignal: single(boolean, false, about(255)),
  WantsMountsFor: list(absolutePaths, about(256)),
  IgnoreOnSnapshot: removed(33),
  BindTo: alias(["BindsTo"], full(33)),
  PropagateReloadTo: alias(["PropagatesReloadTo"], full(38)),
  PropagateReloadFrom: alias(["ReloadPropagatedFrom"], full(38)),
  RequiresOverridable: alias(["Requires"], { ...full(33), outdated: replacing("Requires") }),
  RequisiteOverridable: alias(["Requisite"], { ...full(33), outdated: replacing("Requisite") }),
  OnFailureIsolate: alias(["OnFailureJobMode"], {
    ...full(33),
    translate: {
      to(value) {
        const isOn = readBoolean(value);
        return isOn === undefined ? undefined : isOn ? "isolate" : "replace";
      },
      complaint: (value) => `Failed to parse boolean, ignoring: ${value}`,
    },
  }),
} as const;

/**
 * Directives that are read and checked and that nothing follows from but a line of `show`. Only what is written of them is kept, apart
 * from a unit's config, since most units write few.
 */
export const PASSIVE: { readonly Unit: Section; readonly Service: Section } = {
  Unit: passiveUnit,
  Service: { ...passiveSandbox, ...passiveResources, ...passiveExec },
};
