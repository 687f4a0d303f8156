import type { Diagnostic, Position } from "../base/source.ts";
import { type Decoded, type Unsupported, decodeSections } from "../directives/decode.ts";
import type { InstallConfig } from "../directives/install.ts";
import { KNOWN_BY_NAME } from "../directives/known-by-name.ts";
import { serviceSections, unitSections } from "../directives/sections.ts";
import type { ServiceConfig, WrittenService } from "../directives/service.ts";
import { settleService, settleUnit } from "../directives/settle.ts";
import type { UnitConfig } from "../directives/unit.ts";
import type { UnitDocument } from "../unit-file/document.ts";
import { mergeDocuments } from "../unit-file/merge.ts";
import { parseUnitFile } from "../unit-file/parse.ts";
import type { LoadState } from "../units/unit.ts";
import { type UnitKind, type UnitName, unitKind } from "../values/unit-name.ts";
import type { ReadContext } from "../values/value-kind.ts";
import { contradictionsOf, refusalOf, unitContradictionsOf, unitRefusalOf } from "./refusals.ts";
import { type Dependency, dependenciesOf } from "./unit-dependencies.ts";
import type { SourceFile, UnitFiles, UnitLinks } from "./unit-source.ts";

/** A unit as its files have it: what it is to be, nothing of what it is doing. */
export interface LoadedUnit {
  readonly name: UnitName;
  readonly kind: UnitKind;
  readonly loadState: LoadState;
  /** Why it isn't loaded: systemd's sentence (`Unit web.service not found.`), but for `error` the bare reason (`Bad message`). */
  readonly loadError?: string;
  readonly fragmentPath?: string;
  readonly dropInPaths: readonly string[];
  /** All that were read, with the time of their last change, to tell later whether they changed. */
  readonly files: readonly { readonly path: string; readonly modified: number }[];
  readonly unit: UnitConfig;
  /** Settled. Of services whose files could be read, even if what stands in them is refused. */
  readonly service?: ServiceConfig;
  readonly install: InstallConfig;
  /** What was written of directives that only `show` looks at, by `Service.PrivateTmp`. */
  readonly passive?: ReadonlyMap<string, unknown>;
  /** As written, by links and by default, each once; none unless it is loaded. */
  readonly dependencies: readonly Dependency[];
  /** What was wrong with the text. What concerns the whole of it has line 0 and the unit's name in front of the sentence. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where what is in effect was written, by `Service.RestartSec`. */
  readonly origins: ReadonlyMap<string, Position>;
  /** A line for each directive that was written and that this version does not act on. */
  readonly notes: readonly string[];
}

/** What loading must know of the machine. */
export interface LoadHost {
  readonly mode: "system" | "user";
  /** By letter, all that don't follow from the unit's name or file: `t` → /run, `h` → /root, `H` → the host's name … */
  readonly specifiers: ReadonlyMap<string, string>;
}

/** Never fails: what can't be loaded says so in `loadState` and `loadError`. */
export function loadUnit(name: UnitName, files: UnitFiles, host: LoadHost): LoadedUnit {
  switch (files.found) {
    case "nothing":
      return { ...blank(name), loadState: "not-found", loadError: `Unit ${name} not found.` };
    case "masked":
      return masked(name, files.path);
    case "unreadable":
      return { ...blank(name), loadState: "error", loadError: files.error, fragmentPath: files.path };
    case "file":
      return files.fragment.text === "" ? masked(name, files.fragment.path) : loadFiles(name, files, files.links, host);
    default:
      return files satisfies never;
  }
}

let settledDefault: ServiceConfig | undefined;
/** The settings of a service whose file says nothing. */
export function defaultService(): ServiceConfig {
  const { Service } = decodeSections(serviceSections, KNOWN_BY_NAME, [], { ...NOWHERE, unit: "" as UnitName }).values;
  settledDefault ??= { ...settleService(Service), Type: "simple" };
  return settledDefault;
}

