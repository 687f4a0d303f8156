/**
 * Drives Upkeep and a real systemd through the same random histories and compares what is seen:
 * `npm run histories -- [--count=100] [--seed=1] [--from=0] [--at-once=32] [--without=forking,…] [--linux] [--shrink] [--save=DIRECTORY]`.
 *
 * Upkeep runs on the simulator, with `--linux` with real processes besides. What differs is played again on systemd: only what that
 * one does twice is a difference.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../hosts/host.ts";
import { openLinuxHost } from "../hosts/linux.ts";
import { openSystemdHost } from "../hosts/systemd.ts";
import { parseScenario } from "../scenarios/scenario.ts";
import { compareHistories } from "./compare.ts";
import { ALL_FEATURES, generateHistory } from "./generate.ts";
import { playHistory } from "./play.ts";
import type { Features } from "./programs.ts";
import { openScreener, type Screener } from "./screener.ts";
import { shrinkHistory } from "./shrink.ts";
import { shareHost, type SharedHost } from "./side-by-side.ts";

export interface Options {
  /** How many are played; those that turn out to be races are not counted. */
  readonly count: number;
  readonly seed: number;
  /** The number of the first. */
  readonly from: number;
  readonly atOnce: number;
  readonly features: Features;
  readonly linux: boolean;
  /** The first of each kind of difference is made as small as it can be. */
  readonly shrink: boolean;
  /** Where the differences are written to. */
  readonly save: string | undefined;
}

/** Exit status. `screenerFile` is the program of screener.ts. */
export async function runHistories(argv: readonly string[], screenerFile: string): Promise<number> {
  const options = readOptions(argv);
  const tally: Tally = { played: 0, differ: 0, unsteady: 0, race: 0, long: 0, bug: 0, kinds: new Map() };
  const started = Date.now();
  const systemd = await openSystemdHost();
  const linux = options.linux ? await openLinuxHost() : undefined;
  const screener = openScreener(screenerFile);
  try {
    const hosts = { systemd: shareHost(systemd), linux: linux === undefined ? undefined : shareHost(linux) };
    await playAll(options, hosts, openSource(options, screener, tally), tally);
    if (options.shrink) await shrinkAll(options, hosts.systemd, screener, tally);
  } finally {
    await screener.close();
    await Promise.all([systemd.close(), linux?.close()]);
  }
  process.stdout.write(summarise(tally, systemd, (Date.now() - started) / 1000));
  return tally.differ + tally.bug === 0 ? 0 : 1;
}

function readOptions(argv: readonly string[]): Options {
  const given = (name: string): string | undefined => argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const left = (given("without") ?? "").split(",");
  const features = Object.fromEntries(Object.keys(ALL_FEATURES).map((name) => [name, !left.includes(name)])) as unknown as Features;
  return {
    count: Number(given("count") ?? 100),
    seed: Number(given("seed") ?? 1),
    from: Number(given("from") ?? 0),
    atOnce: Number(given("at-once") ?? 32),
    features,
    linux: argv.includes("--linux"),
    shrink: argv.includes("--shrink"),
    save: given("save"),
  };
}

interface Tally {
  played: number;
  differ: number;
  /** systemd itself does not do the same twice. */
  unsteady: number;
  race: number;
  long: number;
  bug: number;
  /** By what the first difference was. */
  readonly kinds: Map<string, Kind>;
}

interface Kind {
  count: number;
  /** The first that showed it. */
  readonly text: string;
  readonly number: number;
}

interface Fit {
  readonly number: number;
  readonly text: string;
  /** Of Upkeep on the simulator. */
  readonly seen: string;
}

interface Hosts {
  readonly systemd: SharedHost;
  readonly linux: SharedHost | undefined;
}

type Source = () => Promise<Fit | undefined>;

/** The next history that is fit to be played; undefined once there were enough. */
function openSource({ count, seed, from, features }: Options, screener: Screener, tally: Tally): Source {
  let number = from;
  let found = 0;
  const find: Source = async () => {
    while (found < count) {
      const text = generateHistory({ seed, number }, features);
      number += 1;
      const screened = await screener.screen(text);
      if (!screened.fit) {
        tally[screened.because] += 1;
        if (screened.because === "bug") process.stdout.write(`==== history ${number - 1} of seed ${seed}: ${screened.error}\n${text}\n`);
        continue;
      }
      found += 1;
      return { number: number - 1, text, seen: screened.seen };
    }
    return undefined;
  };
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = last.then(() => find());
    last = mine.catch(() => {}); // Who asked is told.
    return mine;
  };
}

