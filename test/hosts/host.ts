/** What the scenarios and the restart matrix need of a world to be played in: a service manager, its files and its processes. */

export type HostName = "systemd" | "linux" | "simulated";

export interface Host {
  readonly name: HostName;
  /** What it runs, e.g. `systemd 257 (257.13-1~deb13u1)`. */
  readonly version: string;
  /** Places that are named otherwise in scenarios: `[the real path, the scenario's]`, longest first. */
  readonly places: readonly (readonly [real: string, named: string])[];

  /** A client's command line without the program. */
  systemctl(words: readonly string[]): Promise<Printed>;
  /** The same, waited for only at `end`. */
  begin(words: readonly string[]): Promise<Begun>;
  /** The properties of units as `systemctl show` prints them. */
  show(units: readonly string[], properties: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /** What was logged since the last call. */
  journal(): Promise<readonly JournalLine[]>;

  /** Paths as in scenarios: `/units/web.service`, `/scratch/x`. The places named in `text` are replaced too. */
  writeFile(path: string, text: string): Promise<void>;
  readFile(path: string): Promise<string>;
  removeFile(path: string): Promise<void>;
  link(path: string, target: string): Promise<void>;

  processes(unit: string): Promise<UnitProcesses>;
  kill(pid: number, signal: string): Promise<void>;
  /** Returns when every process of the units does nothing by itself any more: the test program hangs, sleeps or has ended. */
  settle(units: readonly string[]): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  /** Returns when the manager has ended by itself: its exit status. */
  ended(): Promise<number>;
  close(): Promise<void>;
}

export interface Printed {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Begun {
  end(): Promise<Printed>;
}

export interface JournalLine {
  readonly priority: number;
  /** The unit it is about, or of whose processes one wrote it. */
  readonly unit: string | undefined;
  /** Undefined: the manager itself. */
  readonly program: string | undefined;
  readonly message: string;
  /** MESSAGE_ID and the like: all that a manager adds of its own (systemd.journal-fields(7)). */
  readonly fields: Readonly<Record<string, string>>;
}

/** Process ids, as `kill` takes them. */
export interface UnitProcesses {
  readonly main: number | undefined;
  readonly control: number | undefined;
  readonly others: readonly number[];
}

/** `systemctl show`'s output for several units. */
export function parseShow(output: string): Map<string, Map<string, string>> {
  const units = new Map<string, Map<string, string>>();
  for (const block of output.split("\n\n")) {
    const properties = new Map(
      block
        .split("\n")
        .filter((line) => line.includes("="))
        .map(splitAssignment),
    );
    const unit = properties.get("Id");
    if (unit !== undefined) units.set(unit, properties);
  }
  return units;
}

function splitAssignment(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
