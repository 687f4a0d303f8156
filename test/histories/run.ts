/**
 * Drives Upkeep and a real systemd through the same random histories and compares what is seen:
 * `npm run histories -- [--count=100] [--seed=1] [--from=0] [--at-once=32] [--slow=1] [--without=forking,…] [--linux] [--shrink]
 * [--save=DIRECTORY]`.
 *
 * Upkeep runs on the simulator, with `--linux` with real processes besides. What differs is played on systemd again, with fewer beside it,
 * until that does the same twice, three times at most: what Upkeep does must be seen once, or it is a difference. With `--record` the histories are written down as the sample that the tests play.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLinuxHost } from "../hosts/linux.ts";
import { openSystemdHost } from "../hosts/systemd.ts";
import { compareHistories } from "./compare.ts";
import { KNOWN_DIFFERENCES } from "./deviations.ts";
import { ALL_FEATURES } from "./generate.ts";
import { inLanes, playOn } from "./play-all.ts";
import type { Features } from "./programs.ts";
import { writeRecorded } from "./recorded.ts";
import { openScreener, type Screener } from "./screener.ts";
import { shrinkHistory } from "./shrink.ts";
import { shareHost, type SharedHost } from "./side-by-side.ts";
import { type Fit, openSource } from "./source.ts";
import { openTally, summarise, type Tally } from "./tally.ts";

interface Options {
  /** How many are played; those that turn out to be races are not counted. */
  readonly count: number;
  readonly seed: number;
  /** The number of the first. */
  readonly from: number;
  readonly atOnce: number;
  readonly features: Features;
  /** All times are multiplied by it. */
  readonly slow: number;
  readonly linux: boolean;
  /** The first of each kind of difference is made as small as it can be. */
  readonly shrink: boolean;
  readonly record: boolean;
  /** Where the differences are written to. */
  readonly save: string | undefined;
}

/** Exit status. `screenerFile` is the program of screener.ts. */
export async function runHistories(argv: readonly string[], screenerFile: string): Promise<number> {
  const options = readOptions(argv);
  const tally = openTally();
  const started = performance.now();
  const systemd = await openSystemdHost();
  const linux = options.linux ? await openLinuxHost() : undefined;
  const screener = openScreener(screenerFile);
  try {
    const hosts = { systemd: shareHost(systemd), linux: linux === undefined ? undefined : shareHost(linux) };
    const played = await playAll(options, hosts, openSource(count(options), screener, tally), tally);
    if (options.record) writeRecorded(systemd.version, (await keepSteady(options, hosts, played, tally)).slice(0, options.count));
    else await confirmAll(options, hosts, played, tally);
    if (options.shrink) await shrinkAll(options, hosts.systemd, screener, tally);
  } finally {
    await screener.close();
    await Promise.all([systemd.close(), linux?.close()]);
  }
  process.stdout.write(summarise(tally, systemd.version, (performance.now() - started) / 1000));
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
    slow: Number(given("slow") ?? 1),
    linux: argv.includes("--linux"),
    shrink: argv.includes("--shrink"),
    record: argv.includes("--record"),
    save: given("save"),
  };
}

/** Some of those that are to be recorded will turn out to be unsteady. */
const count = (options: Options): Options => (options.record ? { ...options, count: Math.ceil(options.count * 1.12) } : options);

interface Hosts {
  readonly systemd: SharedHost;
  readonly linux: SharedHost | undefined;
}

interface Played extends Fit {
  readonly recorded: string;
  /** What was seen of Upkeep. */
  readonly ours: readonly { readonly name: string; readonly seen: string }[];
}

