import { type Assignment, type UnitDocument, assignmentsOf } from "./document.ts";

/** The fragment's assignments, then each drop-in's, in the order in which systemd reads them. Source: systemd.unit(5), on drop-ins. */
export function mergeDocuments(fragment: UnitDocument, dropIns: readonly UnitDocument[]): readonly Assignment[] {
  return [fragment, ...dropIns].flatMap(assignmentsOf);
}
