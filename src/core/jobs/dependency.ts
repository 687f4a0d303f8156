/**
 * What a dependency between two units means. Each directive is a *kind*; each kind is made of *atoms*, and the rest of the
 * core asks for atoms only: `units related to X by "propagate-stop"`.
 *
 * Source: systemd.unit(5), the dependency directives and "MAPPING OF UNIT PROPERTIES TO THEIR INVERSES".
 */
export type DependencyKind =
  | "Requires"
  | "Requisite"
  | "Wants"
  | "BindsTo"
  | "PartOf"
  | "Upholds"
  | "RequiredBy"
  | "RequisiteOf"
  | "WantedBy"
  | "BoundBy"
  | "ConsistsOf"
  | "UpheldBy"
  | "Conflicts"
  | "ConflictedBy"
  | "Before"
  | "After"
  | "OnSuccess"
  | "OnSuccessOf"
  | "OnFailure"
  | "OnFailureOf"
  | "PropagatesReloadTo"
  | "ReloadPropagatedFrom"
  | "PropagatesStopTo"
  | "StopPropagatedFrom"
  | "Triggers"
  | "TriggeredBy";

export type DependencyAtom =
  /** Starting this one starts the other; a failure to do so is a failure (or, ignored, isn't). */
  | "pull-in-start"
  | "pull-in-start-ignored"
  /** The other must be active already. */
  | "pull-in-verify"
  /** Starting this one stops the other. */
  | "pull-in-stop"
  | "pull-in-stop-ignored"
  /** Stopping (restarting) this one by a job stops (restarts, if active) the other. */
  | "propagate-stop"
  /** With a restart, too; who is started by the same transaction is restarted. */
  | "propagate-stop-gracefully"
  | "propagate-restart"
  /** When this one goes down without a job, the other gets a stop job. */
  | "propagate-inactive"
  /** While the other is inactive this one can't be active. */
  | "cannot-be-active-without"
  /** A failed start job of this one fails the pending start job of the other. */
  | "propagate-start-failure"
  | "propagate-inactive-start-failure"
  | "propagate-stop-failure"
  | "propagates-reload-to"
  /** While this one is active, the other is started whenever it is down; and the way back. */
  | "start-steadily"
  | "upheld-by"
  /** The other is a reason for this one to stay (StopWhenUnneeded=), and the way back. */
  | "needed-by"
  | "needs"
  /** The way back of `cannot-be-active-without`. */
  | "binds"
  /** An active one of these keeps this unit loaded. */
  | "retroactive-start"
  | "retroactive-start-fail"
  | "retroactive-stop"
  | "before"
  | "after"
  | "on-failure"
  | "on-success"
  | "triggers"
  | "triggered-by";

export const DEPENDENCY_ATOMS: { readonly [K in DependencyKind]: readonly DependencyAtom[] } = {
  Requires: ["pull-in-start", "retroactive-start", "needs"],
  Requisite: ["pull-in-verify", "needs"],
  Wants: ["pull-in-start-ignored", "retroactive-start-fail", "needs"],
  BindsTo: ["pull-in-start", "retroactive-start", "cannot-be-active-without", "needs"],
  PartOf: [],
  Upholds: ["pull-in-start-ignored", "retroactive-start", "start-steadily", "needs"],
  RequiredBy: ["propagate-stop", "propagate-restart", "propagate-start-failure", "needed-by"],
  RequisiteOf: ["propagate-stop", "propagate-restart", "propagate-start-failure", "propagate-inactive-start-failure", "needed-by"],
  WantedBy: ["needed-by"],
  BoundBy: ["propagate-stop", "propagate-restart", "propagate-start-failure", "propagate-inactive", "needed-by", "binds"],
  ConsistsOf: ["propagate-stop", "propagate-restart"],
  UpheldBy: ["needed-by", "upheld-by"],
  Conflicts: ["pull-in-stop", "retroactive-stop"],
  ConflictedBy: ["pull-in-stop-ignored", "retroactive-stop", "propagate-stop-failure"],
  PropagatesStopTo: ["propagate-stop-gracefully", "propagate-inactive"],
  StopPropagatedFrom: [],
  PropagatesReloadTo: ["propagates-reload-to"],
  ReloadPropagatedFrom: [],
  Before: ["before"],
  After: ["after"],
  OnFailure: ["on-failure"],
  OnFailureOf: [],
  OnSuccess: ["on-success"],
  OnSuccessOf: [],
  Triggers: ["triggers"],
  TriggeredBy: ["triggered-by"],
};

/** The kind that stands on the other unit. */
export const INVERSE: { readonly [K in DependencyKind]: DependencyKind } = {
  Requires: "RequiredBy",
  RequiredBy: "Requires",
  Requisite: "RequisiteOf",
  RequisiteOf: "Requisite",
  Wants: "WantedBy",
  WantedBy: "Wants",
  BindsTo: "BoundBy",
  BoundBy: "BindsTo",
  PartOf: "ConsistsOf",
  ConsistsOf: "PartOf",
  Upholds: "UpheldBy",
  UpheldBy: "Upholds",
  Conflicts: "ConflictedBy",
  ConflictedBy: "Conflicts",
  Before: "After",
  After: "Before",
  OnSuccess: "OnSuccessOf",
  OnSuccessOf: "OnSuccess",
  OnFailure: "OnFailureOf",
  OnFailureOf: "OnFailure",
  PropagatesReloadTo: "ReloadPropagatedFrom",
  ReloadPropagatedFrom: "PropagatesReloadTo",
  PropagatesStopTo: "StopPropagatedFrom",
  StopPropagatedFrom: "PropagatesStopTo",
  Triggers: "TriggeredBy",
  TriggeredBy: "Triggers",
};
