import { err } from "../base/result.ts";
import { oneOf } from "./one-of.ts";
import type { ValueKind } from "./value-kind.ts";

const ACTIONS = [
  "none",
  "reboot",
  "reboot-force",
  "reboot-immediate",
  "poweroff",
  "poweroff-force",
  "poweroff-immediate",
  "exit",
  "exit-force",
  "soft-reboot",
  "soft-reboot-force",
  "kexec",
  "kexec-force",
  "halt",
  "halt-force",
  "halt-immediate",
] as const;
export type Action = (typeof ACTIONS)[number];

/** A user's manager ends itself and no more. */
const OF_USER: ReadonlySet<string> = new Set<Action>(["none", "exit", "exit-force"]);

const any = oneOf(...ACTIONS);

/** What is to become of the manager and its machine. Source: systemd.unit(5), FailureAction=. */
export const action = (key: string): ValueKind<Action> => ({
  ...any,
  parse(text, context) {
    if (context.ofUser === true && !OF_USER.has(text)) return err(`expected one of ${[...OF_USER].join(", ")}`);
    return any.parse(text, context);
  },
  complaint(text, _, { ofUser }) {
    const isOfSystem = ofUser === true && (ACTIONS as readonly string[]).includes(text);
    return isOfSystem ? `${key}= specified as user mode action, ignoring: ${text}` : `Failed to parse ${key}=, ignoring: ${text}`;
  },
});