async function playAll(options: Options, hosts: Hosts, source: Source, tally: Tally): Promise<void> {
  const work = async (): Promise<void> => {
    for (let fit = await source(); fit !== undefined; fit = await source()) {
      await playOne(options, hosts, fit, tally);
      tally.played += 1;
      if (tally.played % 100 === 0) process.stderr.write(`${tally.played} played, ${tally.differ} differ\n`);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
}

async function playOne(options: Options, hosts: Hosts, fit: Fit, tally: Tally): Promise<void> {
  const [recorded, real] = await Promise.all([playOn(hosts.systemd, fit.text), hosts.linux && playOn(hosts.linux, fit.text)]);
  const ours = [
    { name: "simulator", seen: fit.seen },
    { name: "linux", seen: real ?? recorded },
  ].filter(({ seen }) => compareHistories(recorded, seen) !== undefined);
  if (ours.length === 0) return;
  const again = await playOn(hosts.systemd, fit.text);
  if (again !== recorded) {
    tally.unsteady += 1;
    const difference = compareHistories(recorded, again)?.text ?? "";
    if (options.save !== undefined) save(options.save, `unsteady-${options.seed}-${fit.number}.difference`, difference);
    return;
  }
  tally.differ += 1;
  for (const { name, seen } of ours) {
    const difference = compareHistories(recorded, seen);
    if (difference === undefined) continue;
    const kind = tally.kinds.get(difference.signature) ?? { count: 0, text: fit.text, number: fit.number };
    tally.kinds.set(difference.signature, { ...kind, count: kind.count + 1 });
    const head = `==== history ${fit.number} of seed ${options.seed}: systemd (-) and Upkeep (${name}, +) differ: ${difference.signature}`;
    report(options, `${options.seed}-${fit.number}`, recorded, `${head}\n${difference.text}\n`);
  }
}

function report(options: Options, name: string, recorded: string, difference: string): void {
  process.stdout.write(difference);
  if (options.save === undefined) return;
  save(options.save, `${name}.scenario`, recorded);
  save(options.save, `${name}.difference`, difference);
}

function save(directory: string, name: string, text: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), text);
}

async function shrinkAll(options: Options, systemd: SharedHost, screener: Screener, { kinds }: Tally): Promise<void> {
  const play = async (text: string) => {
    const screened = await screener.screen(text);
    if (!screened.fit) return undefined;
    const recorded = await playOn(systemd, text);
    return { recorded, difference: compareHistories(recorded, screened.seen) };
  };
  const limited = limit(options.atOnce);
  const judge = (text: string) => limited(async () => (await play(text))?.difference?.signature);
  await Promise.all(
    [...kinds].map(async ([signature, { text, number }]) => {
      const played = await play(await shrinkHistory(text, signature, judge));
      if (played?.difference === undefined) return;
      const head = `==== history ${number} of seed ${options.seed}, made smaller:`;
      report(options, `small-${options.seed}-${number}`, played.recorded, `${head}\n${played.difference.text}\n`);
    }),
  );
}

/** No more than `count` at once. */
function limit(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

let plays = 0;

/** Under names that nobody had before: files and left processes of another play, or one that is played at the same time, are none of its. */
async function playOn(shared: SharedHost, history: string): Promise<string> {
  plays += 1;
  const suffix = `p${plays}`;
  const text = history.replaceAll(/\bh\d+\b/g, (name) => name + suffix);
  const view = shared.openView(parseScenario(text, "history").units);
  try {
    return (await playHistory(text, view)).replaceAll(`${suffix}.`, ".").replaceAll(`${suffix}-`, "-");
  } finally {
    await view.close();
  }
}

function summarise({ played, differ, unsteady, race, long, bug, kinds }: Tally, { version }: Host, seconds: number): string {
  const groups = [...kinds]
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(([signature, { count }]) => `${String(count).padStart(5)}  ${signature}`);
  const left = `not played: ${race} where something depends on who is faster, ${long} that take too long, ${bug} where Upkeep broke`;
  const outcome = `${played} histories on ${version}: ${differ} differ, ${unsteady} that systemd itself does not play the same way twice`;
  return `${[...groups, outcome, left, `${Math.round(seconds)} s`].join("\n")}\n`;
}
