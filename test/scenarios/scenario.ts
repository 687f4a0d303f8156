/**
 * Reads scenario files: what is done to a service manager, and what is then seen of it. The same file is played on three hosts
 * (test/hosts); what it says was recorded from a real systemd by `npm run record`.
 *
 * ```
 * # Restart=on-failure starts again after an unclean exit.          comment: what is shown
 * # Source: systemd.service(5), Restart=                            and which documentation promises it
 * # Recorded: systemd 257 (257.13-1~deb13u1)                        written by the recorder
 *
 * unit web.service                                                  what there is before the first step: `unit NAME`, `file PATH`
 *     [Service]                                                     (both with indented text), `link PATH TARGET`, `watch NAME`,
 *                                                                   `fields`: what is logged is shown with its fields
 *     ExecStart=/actor on SIGUSR1 (exit 1), hang
 *     Restart=on-failure
 *
 * > systemctl start web.service                                     a step: one or more commands …
 * 6 Started web.service.                                            … and up to the empty line what was seen after the last one
 * web.service active/running
 *
 * > kill SIGUSR1 web.service main
 * > await web.service running NRestarts=1
 * 5 web.service: Main process exited, code=exited, status=1/FAILURE
 * ```
 *
 * Commands:
 * - `systemctl WORDS`: a client's command line, waited for.
 * - `begin systemctl WORDS`, `end`: the same, waited for only at `end`; what it printed is seen then.
 * - `await UNIT SUBSTATE [PROPERTY=VALUE …]`: until `systemctl show` says so, 20 s at most. `await UNIT says TEXT`: until a process
 *   of the unit has printed a line that contains TEXT.
 * - `wait TIME`.
 * - `await-end`: until the manager has ended by itself; the last command of a scenario. Seen is then only `ended` and its exit status.
 * - `kill SIGNAL UNIT main|control|child`: from outside, as `kill` in a shell. `child`: all others of the unit.
 * - `unit NAME`, `file PATH`, `link PATH TARGET`, `remove PATH`: as before the first step. The manager is not told.
 * - `read PATH`: a file's text.
 * - `watch NAME`: makes a unit one of the scenario's that has no file of its own (an instance, a unit that is missing).
 *
 * What is seen, in this order:
 * - `exit N`: systemctl's status, if not 0; `| LINE`: what it printed, stdout before stderr, or what a file holds.
 * - `PRIORITY MESSAGE`: what the manager logged about the units of the scenario since the step before.
 *   With `fields` a line follows each, indented: MESSAGE_ID and the like.
 * - `PRIORITY NAME: MESSAGE`: what others logged, NAME being the program, or `exec` for what a new process had to say before it
 *   executed its program. They stand after the manager's lines, since which of two writers reaches the log first is chance.
 * - `UNIT ACTIVE/SUB [Load=] [Result=] [NRestarts=] [Main=CODE/STATUS]` for each unit of which this changed since the step before,
 *   in the order of the file; before the first step all are `inactive/dead`. What has its default is left out.
 *
 * After what was seen: `# 252 - LINE` and `# 252 + LINE`, what systemd 252 did not show and showed instead (otherwise.ts).
 *
 * Names of places: `/actor` is the test program (test/programs/actor), `/units` the directory of unit files, `/scratch` a
 * directory where anyone may write. Process ids, times and such are replaced (normalise.ts).
 */
export interface Scenario {
  /** `restart/on-failure` */
  readonly name: string;
  /** The first comment line. */
  readonly title: string;
  readonly setup: readonly Deed[];
  readonly steps: readonly Step[];
  /** What is logged is shown with its fields. */
  readonly withFields: boolean;
  /** Full names, in the order of the file. */
  readonly units: readonly string[];
  /** All lines of the file, so that it can be written again with other transcripts. */
  readonly lines: readonly string[];
}

/** One command, with the indented text below it. */
export interface Deed {
  readonly words: readonly string[];
  readonly text: string;
}

export interface Step {
  readonly deeds: readonly Deed[];
  readonly expected: readonly string[];
  /** Where `expected` stands among the file's lines; `otherwise` follows it. */
  readonly from: number;
  /** Comments on what other versions of systemd do otherwise (otherwise.ts). */
  readonly otherwise: readonly string[];
}

const INDENT = "    ";

/** Throws on what is no scenario: these files are our own. */
export function parseScenario(source: string, name: string): Scenario {
  const lines = source.replace(/\n+$/, "").split("\n");
  const setup: Deed[] = [];
  const steps: Step[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    if (line === "" || line.startsWith("#")) at += 1;
    else if (line.startsWith("> ")) {
      const step = readStep(lines, at);
      steps.push(step);
      at = step.from + step.expected.length + step.otherwise.length;
    } else {
      const [deed, next] = readDeed(lines, at, line);
      setup.push(deed);
      at = next;
    }
  }
  const deeds = [...setup, ...steps.flatMap((step) => step.deeds)];
  const units = deeds.filter(({ words: [name] }) => name === "unit" || name === "watch").map((deed) => deed.words[1] as string);
  const title = (lines[0] ?? "").replace(/^# */, "");
  if (steps.length === 0 || title === "") throw new Error(`${name}: a scenario has a comment and at least one step`);
  const withFields = setup.some(({ words: [command] }) => command === "fields");
  return { name, title, setup, steps, withFields, units: [...new Set(units)].filter((unit) => !/\/|@\./.test(unit)), lines };
}

/**
 * The file again, with `seen` in place of what was expected; a step of which nothing was seen stays as it is.
 * `recordedFrom` becomes the comment `# Recorded:`; without it that comment stays as it is, too.
 */
export function printScenario(scenario: Scenario, seen: readonly (readonly string[])[], recordedFrom?: string): string {
  const lines = [...scenario.lines];
  for (const [index, step] of [...scenario.steps.entries()].reverse()) {
    lines.splice(step.from, step.expected.length, ...(seen[index] ?? step.expected));
  }
  if (recordedFrom === undefined) return `${lines.join("\n")}\n`;
  const comment = lines.findIndex((line) => !line.startsWith("#"));
  const head = lines.slice(0, comment).filter((line) => !line.startsWith("# Recorded:"));
  return `${[...head, `# Recorded: ${recordedFrom}`, ...lines.slice(comment)].join("\n")}\n`;
}

function readStep(lines: readonly string[], start: number): Step {
  const deeds: Deed[] = [];
  let at = start;
  while (lines[at]?.startsWith("> ")) {
    const [deed, next] = readDeed(lines, at, (lines[at] as string).slice(2));
    deeds.push(deed);
    at = next;
  }
  let end = at;
  while (end < lines.length && lines[end] !== "") end += 1;
  const seen = lines.slice(at, end);
  const otherwise = seen.filter((line) => line.startsWith("# "));
  return { deeds, expected: seen.slice(0, seen.length - otherwise.length), from: at, otherwise };
}

function readDeed(lines: readonly string[], at: number, command: string): [Deed, number] {
  const text: string[] = [];
  let next = at + 1;
  while (lines[next]?.startsWith(INDENT) || (lines[next] === "" && lines[next + 1]?.startsWith(INDENT))) {
    text.push((lines[next] as string).slice(INDENT.length));
    next += 1;
  }
  return [{ words: splitWords(command), text: text.map((line) => `${line}\n`).join("") }, next];
}

/** As a shell would, with '…' and "…" only. */
function splitWords(command: string): string[] {
  const words = command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
