/**
 * Random histories: a service or a few, and what is done to them, as the text of a scenario. History N of seed S is always the same.
 *
 * Times are whole seconds, and after each command there is a wait: long enough that nothing is decided by who is faster. Where it is not,
 * the screening finds out (screen.ts).
 */
import { type Dice, openDice } from "./dice.ts";
import type { Features } from "./programs.ts";
import { type RandomService, rollService } from "./service.ts";

export const ALL_FEATURES: Features = { forking: true, notifyReload: true, exitType: true, jobTimeouts: true, upholds: true };

export interface HistoryId {
  readonly seed: number;
  readonly number: number;
}

/** The text of a scenario, without what is seen. */
export function generateHistory({ seed, number }: HistoryId, features: Features): string {
  const dice = openDice(seed, number);
  const services = rollServices(dice, `h${number}`, features);
  const files = services.map(({ name, text }) => [`unit ${name}`, ...indent(text), ""].join("\n"));
  const names = services.map(({ name }) => name);
  return [`# History ${number} of seed ${seed}.`, "", ...files, ...rollSteps(dice, names), ""].join("\n");
}

function indent(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`);
}

/** Mostly one; sometimes others beside it that it needs, or that need it. */
function rollServices(dice: Dice, name: string, features: Features): readonly RandomService[] {
  const count = dice.weigh([
    [8, 1],
    [2, 2],
    [1, 3],
  ]);
  if (count === 1) return [rollService(dice, name, [], features)];
  const names = ["a", "b", "c"].slice(0, count).map((letter) => `${name}-${letter}`);
  const services = names.map((each, at) => {
    const others = names.filter((other) => other !== each).map((other) => `${other}.service`);
    return rollService(dice, each, at === 0 || dice.percent(30) ? rollRelations(dice, others, features) : [], features);
  });
  return withoutChance(services);
}

/**
 * Not where one conflicts with another: what else is said of the two may contradict that, and which job goes then is chance. And whether
 * the execution of a program is heard of before something else happens, without order, is chance, too.
 */
function withoutChance(services: readonly RandomService[]): readonly RandomService[] {
  const fighter = services.find(({ text }) => text.includes("\nConflicts="));
  const isOrdered = services.every(({ text }) => !RELATION.test(text) || /^(?:After|Before)=/m.test(text));
  return services.map((service) => {
    const friendly = fighter === undefined || service === fighter ? service.text : service.text.replace(RELATIONS, "");
    return { ...service, text: isOrdered ? friendly : friendly.replace("\nType=exec\n", "\nType=simple\n") };
  });
}

const ORDERED = ["Requires", "Wants", "BindsTo", "Requisite", "PartOf"] as const;
const RELATION = /^\w+=h\d+-[abc]\.service$/m;
const RELATIONS = /^\w+=h\d+-[abc]\.service\n/gm;

const UNORDERED = ["OnFailure", "OnSuccess", "Conflicts", "PropagatesReloadTo", "PropagatesStopTo", "StopPropagatedFrom"] as const;

function rollRelations(dice: Dice, others: readonly string[], { upholds }: Features): readonly string[] {
  const other = dice.pick(others);
  if (upholds && dice.percent(6)) return [`Upholds=${other}`];
  return dice.percent(65)
    ? [`${dice.pick(ORDERED)}=${other}`, ...(dice.percent(85) ? [`${dice.pick(["After", "After", "Before"])}=${other}`] : [])]
    : [`${dice.pick(UNORDERED)}=${other}`, ...(dice.percent(30) ? [`After=${other}`] : [])];
}

function rollSteps(dice: Dice, names: readonly string[]): readonly string[] {
  const steps: (readonly string[])[] = [];
  let isOpen = false;
  const count = dice.between(2, 6);
  for (let at = 0; at < count; at += 1) {
    const name = at === 0 ? (names[0] as string) : dice.pick(names);
    const command = at === 0 && dice.percent(92) ? `systemctl start ${name}` : rollDeed(dice, name);
    const deed = command.startsWith("systemctl ") ? rollPatience(dice, rollMode(dice, command), isOpen) : command;
    steps.push([deed, `wait ${rollWait(dice)}`]);
    if (deed.startsWith("begin ")) isOpen = true;
    else if (isOpen && dice.percent(50)) {
      steps.push(["end", "wait 2s"]);
      isOpen = false;
    }
  }
  steps.push([...(isOpen ? ["end"] : []), "wait 12s"]);
  if (dice.percent(40)) steps.push([`systemctl show -p ${rollShown(dice)} ${dice.pick(names)}`]);
  return steps.map((step) => `${step.map((deed) => `> ${deed}`).join("\n")}\n`);
}

function rollMode(dice: Dice, command: string): string {
  const modes = ["fail", "replace-irreversibly", "ignore-dependencies", "ignore-requirements"];
  if (!dice.percent(8) || !/ (?:start|stop|restart|try-restart|reload) /.test(command)) return command;
  return command.replace("systemctl", `systemctl --job-mode=${dice.pick(modes)}`);
}

/** Whether the client waits for its job, does not, or is waited for later. */
function rollPatience(dice: Dice, command: string, isOpen: boolean): string {
  return dice.weigh([
    [6, command],
    [3, command.replace("systemctl", "systemctl --no-block")],
    [isOpen ? 0 : 2, `begin ${command}`],
  ]);
}

const rollWait = (dice: Dice): string =>
  dice.weigh([
    [6, "2s"],
    [3, "4s"],
    [2, "7s"],
  ]);

function rollDeed(dice: Dice, name: string): string {
  return dice.weigh([
    [5, `systemctl start ${name}`],
    [6, `systemctl stop ${name}`],
    [4, `systemctl restart ${name}`],
    [2, `systemctl try-restart ${name}`],
    [4, `systemctl reload ${name}`],
    [2, `systemctl reload-or-restart ${name}`],
    [3, `systemctl reset-failed ${name}`],
    [3, `systemctl kill --signal=${rollMildSignal(dice)} ${name}`],
    [3, `systemctl kill --kill-whom=${dice.pick(["main", "control"])} --signal=${rollSignal(dice)} ${name}`],
    [1, `systemctl ${dice.pick(["is-active", "is-failed"])} ${name}`],
    [2, `systemctl show -p ${rollShown(dice)} ${name}`],
    [5, `kill ${rollSignal(dice)} ${name} main`],
    [1, `kill ${rollSignal(dice)} ${name} control`],
    [1, `kill ${rollSignal(dice)} ${name} child`],
    [2, "wait 6s"],
  ]);
}

/** What no client command changes by being asked. */
const SHOWN = [
  ["ActiveState", "SubState", "Result", "ReloadResult", "NRestarts", "StatusText", "StatusErrno", "ExecMainCode", "ExecMainStatus"],
  ["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost"],
  ["MainPID", "ControlPID", "NotifyAccess", "CleanResult", "FreezerState", "ConditionResult", "Job", "InvocationID", "NeedDaemonReload"],
  ["ExecMainStartTimestamp", "ExecMainExitTimestamp", "WatchdogTimestamp", "StateChangeTimestamp", "InactiveExitTimestamp"],
  ["ActiveEnterTimestamp", "ActiveExitTimestamp", "InactiveEnterTimestamp", "ConditionTimestamp", "RestartUSecNext", "WatchdogUSec"],
] as const;

const rollShown = (dice: Dice): string => dice.pick(SHOWN).join(",");

const MILD = ["SIGTERM", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGINT", "SIGABRT"] as const;

const rollSignal = (dice: Dice): string => (dice.percent(25) ? "SIGKILL" : rollMildSignal(dice));

/**
 * For all processes of a unit: not SIGKILL, for which systemd writes to `cgroup.kill`. On Linux 6.18 what is forked into that control
 * group a moment later, such as ExecStopPost=, was seen to be killed, too.
 */
const rollMildSignal = (dice: Dice): string => dice.pick(MILD);
