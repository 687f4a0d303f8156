/** Takes out of a transcript what differs from run to run and from host to host. The same is done on every host. */

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  // status and show: points in time, lengths of time since
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]\w*/g, "TIME"],
  [/TIME; .*(ago|left)$/g, "TIME; AGO"],
  [/(Duration: ).*$/g, "$1AGO"],
  [/((?:Timestamp|TimestampMonotonic)=)[1-9].*$/g, "$1TIME"],
  // status: lines of the log
  [/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ (\S+?)\[\d+\]: /g, "TIME $1[N]: "],
  [/^TIME (?:systemd|upkeep)\[N\]: /g, "TIME manager[N]: "],
  // process ids
  [/\b((?:[Pp]rocess|pid|PID)[ =:]{1,2})[1-9]\d*\b/g, "$1N"],
  [/\b(PIDFD ID of process N \()\d+/g, "$1ID"],
  [/^( +Job: )\d+$/g, "$1N"],
  [/(PID=)[1-9]\d*\b/g, "$1N"],
  [/(pid=)[1-9]\d*\b/g, "$1N"],
  [/\b(NOTIFY_SOCKET=)\/\S+/g, "$1PATH"],
  [/\b(INVOCATION_ID=|InvocationID=)[0-9a-f]{32}\b/g, "$1ID"],
  [/^(Job=)\d+$/g, "$1N"],
  // show: what follows from the size of the machine, unless the unit sets it; no scenario sets any of it to a thousand or more
  [/^((?:LimitNPROC|LimitSIGPENDING|LimitMEMLOCK)(?:Soft)?=|(?:Effective)?TasksMax=)\d{4,}$/g, "$1N"],
];

/** Properties that are lists of units, in no order: systemd's changes from boot to boot. */
const UNIT_LISTS =
  /^(Requires|Requisite|Wants|BindsTo|PartOf|Upholds|RequiredBy|RequisiteOf|WantedBy|BoundBy|UpheldBy|ConsistsOf|Conflicts|ConflictedBy|Before|After|OnSuccess|OnSuccessOf|OnFailure|OnFailureOf|Triggers|TriggeredBy|PropagatesReloadTo|ReloadPropagatedFrom|PropagatesStopTo|StopPropagatedFrom|RequiresMountsFor|WantsMountsFor)=(.*)$/;
/** There is one for everything that is mounted, whoever mounted it. */
const MOUNT = /\.mount$/;

/** Properties whose value, or whether there is one, depends on what the host can measure. */
const MEASURED_PROPERTY =
  /^(ControlGroup|ControlGroupId|Memory(Swap|ZSwap)?Current|Memory(Swap)?Peak|MemoryAvailable|EffectiveMemory(Max|High)|EffectiveMemoryNodes|EffectiveCPUs|CPUUsageNSec|TasksCurrent|IP(In|E)gress(Bytes|Packets)|IO(Read|Write)(Bytes|Operations))=/;

/** Lines of `status` that depend on what the host can measure. */
const MEASURED = /^ *(Tasks|Memory|CPU|IO|IP|CGroup|Processes|Invocation|Mem peak): /;
const MEASURED_MESSAGE = /: Consumed .* CPU time/;
/** What only Upkeep's `status`, and its log, have. */
const OURS = /^ *Note: |is not acted on by this version\./;
/** A hint at a verb that Upkeep doesn't have yet. */
const ABOUT_UNIT_FILES = /^To show all installed unit files use /;

/** One line of text, or undefined if it says nothing that can be compared. */
export function normaliseLine(line: string, places: readonly (readonly [string, string])[]): string | undefined {
  if (MEASURED.test(line) || MEASURED_PROPERTY.test(line) || MEASURED_MESSAGE.test(line) || OURS.test(line) || ABOUT_UNIT_FILES.test(line))
    return undefined;
  let text = line.trimEnd();
  for (const [real, named] of places) text = text.replaceAll(real, named);
  for (const [pattern, replacement] of REPLACEMENTS) text = text.replace(pattern, replacement);
  return inOrder(text);
}

/** Undefined of a list without units: with `--all` it is there, and without it is there if there are mounts. */
function inOrder(line: string): string | undefined {
  const [, name, list = ""] = UNIT_LISTS.exec(line) ?? [];
  if (name === undefined) return line;
  const units = list.split(" ").filter((unit) => unit !== "" && !MOUNT.test(unit));
  return units.length === 0 ? undefined : `${name}=${units.sort().join(" ")}`;
}

/** What a client printed. The tree of processes goes with what is above it: `CGroup:`, or `Processes:` where there are none. */
export function normaliseOutput(output: string, places: readonly (readonly [string, string])[]): string[] {
  const lines: string[] = [];
  let inTree = false;
  for (const line of output.replace(/\n$/, "").split("\n")) {
    inTree = /^ *(?:CGroup|Processes): /.test(line) || (inTree && /^ +(├─|└─|│)/.test(line));
    const text = inTree ? undefined : normaliseLine(line, places);
    if (text !== undefined) lines.push(text);
  }
  return output === "" ? [] : lines;
}
