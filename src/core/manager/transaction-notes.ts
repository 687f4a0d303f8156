import { describeError } from "../control/errors.ts";
import type { PlannedJob, TransactionNote } from "../jobs/transaction.ts";
import { message } from "../log/messages.ts";
import type { UnitName } from "../values/unit-name.ts";
import { type World, logMessage } from "./world.ts";

/** What was passed over or given up while a transaction was built. A missing Wants= is nothing to speak of. */
export function describeNote(world: World, note: TransactionNote): void {
  if (note.note === "dependency-skipped") {
    if (note.error.code === "no-such-unit" || note.error.code === "masked") return;
    return warn(world, note.unit, `Cannot add dependency job, ignoring: ${describeError(note.error)}`, 4);
  }
  const [first] = note.around;
  if (first === undefined) return;
  const named = ({ unit, type }: PlannedJob): string => `${unit}/${type}`;
  note.around.slice(1).forEach((job, i) => {
    warn(world, first.unit, i === 0 ? `Found ordering cycle on ${named(job)}` : `Found dependency on ${named(job)}`, 4);
  });
  warn(world, first.unit, `Found dependency on ${named(first)}`, 4);
  if (note.dropped === undefined) warn(world, first.unit, `Unable to break cycle starting with ${named(first)}`, 3);
  else warn(world, first.unit, `Job ${named(note.dropped)} deleted to break ordering cycle starting with ${named(first)}`, 3);
}

function warn(world: World, unit: UnitName, sentence: string, priority: 3 | 4): void {
  logMessage(world, { ...message("unit-file-warning", { sentence: `${unit}: ${sentence}` }), priority, unit });
}
