/** Source: systemctl(1), status. */
import type { Realtime } from "../../core/base/time.ts";
import { describeError } from "../../core/control/errors.ts";
import type { UnitStatus } from "../../core/control/protocol.ts";
import type { LogRecord } from "../../core/log/record.ts";
import { formatManagerPage } from "../output/manager-page.ts";
import { formatLogTail } from "../output/log-tail.ts";
import type { LogTail } from "../output/log-tail.ts";
import { formatStatusPage } from "../output/status-page.ts";
import { readUnitOperands, untilStray } from "../unit-operands.ts";
import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";
import { adviseReset, commandsOf, describeStale } from "./advice.ts";
import { findOwners, isPid } from "./owners.ts";

const NOT_RUNNING: ExitCode = 3;
const UNKNOWN: ExitCode = 4;
const USUAL_LINES = 10;

/** The exit code is that of the first unit that is not active. */
export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  if (input.operands.length === 0) return showManager(context);
  const names = readUnitOperands(
    input.operands.filter((operand) => !isPid(operand)),
    context,
  );
  if (names === undefined) return 1;
  const { owners, isComplete } = await findOwners(input.operands.filter(isPid).map(Number), context);
  const { units, problem } = untilStray(names);
  const asked = [...owners, ...units];
  const code = asked.length > 0 ? await showUnits(asked, input, context) : 0;
  if (problem !== undefined) context.err(`Failed to get properties: ${problem}`);
  return problem === undefined && isComplete ? code : 1;
}

async function showUnits(units: readonly string[], input: VerbInput, context: VerbContext): Promise<ExitCode> {
  const client = await context.client();
  const answer = await client.ask("status", { units });
  if (!answer.ok) {
    context.err(`Failed to get properties: ${describeError(answer.error)}`);
    return 1;
  }
  let code: ExitCode = 0;
  let pages = 0;
  for (const unit of answer.value.units) {
    code ||= exitCodeOf(unit);
    if (isUnknown(unit)) {
      context.err(`Unit ${unit.unit} could not be found.`);
      continue;
    }
    if (pages++ > 0) context.out("\n");
    await showUnit(unit, answer.value.journal, input, context);
  }
  return code;
}

/** A unit that was started may have lost its file since. */
const isUnknown = ({ loadState, activeState }: UnitStatus): boolean => loadState === "not-found" && activeState === "inactive";

function exitCodeOf(unit: UnitStatus): ExitCode {
  if (isUnknown(unit)) return UNKNOWN;
  return unit.activeState === "active" || unit.activeState === "reloading" ? 0 : NOT_RUNNING;
}

async function showUnit(unit: UnitStatus, journal: string, input: VerbInput, context: VerbContext): Promise<void> {
  const terminal = input.options.has("full") ? { ...context.terminal, columns: Number.POSITIVE_INFINITY } : context.terminal;
  const advice = unit.isStartLimitHit === true ? [adviseReset(unit.unit, commandsOf(input))] : [];
  const page = formatStatusPage({ ...unit, notes: [...unit.notes, ...advice] }, { ...context, terminal });
  context.out(`${page.join("\n")}\n`);
  const tail = await readTail(unit, journal, input, context);
  if (tail.records.length > 0) context.out(`\n${formatLogTail(tail, { ...context, terminal })}`);
  if (unit.needsDaemonReload && !input.options.has("no-warn")) context.err(describeStale(unit.unit, commandsOf(input)), "warning");
}

/** The log's last lines since the unit left `inactive`: of this run, or of the last one. */
async function readTail(unit: UnitStatus, journal: string, { options }: VerbInput, context: VerbContext): Promise<LogTail> {
  const newest = Number(options.last("lines") ?? USUAL_LINES);
  const format = options.last("output") ?? "short";
  if (newest === 0 || journal === "") return { records: [], format };
  const since = unit.inactiveExit.realtime as Realtime;
  const records = await context.readJournal(journal, { units: [unit.unit], since, newest });
  return { records: withoutEarlierRun(records, since), format };
}

/** `Failed with result`, `Deactivated successfully`: what is said at the end of a run. Source: systemd's message catalogue. */
const ENDS: readonly (string | undefined)[] = ["d9b373ed55a64feb8242e02dbe79a49c", "7ad2d189f7e94e70a38c781354912448"];

/** A unit that is restarted leaves `inactive` in the very moment in which its last run ended. */
function withoutEarlierRun(records: readonly LogRecord[], since: Realtime): readonly LogRecord[] {
  const end = records.findLastIndex(({ at, fields }) => at === since && ENDS.includes(fields?.["MESSAGE_ID"]));
  return records.slice(end + 1);
}

async function showManager(context: VerbContext): Promise<ExitCode> {
  const client = await context.client();
  const answer = await client.ask("manager-status", {});
  if (!answer.ok) {
    context.err(`Failed to get properties: ${describeError(answer.error)}`);
    return 1;
  }
  context.out(`${formatManagerPage(answer.value, context).join("\n")}\n`);
  return 0;
}
