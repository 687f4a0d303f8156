/**
 * The names of units: `PREFIX.TYPE`, `PREFIX@INSTANCE.TYPE` (an *instance*) and `PREFIX@.TYPE` (a *template*).
 * Source: systemd.unit(5), DESCRIPTION and STRING ESCAPING FOR INCLUSION IN UNIT NAMES.
 */
import type { Brand } from "../base/brand.ts";
import { type Result, err, ok } from "../base/result.ts";
import { matchesGlob } from "./glob.ts";
import { textFromBytes, utf8 } from "./utf8.ts";

/** A full, valid unit name, suffix included: `web.service`, `getty@tty1.service`. */
export type UnitName = Brand<string, "UnitName">;

const KINDS = ["service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope"] as const;
export type UnitKind = (typeof KINDS)[number];

const LONGEST = 255;

/** The error is systemd's sentence. Templates are names too. */
export function parseUnitName(text: string): Result<UnitName, string> {
  return isUnitName(text) ? ok(text) : err(`Unit name ${text} is not valid.`);
}

export function isUnitName(text: string): text is UnitName {
  if (text.length > LONGEST || !/^[A-Za-z0-9:_.\\-][A-Za-z0-9:_.\\@-]*$/.test(text)) return false;
  const dot = text.lastIndexOf(".");
  return dot > 0 && isKind(text.slice(dot + 1));
}

/** For names that are known to be right; anything else is a bug. */
export function unitName(text: string): UnitName {
  if (!isUnitName(text)) throw new Error(`not a unit name: ${text}`);
  return text;
}

const isKind = (text: string): text is UnitKind => (KINDS as readonly string[]).includes(text);

export const unitKind = (name: UnitName): UnitKind => name.slice(name.lastIndexOf(".") + 1) as UnitKind;

export interface UnitNameParts {
  /** Before the first `@`; the whole without its suffix if there is none. */
  readonly prefix: string;
  /** Undefined for a plain unit, empty for a template. */
  readonly instance: string | undefined;
  readonly kind: UnitKind;
}

export function splitUnitName(name: UnitName): UnitNameParts {
  const stem = name.slice(0, name.lastIndexOf("."));
  const sign = stem.indexOf("@");
  return {
    prefix: sign < 0 ? stem : stem.slice(0, sign),
    instance: sign < 0 ? undefined : stem.slice(sign + 1),
    kind: unitKind(name),
  };
}

export const isTemplate = (name: UnitName): boolean => splitUnitName(name).instance === "";

/** `getty@tty1.service` → `getty@.service`; undefined unless it is an instance. */
export function templateOf(name: UnitName): UnitName | undefined {
  const { prefix, instance, kind } = splitUnitName(name);
  return instance === undefined || instance === "" ? undefined : (`${prefix}@.${kind}` as UnitName);
}

/** `getty@.service` with `tty1` → `getty@tty1.service`; undefined when that isn't a name. */
export function instantiate(template: UnitName, instance: string): UnitName | undefined {
  const { prefix, kind } = splitUnitName(template);
  const name = `${prefix}@${instance}.${kind}`;
  return isUnitName(name) ? name : undefined;
}

/** Whether it is a pattern for `matchesPattern`. */
export const isPattern = (text: string): boolean => /[*?[]/.test(text);
export const matchesPattern = (name: string, pattern: string): boolean => matchesGlob(name, pattern);

export interface Mangled {
  /** A valid unit name, or the pattern as it was. */
  readonly name: string;
  /** Set if characters had to be escaped: what systemctl says on stderr. */
  readonly notice?: string;
}

/**
 * The unit that a person means: `web` → `web.service`, `/dev/sda` → `dev-sda.device`, `/home` → `home.mount`, `a b` → `a\x20b.service`.
 * Undefined for the empty text. Source: systemctl(1), PARAMETER SYNTAX.
 */
export function mangleUnitName(text: string, kind: UnitKind = "service"): Mangled | undefined {
  if (text === "") return undefined;
  if (isUnitName(text)) return { name: text };
  if (isPattern(text) && /^[A-Za-z0-9:_.\\@*?[\]!^-]+$/.test(text)) return { name: text };
  if (text.startsWith("/")) return { name: `${escapePath(text)}.${/^\/+dev(\/|$)/.test(text) ? "device" : "mount"}` };
  const escaped = utf8(text)
    .map((byte) => (byte === 0x2f ? "-" : keepByte(byte, /[A-Za-z0-9:_.\\@-]/)))
    .join("");
  const name = isUnitName(escaped) ? escaped : `${escaped}.${kind}`;
  if (escaped === text) return { name };
  return { name, notice: `Invalid unit name "${text}" escaped as "${escaped}" (maybe you should use systemd-escape?).` };
}

/** `a/b c` → `a-b\x20c`, as systemd-escape(1) does. */
export function escapeUnitName(text: string): string {
  return utf8(text)
    .map((byte, index) => {
      if (byte === 0x2f) return "-";
      return keepByte(byte, index === 0 ? /[A-Za-z0-9:_]/ : /[A-Za-z0-9:_.]/);
    })
    .join("");
}

/** `/var//lib/` → `var-lib`, `/` → `-`. */
export function escapePath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "-" : escapeUnitName(parts.join("/"));
}

/** The reverse of `escapeUnitName`. Escapes that are none stay as they are. */
export function unescapeUnitName(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length;) {
    const hex = /^\\x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 4));
    if (hex !== null) bytes.push(Number.parseInt(hex[1] ?? "", 16));
    else if (text[at] === "-") bytes.push(0x2f);
    else bytes.push(text.charCodeAt(at));
    at += hex === null ? 1 : 4;
  }
  return textFromBytes(bytes);
}

const keepByte = (byte: number, plain: RegExp): string => {
  const character = String.fromCharCode(byte);
  return byte < 0x80 && plain.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
};