const NOWHERE: Omit<ReadContext, "at" | "unit"> = { specifiers: new Map() };

function blank(name: UnitName): Omit<LoadedUnit, "loadState"> {
  const { Unit: unit, Install: install } = decodeSections(unitSections, KNOWN_BY_NAME, [], { ...NOWHERE, unit: name }).values;
  return {
    name,
    kind: unitKind(name),
    dropInPaths: [],
    files: [],
    unit,
    install,
    dependencies: [],
    diagnostics: [],
    origins: new Map(),
    notes: [],
  };
}

const masked = (name: UnitName, path: string): LoadedUnit => ({
  ...blank(name),
  loadState: "masked",
  loadError: `Unit ${name} is masked.`,
  fragmentPath: path,
});

interface Files {
  readonly fragment: SourceFile;
  readonly dropIns: readonly SourceFile[];
}

function loadFiles(name: UnitName, files: Files, links: UnitLinks, host: LoadHost): LoadedUnit {
  const { fragment, dropIns } = files;
  const isService = unitKind(name) === "service";
  const own = OWN_SECTION[unitKind(name)];
  const known = isService ? serviceSections : unitSections;
  const sections = { knows: (section: string) => section in known, own };
  const [document, ...additions] = [fragment, ...dropIns].map(({ text, path }) => parseUnitFile(text, path, sections));
  const about = {
    ...blank(name),
    fragmentPath: fragment.path,
    dropInPaths: dropIns.map(({ path }) => path),
    files: [fragment, ...dropIns].map(({ path, modified }) => ({ path, modified })),
  };
  const complaints = [
    ...binaryFiles(name, [fragment, ...dropIns]),
    ...[document, ...additions].flatMap((reading) => reading?.diagnostics ?? []),
  ];
  if (document === undefined || document.value.broken) {
    return { ...about, loadState: "error", loadError: "Bad message", diagnostics: limited(complaints) };
  }
  const assignments = mergeDocuments(
    document.value,
    additions.map(({ value }): UnitDocument => value),
  );
  const context = { unit: name, specifiers: specifiersOf(name, fragment, host), ofUser: host.mode === "user" };
  const decoded = isService
    ? decodeSections(serviceSections, KNOWN_BY_NAME, assignments, context)
    : decodeSections(unitSections, KNOWN_BY_NAME, assignments, context);
  const loaded = finish(about, decoded, complaints, links, host);
  return { ...loaded, notes: [...noteOnType(document.value, own, isService), ...loaded.notes] };
}

/** What the unit is about stands in a section that nobody reads. */
function noteOnType({ lines }: UnitDocument, own: string | undefined, isRead: boolean): readonly string[] {
  const section = lines.find((line) => line.kind === "section" && line.name === own);
  if (isRead || section?.kind !== "section") return [];
  const { file, line } = section.at;
  return [`[${own}] (${file}:${line}) is not acted on by this version: only services and targets are.`];
}

/** Source: systemd.unit(5); those of types that Upkeep doesn't run aren't read. */
const OWN_SECTION: { readonly [K in UnitKind]: string | undefined } = {
  service: "Service",
  socket: "Socket",
  device: undefined,
  mount: "Mount",
  automount: "Automount",
  swap: "Swap",
  target: undefined,
  path: "Path",
  timer: "Timer",
  slice: "Slice",
  scope: "Scope",
};

const binaryFiles = (name: UnitName, files: readonly SourceFile[]): readonly Diagnostic[] =>
  files
    .filter(({ text }) => text.includes("\0"))
    .map(({ path }) => onWhole("not-text", "warning", path, `${name}: ${path} holds NUL bytes: it does not look like a unit file.`));

function specifiersOf(name: UnitName, { path }: SourceFile, { specifiers }: LoadHost): ReadonlyMap<string, string> {
  return new Map([
    ["d", `${specifiers.get("t") ?? "/run"}/credentials/${name}`],
    ...specifiers,
    ["y", path],
    ["Y", path.slice(0, Math.max(path.lastIndexOf("/"), 1))],
  ]);
}

