import { err, ok } from "../base/result.ts";
import { FOREVER } from "../base/time.ts";
import { failedToParseNumber } from "./complaint.ts";
import { parseTimeSpan } from "./time-span.ts";
import type { ValueKind } from "./value-kind.ts";

/** A length of time in nanoseconds, which a number without a unit is; `infinity` leaves it to the kernel. Source: systemd.exec(5), TimerSlackNSec=. */
export const nanoseconds: ValueKind<number> = {
  name: "time span, of nanoseconds without a unit",
  parse(text) {
    const plain = /^(\d{1,15})\s*(?:ns|nsec)?$/.exec(text)?.[1];
    if (plain !== undefined) return ok(Number(plain));
    // Of a unit of its own each part is exact to a thousandth.
    const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([A-Za-zµμ]+)$/.exec(text) ?? [];
    const one = parseTimeSpan(`1${unit}`);
    if (number !== "" && one.ok) return ok(Math.floor(Number(number) * one.value * 1000));
    const span = parseTimeSpan(text);
    return span.ok && /\D/.test(text) ? ok(span.value === FOREVER ? Infinity : span.value * 1000) : err("expected a time span such as 1ms");
  },
  format: (value) => String(value === Infinity ? KERNEL_DEFAULT : value),
  complaint: failedToParseNumber((text) => text.startsWith("-") || /^\d{16,}$/.test(text)),
  examples: [
    ["100", 100],
    ["1.5us", 1500],
    ["1ms", 1_000_000],
  ],
};

/** Source: prctl(2), PR_SET_TIMERSLACK. */
export const KERNEL_DEFAULT = 50_000;
