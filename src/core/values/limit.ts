import { type Result, err, ok } from "../base/result.ts";
import { parseByteSize } from "./byte-size.ts";
import { reason } from "./complaint.ts";
import { isNumber, readInteger, readUnsigned } from "./integer.ts";
import { parseTimeSpan } from "./time-span.ts";
import type { ValueKind } from "./value-kind.ts";

/** A resource limit in the unit that setrlimit(2) takes; `Infinity` is none. */
export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

/** Source: systemd.exec(5), LimitCPU= and the others. */
function limitOf(name: string, example: string, value: number, parse: (text: string) => number | undefined): ValueKind<Limit> {
  return {
    name,
    parse(text) {
      const [softText = "", hardText, ...more] = text.split(":");
      const soft = one(softText, parse);
      const hard = hardText === undefined ? soft : one(hardText, parse);
      if (soft === undefined || hard === undefined || more.length > 0)
        return err(`expected ${name}: VALUE or SOFT:HARD, such as ${example}, or infinity`);
      return soft > hard ? err("the soft limit is above the hard one") : ok({ soft, hard });
    },
    format: ({ soft, hard }) => (soft === hard ? show(soft) : `${show(soft)}:${show(hard)}`),
    complaint(text, key) {
      const parts = /^([^:]*)(?::(.*))?$/s.exec(text)?.slice(1) ?? [];
      const bad = parts.find((part) => part !== undefined && one(part, parse) === undefined);
      if (bad === undefined) return `Soft resource limit chosen higher than hard limit, ignoring: ${text}`;
      return `Failed to parse ${key}=${text}, ignoring: ${reason(isNumber(bad))}`;
    },
    examples: [
      [example, { soft: value, hard: value }],
      ["infinity", { soft: Infinity, hard: Infinity }],
      [`${example}:infinity`, { soft: value, hard: Infinity }],
    ],
  };
}

const one = (text: string, parse: (text: string) => number | undefined): number | undefined =>
  text === "infinity" ? Infinity : parse(text);
const show = (value: number): string => (value === Infinity ? "infinity" : String(value));
const valueOf = <T extends number>(read: Result<T, string>): number | undefined => (read.ok ? read.value : undefined);

/** Bytes: base 1024. */
export const sizeLimit = limitOf("a size", "8M", 8 * 1024 * 1024, (text) => valueOf(parseByteSize(text)));
export const countLimit = limitOf("a number", "1024", 1024, readUnsigned);
/** Whole seconds, rounded up. */
export const secondsLimit = limitOf("a time", "90s", 90, (text) => {
  const span = valueOf(parseTimeSpan(text));
  return span === undefined ? undefined : Math.ceil(span / 1_000_000);
});
/** Microseconds. */
export const usecLimit = limitOf("a time", "5ms", 5_000, (text) => valueOf(parseTimeSpan(text, 1)));
/** A nice level with a sign, `+5`, or the raw limit 0…40 without. */
export const niceLimit = limitOf("a nice level", "-5", 25, (text) => {
  const value = readInteger(text);
  if (value === undefined) return undefined;
  if (!/^[+-]/.test(text)) return value <= 40 ? value : undefined;
  return value >= -20 && value <= 19 ? 20 - value : undefined;
});
