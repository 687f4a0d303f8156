import type { Result } from "../base/result.ts";
import { type Usec, usec } from "../base/time.ts";
import { readUnsigned } from "./integer.ts";
import { pathFault } from "./path.ts";
import { formatTimeSpan, parseTimeSpan } from "./time-span.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { unresolved } from "./text.ts";
import { type AdditiveKind, type Items, asList } from "./value-kind.ts";
import { nextWord } from "./words.ts";

interface DeviceSetting {
  readonly device: string;
  readonly value: number;
}

/** `DEVICE VALUE`, a line each; a later line about the same device takes the place of the earlier. */
function deviceSetting(about: {
  readonly name: string;
  readonly what: string;
  /** Undefined: none. */
  readonly parse: (text: string) => number | undefined;
  readonly complain: (value: string) => string;
  readonly format?: (value: number) => string;
  readonly example: readonly [text: string, value: number];
}): AdditiveKind<readonly DeviceSetting[], DeviceSetting> {
  const complaint = (message: string): Items<DeviceSetting> => ({
    items: [],
    complaints: [{ message, hint: `expected a device and ${about.name}, such as /dev/sda ${about.example[0]}` }],
  });
  return {
    name: `device and ${about.name}`,
    read(written) {
      const first = nextWord(written, 0, "c-relaxed");
      if (first.found !== "word") return complaint(`Failed to extract ${about.what.replace(" or ", " and ")} from '${written}', ignoring.`);
      const device = first.word;
      const text = written.slice(first.end);
      if (text === "") return complaint(`Invalid ${about.what} specified in '${written}', ignoring.`);
      const value = about.parse(text);
      return value === undefined ? complaint(about.complain(text)) : { items: [{ device, value }], complaints: [] };
    },
    join: (items) => [...new Map(items.map((item) => [item.device, item])).values()].filter(({ value }) => value !== Infinity),
    format: (settings) => settings.map(({ device, value }) => `${device} ${(about.format ?? String)(value)}`).join("\n"),
    examples: [[`/dev/sda ${about.example[0]}`, [{ device: "/dev/sda", value: about.example[1] }]]],
  };
}

const inRange = (min: number, max: number) => (text: string) => {
  const value = readUnsigned(text);
  return value !== undefined && value >= min && value <= max ? value : undefined;
};
const isNumber = (text: string): boolean => readUnsigned(text) !== undefined;

/** Source: systemd.resource-control(5), IODeviceWeight=. */
export const deviceWeight = deviceSetting({
  name: "a weight",
  what: "device path or weight",
  parse: inRange(1, 10_000),
  complain: (value) => `IO weight '${value}' invalid, ignoring: ${isNumber(value) ? "Numerical result out of range" : "Invalid argument"}`,
  example: ["100", 100],
});

/** Source: systemd.resource-control(5), IOReadBandwidthMax=, IOReadIOPSMax=. */
export const deviceLimit = deviceSetting({
  name: "a limit",
  what: "device node or bandwidth",
  parse: parseDecimalSize,
  complain: (value) => `Invalid IO limit '${value}', ignoring.`,
  example: ["5M", 5_000_000],
});

/** Source: systemd.resource-control(5), IODeviceLatencyTargetSec=. */
export const deviceLatency = deviceSetting({
  name: "a time span",
  what: "device path or latency",
  parse: (text) => valueOf(parseTimeSpan(text)),
  complain: (value) => `Failed to parse timer value, ignoring: ${value}`,
  format: (value) => formatTimeSpan(usec(value)),
  example: ["25ms", 25_000],
});

const valueOf = (span: Result<Usec, string>): number | undefined => (span.ok ? span.value : undefined);

/** A number above 0 to the base of 1000, or infinity. */
function parseDecimalSize(text: string): number | undefined {
  if (text === "infinity") return Infinity;
  const [, number, suffix = ""] = /^(\d+(?:\.\d+)?)([KMGTPE]?)B?$/.exec(text) ?? [];
  const value = number === undefined ? 0 : Math.floor(Number(number) * 1000 ** (suffix === "" ? 0 : "KMGTPE".indexOf(suffix) + 1));
  return value > 0 ? value : undefined;
}

/** `DEVICE [r][w][m]`, the last line first. Source: systemd.resource-control(5), DeviceAllow=. */
export const deviceRights: AdditiveKind<readonly string[], string> = {
  name: "device and rights",
  read(written, context, key) {
    const complain = (message: string): Items<string> => ({
      items: [],
      complaints: [{ message, hint: "expected a device and rights such as /dev/null rw" }],
    });
    const first = nextWord(written, 0, "c-relaxed");
    if (first.found !== "word") return complain(`Failed to extract device path and rights from '${written}', ignoring.`);
    const expanded = expandSpecifiers(first.word, context);
    if (!expanded.ok) return complain(unresolved(first.word));
    const device = expanded.value;
    const rights = written.slice(first.end);
    const isGroup = /^(block|char)-/.test(device);
    if (!isGroup && device.startsWith("/") && pathFault(device) !== undefined)
      return complain(`${key}= path is not ${pathFault(device)}, ignoring: ${device}`);
    if (!isGroup && !/^(\/dev\/|\/run\/systemd\/inaccessible\/)/.test(device))
      return complain(`Invalid device node path '${device}', ignoring.`);
    if (!/^[rwm]*$/.test(rights)) return complain(`Invalid device rights '${rights}', ignoring.`);
    const shown = rights === "" ? "rwm" : ["r", "w", "m"].filter((right) => rights.includes(right)).join("");
    return { items: [`${device} ${shown}`], complaints: [] };
  },
  join: (items) => asList(items).toReversed(),
  format: (lines) => lines.join("\n"),
  examples: [["/dev/null mr", ["/dev/null rm"]]],
};
