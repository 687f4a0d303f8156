import { FOREVER } from "../base/time.ts";
import type { ServiceConfig, WrittenService } from "../directives/service.ts";
import type { UnitConfig } from "../directives/unit.ts";

/** systemd's sentence on why a service with these settings can't be, or undefined. Source: systemd 257's journal. */
export function refusalOf(service: ServiceConfig, unit: UnitConfig): string | undefined {
  return REFUSALS.find(([holds]) => holds(service, unit))?.[1];
}

type Check = (service: ServiceConfig, unit: UnitConfig) => boolean;

const hasNoCommand: Check = ({ ExecStart }) => ExecStart.length === 0;
const actsOnSuccess: Check = (_, { SuccessAction }) => SuccessAction !== "none";
const isOneshot: Check = ({ Type }) => Type === "oneshot";

const REFUSALS: readonly (readonly [holds: Check, sentence: string])[] = [
  [
    (service, unit) => hasNoCommand(service, unit) && service.ExecStop.length === 0 && !actsOnSuccess(service, unit),
    "Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.",
  ],
  [
    (service, unit) => !isOneshot(service, unit) && hasNoCommand(service, unit),
    "Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.",
  ],
  [
    (service, unit) => !service.RemainAfterExit && hasNoCommand(service, unit) && !actsOnSuccess(service, unit),
    "Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.",
  ],
  [
    (service, unit) => !isOneshot(service, unit) && service.ExecStart.length > 1,
    "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.",
  ],
  [
    (service, unit) => isOneshot(service, unit) && (service.Restart === "always" || service.Restart === "on-success"),
    "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.",
  ],
  [
    (service, unit) => isOneshot(service, unit) && service.ExitType === "cgroup",
    "Service has ExitType=cgroup set, which isn't allowed for Type=oneshot services. Refusing.",
  ],
  [
    ({ Type, BusName }) => Type === "dbus" && BusName === undefined,
    "Service is of type D-Bus but no D-Bus service name has been specified. Refusing.",
  ],
];

/** Settings that contradict each other and of which one is passed over. `written`: before they were settled. */
export function contradictionsOf(
  service: ServiceConfig | undefined,
  written: WrittenService | undefined,
  passive: Passive,
): readonly string[] {
  if (service === undefined || written === undefined) return [];
  return CONTRADICTIONS.filter(([holds]) => holds(service, written, passive)).map(([, sentence]) => sentence);
}

type Passive = ReadonlyMap<string, unknown> | undefined;
type Holds = (service: ServiceConfig, written: WrittenService, passive: Passive) => boolean;
const DESCRIPTORS = "Service.USBFunctionDescriptors";
const STRINGS = "Service.USBFunctionStrings";

const CONTRADICTIONS: readonly (readonly [holds: Holds, sentence: string])[] = [
  [
    ({ Type, RuntimeMaxSec }) => Type === "oneshot" && RuntimeMaxSec !== FOREVER,
    "RuntimeMaxSec= has no effect in combination with Type=oneshot. Ignoring.",
  ],
  [
    ({ RuntimeMaxSec, RuntimeRandomizedExtraSec }) => RuntimeMaxSec === FOREVER && RuntimeRandomizedExtraSec > 0,
    "Service has RuntimeRandomizedExtraSec= setting, but no RuntimeMaxSec=. Ignoring.",
  ],
  [
    (_, { RestartMaxDelaySec, RestartSec }) => RestartMaxDelaySec < RestartSec,
    "RestartMaxDelaySec= has a value smaller than RestartSec=, resetting RestartSec= to RestartMaxDelaySec=.",
  ],
  [
    ({ RestartSteps, RestartMaxDelaySec }) => RestartSteps > 0 && RestartMaxDelaySec === FOREVER,
    "Service has RestartSteps= but no RestartMaxDelaySec= setting. Ignoring.",
  ],
  [
    ({ RestartSteps, RestartMaxDelaySec }) => RestartSteps === 0 && RestartMaxDelaySec !== FOREVER,
    "Service has RestartMaxDelaySec= but no RestartSteps= setting. Ignoring.",
  ],
  [
    (_, __, passive) => passive?.has(DESCRIPTORS) === true && !passive.has(STRINGS),
    "Service has USBFunctionDescriptors= setting, but no USBFunctionStrings=. Ignoring.",
  ],
  [
    (_, __, passive) => passive?.has(STRINGS) === true && !passive.has(DESCRIPTORS),
    "Service has USBFunctionStrings= setting, but no USBFunctionDescriptors=. Ignoring.",
  ],
];

/** The same for what units of every kind have: looked at after what is the service's own. */
export function unitRefusalOf(unit: UnitConfig): string | undefined {
  for (const kind of ["OnSuccess", "OnFailure"] as const) {
    if (unit[`${kind}JobMode`] === "isolate" && unit[kind].length > 1)
      return `More than one ${kind}= dependencies specified but ${kind}JobMode=isolate set. Refusing.`;
  }
  return undefined;
}

export function unitContradictionsOf({ JobTimeoutSec, JobRunningTimeoutSec }: UnitConfig): readonly string[] {
  const isLonger = JobRunningTimeoutSec !== FOREVER && JobRunningTimeoutSec > JobTimeoutSec;
  return isLonger ? ["JobRunningTimeoutSec= is greater than JobTimeoutSec=, it has no effect."] : [];
}
