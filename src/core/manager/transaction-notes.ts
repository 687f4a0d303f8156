import { describeError } from "../control/errors.ts";
import type { PlannedJob, TransactionNote } from "../jobs/transaction.ts";
import { type World, say } from "./world.ts";

/** What was passed over or given up while a transaction was built. A missing Wants= is nothing to speak of. */
export function describeNote(world: World, note: TransactionNote): void {
  if (note.note === "dependency-skipped") {
    if (note.error.code === "no-such-unit" || note.error.code === "masked") return;
    return say(world, "dependency-skipped", { unit: note.unit, error: describeError(note.error) });
  }
  if (note.note === "reload-skipped") return say(world, "reload-skipped", { unit: note.unit, error: describeError(note.error) });
  const [first] = note.around;
  if (first === undefined) return;
  const { unit } = first;
  const named = ({ unit, type }: PlannedJob): string => `${unit}/${type}`;
  note.around.slice(1).forEach((job, i) => {
    say(world, i === 0 ? "cycle-found" : "cycle-link", { unit, on: named(job) });
  });
  say(world, "cycle-link", { unit, on: named(first) });
  if (note.dropped === undefined) say(world, "cycle-unbreakable", { unit, start: named(first) });
  else say(world, "cycle-broken", { unit, deleted: named(note.dropped), start: named(first) });
}