type About = Omit<LoadedUnit, "loadState">;
type AnyDecoded = Decoded<typeof serviceSections> | Decoded<typeof unitSections>;

function finish(about: About, decoded: AnyDecoded, complaints: readonly Diagnostic[], links: UnitLinks, host: LoadHost): LoadedUnit {
  const { name, fragmentPath = "" } = about;
  const { Install: install } = decoded.values;
  const unit = settleUnit(decoded.values.Unit, (key) => decoded.origins.has(`Unit.${key}`));
  const written: WrittenService | undefined = "Service" in decoded.values ? decoded.values.Service : undefined;
  const service = written === undefined ? undefined : settleService(written);
  const isUnreadable = decoded.unreadable.has(fragmentPath);
  const refusal = isUnreadable ? undefined : refusalOn(decoded, fragmentPath, service, unit);
  const whole = refusal === undefined ? [...contradictionsOf(service, written, decoded.passive), ...unitContradictionsOf(unit)] : [];
  const general = [
    ...whole.map((sentence) => onWhole("contradiction", "warning", fragmentPath, `${name}: ${sentence}`)),
    ...(refusal === undefined
      ? []
      : [onWhole("refused", decoded.refusedBy.has(fragmentPath) ? "note" : "error", fragmentPath, `${name}: ${refusal}`)]),
  ];
  return {
    ...about,
    ...(isUnreadable
      ? { loadState: "error", loadError: "Invalid argument" }
      : refusal === undefined
        ? { loadState: "loaded" }
        : { loadState: "bad-setting", loadError: `Unit ${name} has a bad unit file setting.` }),
    unit,
    install,
    ...(service === undefined ? {} : { service }),
    ...(decoded.passive === undefined ? {} : { passive: decoded.passive }),
    dependencies: decoded.refusedBy.has(fragmentPath) || isUnreadable ? [] : dependenciesOf(name, unit, links, host.mode),
    diagnostics: limited([...inOrder([...complaints, ...decoded.diagnostics], [fragmentPath, ...about.dropInPaths]), ...general]),
    origins: decoded.origins,
    notes: decoded.unsupported.map(noteOn),
  };
}

/** Only in the unit's own file is a fatal value fatal; in a drop-in it ends that drop-in. */
function refusalOn(decoded: AnyDecoded, fragmentPath: string, service: ServiceConfig | undefined, unit: UnitConfig): string | undefined {
  if (decoded.refusedBy.has(fragmentPath)) return "Unit configuration has fatal error, unit will not be started.";
  return (service === undefined ? undefined : refusalOf(service, unit)) ?? unitRefusalOf(unit);
}

const onWhole = (code: string, severity: Diagnostic["severity"], file: string, message: string): Diagnostic => ({
  code,
  severity,
  at: { file, line: 0, column: 0 },
  message,
});

/** By place, as a reader goes through the files; parsing and decoding found them one after the other. */
function inOrder(diagnostics: readonly Diagnostic[], files: readonly string[]): readonly Diagnostic[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const rankOf = ({ at }: Diagnostic): number => rank.get(at.file) ?? 0;
  return diagnostics.toSorted((a, b) => rankOf(a) - rankOf(b) || a.at.line - b.at.line || a.at.column - b.at.column);
}

const MOST = 1_000;

/** A file that isn't one is not worth a million lines in the log. */
function limited(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = diagnostics[MOST];
  if (next === undefined) return diagnostics;
  const rest = `${diagnostics.length - MOST} more complaints about this unit are left out.`;
  return [...diagnostics.slice(0, MOST), { code: "more", severity: "warning", at: { ...next.at, line: 0, column: 0 }, message: rest }];
}

function noteOn({ section, key, at, note }: Unsupported): string {
  const reason = note === undefined ? "" : ` ${note}`;
  return `${key}= in [${section}] (${at.file}:${at.line}) is not acted on by this version.${reason}`;
}
