import type { Diagnostic, Position } from "../base/source.ts";
import type { Assignment } from "../unit-file/document.ts";
import type { Complaint, ReadContext } from "../values/value-kind.ts";
import type { About, ConfigOf, Directive, Section, Single } from "./directive.ts";
import { defaultsOf } from "./defaults.ts";
import { nearestName } from "./nearest.ts";

export type Sections = { readonly [section: string]: Section };

export interface Decoded<S extends Sections> {
  readonly values: { readonly [Name in keyof S]: ConfigOf<S[Name]> };
  readonly diagnostics: readonly Diagnostic[];
  /** Where each directive that was written, and whose value is in effect, was written: the last place, by `Service.Restart`. */
  readonly origins: ReadonlyMap<string, Position>;
  /** Directives that were written and have no effect in this version, each with its place. */
  readonly unsupported: readonly Unsupported[];
  /** Files in which something stands that refuses the unit. */
  readonly refusedBy: ReadonlySet<string>;
  /** Files in which something stands at which systemd gives up reading. */
  readonly unreadable: ReadonlySet<string>;
  /** Values of passive directives that were written, by `Service.PrivateTmp`; undefined if none was. */
  readonly passive: ReadonlyMap<string, unknown> | undefined;
}

export interface Unsupported {
  readonly section: string;
  readonly key: string;
  readonly at: Position;
  readonly note: string | undefined;
}

/** Names apart from the tables: with a row those that are *passive*, whose value nothing follows from; without one those that aren't read. */
export type KnownByName = Readonly<Record<string, ReadonlyMap<string, About | Directive>>>;

/**
 * Gives each directive the value that the assignments make. Never fails: what can't be read has no effect and is reported, as systemd
 * does it. A complaint that is fatal ends the reading of the file it stands in.
 */
export function decodeSections<S extends Sections>(
  sections: S,
  knownByName: KnownByName,
  assignments: readonly Assignment[],
  context: Omit<ReadContext, "at">,
): Decoded<S> {
  const decoder = new Decoder(sections, knownByName, context);
  for (const assignment of assignments) decoder.assign(assignment);
  return decoder.result() as Decoded<S>;
}

class Decoder {
  private readonly singles = new Map<string, unknown>();
  private readonly items = new Map<string, unknown[]>();
  private readonly origins = new Map<string, Position>();
  private readonly unsupported = new Map<string, Unsupported>();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly refusedBy = new Set<string>();
  private readonly unreadable = new Set<string>();
  private readonly guesses = new Map<string, string | undefined>();
  private readonly sections: Sections;
  private readonly knownByName: KnownByName;
  private readonly context: Omit<ReadContext, "at">;

  constructor(sections: Sections, knownByName: KnownByName, context: Omit<ReadContext, "at">) {
    this.sections = sections;
    this.knownByName = knownByName;
    this.context = context;
  }

  assign(assignment: Assignment): void {
    const { section, key, at } = assignment;
    if (this.refusedBy.has(at.file) || key.startsWith("X-")) return;
    const table = this.sections[section];
    if (table === undefined) return;
    const row = own(table, key);
    if (row !== undefined) return this.store(section, key, row, assignment);
    const known = this.knownByName[section]?.get(key);
    if (known === undefined) return this.reportUnknown(assignment, table);
    if (isRow(known)) return this.store(section, key, known, assignment);
    this.unsupported.set(`${section}.${key}`, { section, key, at, note: known.note });
  }

  private store(section: string, key: string, row: Directive, assignment: Assignment): void {
    if (row.shape !== "alias") return this.assignRow(pathTo(section, key), row, assignment);
    if (row.outdated !== undefined) this.complain([{ message: row.outdated(key) }], assignment);
    const value = row.translate === undefined ? assignment.value : row.translate.to(assignment.value);
    if (value === undefined) return this.complain([{ message: row.translate?.complaint(assignment.value) ?? "" }], assignment);
    for (const target of row.of) {
      const path = target.includes(".") ? target : pathTo(section, target);
      const aimed = this.rowAt(path);
      const complaints = this.diagnostics.length;
      if (aimed !== undefined && aimed.shape !== "alias") this.assignRow(path, aimed, { ...assignment, value });
      // What the first can't read, the others can't either, and one complaint is enough.
      if (this.diagnostics.length > complaints) return;
    }
  }

  private rowAt(path: string): Directive | undefined {
    const dot = path.indexOf(".");
    const [section, name] = [path.slice(0, dot), path.slice(dot + 1)];
    const table = this.sections[section];
    const row = table === undefined ? undefined : (own(table, name) ?? this.knownByName[section]?.get(name));
    return row !== undefined && isRow(row) ? row : undefined;
  }

  private assignRow(path: string, row: Exclude<Directive, { shape: "alias" }>, assignment: Assignment): void {
    const { key, value, at } = assignment;
    const context = { ...this.context, at };
    if (row.outdated !== undefined) this.complain([{ message: row.outdated(key) }], assignment);
    if (row.shape === "additive") {
      if (value === "" && row.kind.keeps !== true) {
        this.items.delete(path);
        this.forget(path);
        return;
      }
      const read = row.kind.read(value, context, key);
      const items = this.items.get(path) ?? [];
      for (const item of read.items) items.push(item);
      this.items.set(path, items);
      if (read.items.length > 0) this.remember(path, row, assignment);
      this.complain(read.complaints, assignment);
      return;
    }
    if (value === "" && row.kind.emptyResets === true) {
      this.singles.delete(path);
      this.forget(path);
      this.remark(row, assignment);
      return;
    }
    const read = row.kind.parse(value, context);
    if (read.ok) {
      this.singles.set(path, read.value);
      this.remember(path, row, assignment, read.value);
      this.remark(row, assignment);
      return;
    }
    const fatal = row.kind.isFatal?.(value, context) ?? false;
    this.complain([{ message: row.kind.complaint(value, key, context), hint: read.error, fatal }], assignment);
  }

