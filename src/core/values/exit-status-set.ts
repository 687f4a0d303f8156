import { type Ending, exitStatusByName } from "./exit-status.ts";
import { readUnsigned } from "./integer.ts";
import { type Signal, parseSignal, signalName } from "./signal.ts";
import type { AdditiveKind, Complaint } from "./value-kind.ts";

/** Exit statuses and signals, each in ascending order. */
export interface ExitStatusSet {
  readonly statuses: readonly number[];
  readonly signals: readonly Signal[];
}

type Member = { readonly status: number } | { readonly signal: Signal };

/** Source: systemd.service(5), SuccessExitStatus=. */
export const exitStatusSet: AdditiveKind<ExitStatusSet, Member> = {
  name: "exit statuses and signals",
  read(text) {
    const items: Member[] = [];
    const complaints: Complaint[] = [];
    for (const word of text.split(/[ \t\n\r]+/).filter(Boolean)) {
      const read = readWord(word);
      if (read === undefined) complaints.push(complain(word));
      else items.push(read);
    }
    return { items, complaints };
  },
  join: (members) => ({
    statuses: [...new Set(members.flatMap((member) => ("status" in member ? [member.status] : [])))].sort(ascending),
    signals: [...new Set(members.flatMap((member) => ("signal" in member ? [member.signal] : [])))].sort(ascending),
  }),
  format: ({ statuses, signals }) => [...statuses.map(String), ...signals.map(signalName)].join(" "),
  examples: [
    ["1 SIGKILL", { statuses: [1], signals: [9 as Signal] }],
    ["TEMPFAIL 250 TERM", { statuses: [75, 250], signals: [15 as Signal] }],
    // A number is always a status, never a signal.
    ["9", { statuses: [9], signals: [] }],
  ],
};

/** Whether the set names this ending. `dumped`: a signal that dumped core counts like the signal. */
export function matchesExit(set: ExitStatusSet, ending: Ending, { dumped }: { readonly dumped: boolean }): boolean {
  if (ending.code === "exited") return set.statuses.includes(ending.status);
  return (ending.code === "killed" || dumped) && set.signals.includes(ending.status);
}

const ascending = (a: number, b: number): number => a - b;

function readWord(word: string): Member | undefined {
  const named = exitStatusByName(word);
  if (named !== undefined) return { status: named };
  const number = readUnsigned(word);
  if (number !== undefined) return number <= 255 ? { status: number } : undefined;
  const signal = parseSignal(word);
  return signal === undefined ? undefined : { signal };
}

const complain = (word: string): Complaint => ({
  message: `Failed to parse value, ignoring: ${word}`,
  hint: "expected an exit status 0…255, its name such as TEMPFAIL, or a signal such as SIGKILL",
});
