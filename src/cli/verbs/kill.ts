/** Source: systemctl(1), kill; texts as systemd 257's. */
import { describeError } from "../../core/control/errors.ts";
import type { Verbs } from "../../core/control/protocol.ts";
import { readInteger } from "../../core/values/integer.ts";
import { parseSignal, signalName } from "../../core/values/signal.ts";
import type { Signal } from "../../core/values/signal.ts";
import { readUnitOperands } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";

type Whom = Verbs["kill"]["ask"]["whom"];
const WHOM: readonly string[] = ["main", "control", "all", "main-fail", "control-fail", "all-fail"];

export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const valueText = input.options.last("kill-value");
  // An empty one ends systemctl 257 before it has done anything.
  if (valueText === "") return 0;
  const value = valueText === undefined ? undefined : readSignalValue(valueText);
  if (value === undefined && valueText !== undefined) return refuse(context, `Unable to parse signal queue value: ${valueText}`);
  const wanted = input.options.last("signal") ?? "SIGTERM";
  if (wanted === "list" || wanted === "help") return listSignals(context);
  const signal = parseSignal(wanted);
  if (signal === undefined) return refuse(context, `Failed to parse signal string "${wanted}".`);
  if (input.operands.length === 0) return refuse(context, "Too few arguments.");
  const units = readUnitOperands(input.operands, context);
  if (units === undefined) return 1;
  const whom = input.options.last("kill-whom") ?? "all";
  if (!WHOM.includes(whom)) return refuse(context, ...units.map((unit) => `Failed to kill unit ${unit}: Invalid whom argument: ${whom}`));
  const client = await context.client();
  const answer = await client.ask("kill", {
    units,
    whom: whom as Whom,
    signal,
    ...(value === undefined ? {} : { value }),
  });
  if (!answer.ok) return refuse(context, `Failed to kill units: ${describeError(answer.error)}`);
  const refused = answer.value.refused.map(({ unit, error }) => `Failed to kill unit ${unit}: ${describeError(error)}`);
  return refuse(context, ...refused);
}

/** 32 bits with a sign, in any base that C knows. */
function readSignalValue(text: string): number | undefined {
  const value = readInteger(text.trimStart());
  return value !== undefined && value === (value | 0) ? value : undefined;
}

/** 1 if there was anything to complain about. */
function refuse(context: VerbContext, ...complaints: readonly string[]): ExitCode {
  for (const complaint of complaints) context.err(complaint);
  return complaints.length === 0 ? 0 : 1;
}

function listSignals(context: VerbContext): ExitCode {
  context.out("SIGNAL NAME\n");
  for (let signal = 1; signal <= 64; signal++) context.out(`${String(signal).padEnd(6)} ${listedName(signal as Signal)}\n`);
  return 0;
}

/** glibc keeps 32 and 33 for itself; here the first real-time signal is `RTMIN+0`. */
function listedName(signal: Signal): string {
  return signal === 34 ? "SIGRTMIN+0" : `SIG${signalName(signal)}`;
}
