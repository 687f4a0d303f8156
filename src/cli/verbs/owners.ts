/** `status PID`: the unit that a process belongs to. Source: systemctl(1), status; sentences as systemctl 257 prints them. */
import { describeError } from "../../core/control/errors.ts";
import type { VerbContext } from "../verb.ts";

const HIGHEST_PID = 0x7fff_ffff;

export const isPid = (operand: string): boolean => /^\d+$/.test(operand) && Number(operand) <= HIGHEST_PID;

/** Those of `pids` that belong to no unit have been told of then, and the answer is not complete. */
export async function findOwners(
  pids: readonly number[],
  context: VerbContext,
): Promise<{ owners: readonly string[]; isComplete: boolean }> {
  const owners: string[] = [];
  for (const pid of pids) {
    const owner = await findOwner(pid, context);
    if (owner !== undefined) owners.push(owner);
  }
  return { owners, isComplete: owners.length === pids.length };
}

async function findOwner(pid: number, context: VerbContext): Promise<string | undefined> {
  const client = await context.client();
  if (context.readText(`/proc/${pid}/stat`) === undefined) {
    context.err(`PID ${pid} doesn't exist or is already gone.`);
    return undefined;
  }
  const answer = await client.ask("unit-of", { pid });
  if (!answer.ok) context.err(`Failed to get unit of PID ${pid}: ${describeError(answer.error)}`);
  else if (answer.value.unit === undefined) context.err(`PID ${pid} does not belong to any loaded unit.`);
  return answer.ok ? answer.value.unit : undefined;
}
