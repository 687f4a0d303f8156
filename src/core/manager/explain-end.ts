import type { Position } from "../base/source.ts";
import type { ServiceConfig } from "../directives/service.ts";
import { decideRestart } from "../units/service/restart.ts";
import type { Service, ServiceData } from "../units/service/state.ts";
import { formatExit } from "../values/exit-status.ts";
import { SIGNAL, signalName } from "../values/signal.ts";
import { formatTimeSpan } from "../values/time-span.ts";
import type { Unit } from "./world.ts";

/** Why a service that is down stays down, in two or three lines for a person: what happened, the rule, what would have been. */
export function explainEnd(unit: Unit): readonly string[] {
  const { service, loaded } = unit;
  const config = loaded.service;
  if (service === undefined || config === undefined || service.data.decision === undefined) return [];
  const said = (key: string, value: string): string => directive(loaded.origins.get(`Service.${key}`), key, value);
  return [`${unit.name} is not restarted: ${whatHappened(service.data)}.`, ...whyNot(unit, service, config, said)];
}

function whatHappened({ result, mainExit }: ServiceData): string {
  if (mainExit === undefined) return `no main process of this run has ended; the result is '${result}'`;
  const { exit } = mainExit;
  const ending = formatExit(exit);
  if (exit.code === "exited") return `its main process ended by itself (${ending}), result '${result}'`;
  const how = exit.code === "dumped" ? "died with a core dump of" : "was killed by";
  const why = result === "oom-kill" && exit.status === SIGNAL.KILL ? ", out of memory" : "";
  return `its main process ${how} SIG${signalName(exit.status)}${why} (${ending}), result '${result}'`;
}

type Say = (key: string, value: string) => string;

function whyNot(unit: Unit, { data }: Service, config: ServiceConfig, said: Say): readonly string[] {
  const restart = said("Restart", config.Restart);
  switch (data.decision?.because) {
    case "prevented-by-exit-status": {
      const { statuses, signals } = config.RestartPreventExitStatus;
      const listed = [...statuses.map(String), ...signals.map((each) => `SIG${signalName(each)}`)].join(" ");
      return [
        `${said("RestartPreventExitStatus", listed)} lists that end, and goes before every other rule.`,
        otherwise(data, config, restart, said),
      ];
    }
    case "restart-setting":
      return [`${restart} does not cover that result.`];
    case "stopped-by-request":
    case "stop-pending":
      return [`It was stopped by request; ${restart} is not consulted then.`];
    case "start-limit": {
      const { StartLimitBurst, StartLimitIntervalSec } = unit.loaded.unit;
      return [
        `It was started ${StartLimitBurst} times within ${formatTimeSpan(StartLimitIntervalSec)} already (StartLimitBurst=, StartLimitIntervalSec=).`,
      ];
    }
    case "gave-up":
      return ["It could not be brought down properly, so it is not brought up again."];
    default:
      return [];
  }
}

function otherwise(data: ServiceData, config: ServiceConfig, restart: string, said: Say): string {
  const without = { ...config, RestartPreventExitStatus: { statuses: [], signals: [] } };
  const decision = decideRestart(without, { result: data.result, forbidRestart: false, mainExit: data.mainExit?.exit });
  if (!decision.restart) return `${restart} would not have started it again either.`;
  return `Without it, ${restart} would have started it again after ${said("RestartSec", formatTimeSpan(config.RestartSec))}.`;
}

const directive = (at: Position | undefined, key: string, value: string): string =>
  at === undefined ? `${key}=${value} (the default)` : `${key}=${value} (${at.file}:${at.line})`;
