/** Source: systemctl(1), is-system-running: `offline` if there is no manager, and only `running` exits with 0. */
import { isNoManager } from "../client.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const state = await askState(context);
  if (!input.options.has("quiet")) context.out(`${state}\n`);
  return state === "running" ? 0 : 1;
}

async function askState(context: VerbContext): Promise<string> {
  try {
    const client = await context.client();
    const answer = await client.ask("manager-status", {});
    return answer.ok ? answer.value.state : "unknown";
  } catch (error) {
    if (isNoManager(error)) return "offline";
    throw error;
  }
}