  private remark({ kind }: Single<unknown>, { key, value, valueAt }: Assignment): void {
    const said = kind.remark?.(value, key);
    if (said === undefined) return;
    const { message, severity = "warning" } = typeof said === "string" ? { message: said } : said;
    this.diagnostics.push({ code: "outdated-value", severity, at: valueAt, message });
  }

  private remember(path: string, row: Directive, { section, key, at }: Assignment, value?: unknown): void {
    this.origins.set(path, at);
    const note = row.support === "ignored" && !this.isInitial(row, value) ? (row.note ?? "") : row.unsupported?.(value);
    if (note === undefined) this.unsupported.delete(path);
    else this.unsupported.set(path, { section, key, at, note: note === "" ? undefined : note });
  }

  /** What would be so anyway isn't missed. */
  private isInitial(row: Directive, value: unknown): boolean {
    return row.shape === "single" && row.initial !== undefined && row.kind.format(value) === row.kind.format(row.initial);
  }

  private forget(path: string): void {
    this.origins.delete(path);
    this.unsupported.delete(path);
  }

  private complain(complaints: readonly Complaint[], { at, valueAt }: Assignment): void {
    for (const { message, hint, fatal = false, severity = fatal === true ? "error" : "warning" } of complaints) {
      this.diagnostics.push({
        code: fatal === false ? "bad-value" : "refused-value",
        severity,
        at: valueAt,
        message,
        ...(hint === undefined ? {} : { hint }),
      });
      if (fatal === true) this.refusedBy.add(at.file);
      if (fatal === "unreadable") this.unreadable.add(at.file);
    }
  }

  private reportUnknown({ section, key, at }: Assignment, table: Section): void {
    const message = `Unknown key '${key}' in section [${section}], ignoring.`;
    const hint = this.hintAbout(key, section, table);
    this.diagnostics.push({ code: "unknown-key", severity: "warning", at, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** Comparing with every name takes its time, so it isn't done for more of them than a person would read about. */
  private hintAbout(key: string, section: string, table: Section): string | undefined {
    const id = `${section}.${key}`;
    if (!this.guesses.has(id) && this.guesses.size < 100) this.guesses.set(id, this.guess(key, section, table));
    return this.guesses.get(id);
  }

  private guess(key: string, section: string, table: Section): string | undefined {
    const home = Object.keys(this.sections).find((other) => other !== section && this.knows(other, key));
    if (home !== undefined) return `${key}= belongs into [${home}]`;
    const names = [...Object.keys(table), ...(this.knownByName[section]?.keys() ?? [])];
    const near = nearestName(key, names);
    return near === undefined ? undefined : `did you mean ${near}=?`;
  }

  private knows(section: string, key: string): boolean {
    const table = this.sections[section];
    return (table !== undefined && own(table, key) !== undefined) || this.knownByName[section]?.has(key) === true;
  }

  result(): Omit<Decoded<Sections>, "values"> & { readonly values: unknown } {
    const written = [...this.singles, ...[...this.items].map(([path, items]) => [path, this.join(path, items)] as const)];
    const values = Object.fromEntries(Object.entries(this.sections).map(([name, table]) => [name, configOf(name, table, written)]));
    const passive = written.filter(([path]) => this.isPassive(path));
    return {
      values,
      passive: passive.length === 0 ? undefined : new Map(passive),
      diagnostics: this.diagnostics,
      origins: this.origins,
      unsupported: [...this.unsupported.values()],
      refusedBy: this.refusedBy,
      unreadable: this.unreadable,
    };
  }

  private isPassive(path: string): boolean {
    const dot = path.indexOf(".");
    return own(this.sections[path.slice(0, dot)] ?? {}, path.slice(dot + 1)) === undefined;
  }

  private join(path: string, items: readonly unknown[]): unknown {
    const row = this.rowAt(path);
    return row?.shape === "additive" ? row.kind.join(items.slice()) : undefined;
  }
}

type Values = readonly (readonly [path: string, value: unknown])[];

function configOf(section: string, table: Section, written: Values): { readonly [name: string]: unknown } {
  const defaults = defaultsOf(table);
  const changes = written
    .filter(([path]) => path.startsWith(`${section}.`))
    .map(([path, value]) => [path.slice(section.length + 1), value] as const)
    .filter(([name]) => own(table, name) !== undefined);
  if (changes.length === 0) return defaults;
  // A copy that keeps the shape of the original: an object grown key by key takes eight times the memory.
  const config: Record<string, unknown> = { ...defaults };
  for (const [name, value] of changes) config[name] = value;
  return config;
}

const PATHS = new Map<string, Map<string, string>>();

/** `Service.Restart`; of directives that have a row, so that there are only so many. The same string for all units. */
function pathTo(section: string, key: string): string {
  const known = PATHS.get(section) ?? new Map<string, string>();
  PATHS.set(section, known);
  const path = known.get(key) ?? `${section}.${key}`;
  known.set(key, path);
  return path;
}

const isRow = (known: About | Directive): known is Directive => "shape" in known;
const own = (table: Section, key: string): Directive | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);
