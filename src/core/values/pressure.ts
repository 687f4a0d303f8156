import { err, ok } from "../base/result.ts";
import { FOREVER, type Usec, sec } from "../base/time.ts";
import { timeSpan } from "./time-span.ts";
import type { ValueKind } from "./value-kind.ts";

/** A share of 2³² - 1. Source: systemd.resource-control(5), ManagedOOMMemoryPressureLimit=. */
export const pressureLimit: ValueKind<number> = {
  name: "percentage",
  parse(text) {
    const percent = /^(\d{1,3}(?:\.\d{1,2})?)%$/.exec(text)?.[1];
    const hundredths = percent === undefined ? Infinity : Math.round(Number(percent) * 100);
    return hundredths <= 10_000 ? ok(scaled(hundredths)) : err("expected a percentage from 0% to 100%");
  },
  format: String,
  complaint: (text) => `Failed to parse memory pressure limit value, ignoring: ${text}`,
  emptyResets: true,
  examples: [
    ["50%", 2_147_483_648],
    ["100%", 4_294_967_295],
    ["0%", 0],
  ],
};

/** Rounded up from half on. */
const scaled = (hundredths: number): number => Math.round((hundredths * 0xffffffff) / 10_000);

/** Source: systemd.resource-control(5), ManagedOOMMemoryPressureDurationSec=. */
export const pressureDuration: ValueKind<Usec> = {
  ...timeSpan,
  parse(text, context) {
    const span = timeSpan.parse(text, context);
    return span.ok && (span.value < sec(1) || span.value === FOREVER) ? err("expected a time span of 1s or more") : span;
  },
  complaint: (text, key, context) =>
    timeSpan.parse(text, context).ok
      ? `${key}= must be at least 1s and less than infinity, ignoring: ${text}`
      : timeSpan.complaint(text, key, context),
  emptyResets: true,
  examples: [["30s", sec(30)]],
};
