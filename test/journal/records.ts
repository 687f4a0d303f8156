import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Instant, Monotonic, Realtime } from "../../src/core/base/time.ts";
import type { LogRecord, OutputAbout } from "../../src/core/log/record.ts";
import type { UnitName } from "../../src/core/values/unit-name.ts";
import type { LogQuery } from "../../src/journal/query.ts";
import { readJournal } from "../../src/journal/reader.ts";

/** A directory that is gone when the test ends. */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "upkeep-journal-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const instant = (seconds: number): Instant => ({
  realtime: (1_700_000_000_000_000 + seconds * 1e6) as Realtime,
  monotonic: (seconds * 1e6) as Monotonic,
});

/** What the manager says about `web.service`, `seconds` after some start. */
export function said(message: string, seconds = 0, more: Partial<LogRecord> = {}): LogRecord {
  const { realtime, monotonic } = instant(seconds);
  const unit = "web.service" as UnitName;
  return { at: realtime, monotonic, priority: 6, unit, transport: "manager", identifier: "systemd", pid: 1, message, ...more };
}

export function printedBy(unit: string, more: Partial<OutputAbout> = {}): OutputAbout {
  return { unit: unit as UnitName, pid: 77, identifier: unit.replace(".service", "d"), level: 6, prefix: true, ...more };
}

export const messagesIn = (directory: string, query: LogQuery = {}): string[] =>
  [...readJournal(directory, query)].map(({ message }) => message);

export const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