async function playAll(options: Options, hosts: Hosts, next: () => Promise<Fit | undefined>, tally: Tally): Promise<readonly Played[]> {
  const all: Played[] = [];
  await inLanes(options.atOnce, next, async (fit) => {
    const [recorded, real] = await Promise.all([playOn(hosts.systemd, fit.text), hosts.linux && playOn(hosts.linux, fit.text)]);
    const ours = [{ name: "simulator", seen: fit.seen }, ...(real === undefined ? [] : [{ name: "linux", seen: real }])];
    all.push({ ...fit, recorded, ours });
    tally.played += 1;
    if (tally.played % 100 === 0) process.stderr.write(`${tally.played} played\n`);
  });
  return all;
}

const MORE_PLAYS = 3;

/** Plays those again that differ, and reports what systemd was never seen to do as Upkeep does. */
async function confirmAll(options: Options, hosts: Hosts, played: readonly Played[], tally: Tally): Promise<void> {
  const suspects = played.filter(({ recorded, ours }) => ours.some(({ seen }) => seen !== recorded));
  await inLanes(Math.ceil(options.atOnce / 3), takeFrom(suspects), async (suspect) => {
    for (let play = 0; play < MORE_PLAYS; play += 1) {
      const again = await playOn(hosts.systemd, suspect.text);
      if (suspect.ours.every(({ seen }) => seen === again)) return tallyUnsteady(options, suspect, again, tally);
      if (again === suspect.recorded) break;
    }
    report(options, suspect, tally);
  });
}

/** Those that systemd plays the same way twice, in order. */
async function keepSteady(options: Options, hosts: Hosts, played: readonly Played[], tally: Tally): Promise<readonly string[]> {
  const steady: Played[] = [];
  await inLanes(Math.ceil(options.atOnce / 1.5), takeFrom(played), async (each) => {
    const again = await playOn(hosts.systemd, each.text);
    if (again === each.recorded) steady.push(each);
    else tallyUnsteady(options, each, again, tally);
  });
  const ordered = steady.toSorted((a, b) => a.number - b.number);
  for (const each of ordered) if (each.ours.some(({ seen }) => seen !== each.recorded)) report(options, each, tally);
  return ordered.map(({ recorded }) => recorded);
}

function takeFrom<T>(items: readonly T[]): () => Promise<T | undefined> {
  const left = [...items];
  return async () => left.shift();
}

function tallyUnsteady(options: Options, { number, recorded }: Played, again: string, tally: Tally): void {
  tally.unsteady += 1;
  write(options, `unsteady-${number}.difference`, compareHistories(recorded, again)?.text ?? "");
}

function report(options: Options, { number, text, recorded, ours }: Played, tally: Tally): void {
  const known = KNOWN_DIFFERENCES.find(({ isIn }) => ours.every(({ seen }) => seen === recorded || isIn(recorded, seen)));
  if (known !== undefined) {
    tally.explained += 1;
    process.stdout.write(`==== history ${number} of seed ${options.seed} differs on purpose: ${known.because}\n`);
    return;
  }
  tally.differ += 1;
  for (const { name, seen } of ours) {
    const difference = compareHistories(recorded, seen);
    if (difference === undefined) continue;
    const kind = tally.kinds.get(difference.signature) ?? { count: 0, text, number };
    tally.kinds.set(difference.signature, { ...kind, count: kind.count + 1 });
    const head = `==== history ${number} of seed ${options.seed}: systemd (-) and Upkeep (${name}, +) differ: ${difference.signature}`;
    process.stdout.write(`${head}\n${difference.text}\n`);
    write(options, `${number}.scenario`, recorded);
    write(options, `${number}.difference`, `${head}\n${difference.text}\n`);
  }
}

function write({ save, seed }: Options, name: string, text: string): void {
  if (save === undefined) return;
  mkdirSync(save, { recursive: true });
  writeFileSync(join(save, `${seed}-${name}`), text);
}

/** The first of each kind of difference. */
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
      process.stdout.write(`${head}\n${played.difference.text}\n`);
      write(options, `${number}.small.scenario`, played.recorded);
      write(options, `${number}.small.difference`, `${head}\n${played.difference.text}\n`);
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
