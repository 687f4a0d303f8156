/** Messages to and from lines of JSON. What comes from outside is checked here, once. */
import { type Result, err, ok } from "../base/result.ts";
import type { ControlError } from "./errors.ts";
import { PROTOCOL_VERSION, type Reply, type Request, type VerbName } from "./protocol.ts";
import { JOB_MODES } from "../values/job-mode.ts";

export const encodeMessage = (message: Request | Reply): string => `${JSON.stringify(message)}\n`;

/** Whether a value is the first line that a client sends. */
export const isHello = (value: unknown): boolean => isObject(value) && value["upkeep"] === PROTOCOL_VERSION;

type Check = (value: unknown) => boolean;
const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isStrings: Check = (value) =>
  Array.isArray(value) && value.length <= MAX_NAMES && value.every((each) => typeof each === "string" && each.length <= 4096);
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value);
const MAX_NAMES = 100_000;

const isSignal: Check = (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 64;
const isSignalValue: Check = (value) =>
  value === undefined || (Number.isInteger(value) && Math.trunc(value as number) === ((value as number) | 0));
const isPid: Check = (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31;

/** What each verb's `ask` must have; further fields are not looked at. */
const ASKS: { readonly [V in VerbName]: { readonly [field: string]: Check } } = {
  enqueue: {
    verb: oneOf("start", "stop", "restart", "try-restart", "reload", "reload-or-restart", "try-reload-or-restart"),
    units: isStrings,
    mode: oneOf(...JOB_MODES),
    wait: isBoolean,
  },
  "list-units": { patterns: isStrings },
  show: { units: isStrings },
  status: { units: isStrings },
  "unit-of": { pid: isPid },
  "active-state": { units: isStrings },
  kill: {
    units: isStrings,
    whom: oneOf("main", "control", "all", "main-fail", "control-fail", "all-fail"),
    signal: isSignal,
    value: isSignalValue,
  },
  freeze: { units: isStrings, verb: oneOf("freeze", "thaw") },
  "reset-failed": { units: isStrings },
  "daemon-reload": {},
  "manager-status": {},
  exit: {},
};

export function readRequest(value: unknown): Result<Request, ControlError> {
  if (!isObject(value)) return bad("a request is one JSON object on a line of its own");
  const { id, verb, ask } = value;
  if (!Number.isSafeInteger(id)) return bad("`id` must be a number");
  if (!isString(verb) || !Object.hasOwn(ASKS, verb as string)) return bad(`there is no verb ${JSON.stringify(verb)?.slice(0, 100)}`);
  if (!isObject(ask)) return bad("`ask` must be an object");
  for (const [field, check] of Object.entries(ASKS[verb as VerbName])) {
    if (!check(ask[field])) return bad(`\`ask.${field}\` of ${String(verb)} is missing or wrong`);
  }
  return ok(value as unknown as Request);
}

const bad = (reason: string): Result<never, ControlError> => err({ code: "bad-request", about: { reason } });

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
