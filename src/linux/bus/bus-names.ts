/**
 * Who owns the names on the message bus that units wait for. There is a connection only as long as a name is watched; when it breaks it is
 * made again, and what has changed meanwhile is told then, as systemd does it. Source: the D-Bus specification, Message Bus Messages.
 */
import type { Result } from "../../core/base/result.ts";
import type { Deliver } from "../../core/kernel.ts";
import type { UnitName } from "../../core/values/unit-name.ts";
import { socketPaths } from "./address.ts";
import { type BusConnection, openBusConnection } from "./connection.ts";

export interface BusNames {
  /** Tells, later, of the owner that the name has now or of why that can't be found out, and then of every change. */
  watch(unit: UnitName, name: string): void;
  unwatch(unit: UnitName): void;
  close(): void;
}

interface Watch {
  readonly name: string;
  /** The unique name of the owner that was told of last; "" is none; undefined: nothing was told yet. */
  told: string | undefined;
  /** Goes up with each piece of news, so that an answer to an older question is not taken for newer. */
  news: number;
}

/** Between two attempts to connect again: from one to the other, doubling. */
const [FIRST_PAUSE_MS, LAST_PAUSE_MS] = [50, 5_000];

const RULE = "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0=";
const ruleOf = (name: string): string => `${RULE}'${name}'`;

/** `address`: where the bus is, or why that is not known. */
export function openBusNames(
  address: Result<string, string>,
  environment: Readonly<Record<string, string | undefined>>,
  uid: number,
  deliver: Deliver,
): BusNames {
  const watches = new Map<UnitName, Watch>();
  let connection: BusConnection | undefined;
  let isReady = false;
  let pause = FIRST_PAUSE_MS;
  let again: NodeJS.Timeout | undefined;

  const tell = (unit: UnitName, watch: Watch, owner: string, pid?: number): void => {
    if (watches.get(unit) !== watch || watch.told === owner) return;
    watch.told = owner;
    deliver({ type: "bus-name-changed", unit, name: watch.name, owned: owner !== "", ...(pid === undefined ? {} : { pid }) });
  };
  /** With its process, which takes another question; one that has gone meanwhile has none. */
  const tellOwner = (unit: UnitName, watch: Watch, owner: string): void => {
    const news = (watch.news += 1);
    if (owner === "") return tell(unit, watch, "");
    connection?.call("GetConnectionUnixProcessID", [owner], (values) => {
      const [pid] = values ?? [];
      if (watch.news === news) tell(unit, watch, owner, typeof pid === "number" ? pid : undefined);
    });
  };
  /** First the match, then the question, so that nothing falls between them. */
  const ask = (unit: UnitName, watch: Watch): void => {
    connection?.call("AddMatch", [ruleOf(watch.name)], () => {});
    const { news } = watch;
    connection?.call("GetNameOwner", [watch.name], (values) => {
      // It is refused if there is no owner.
      if (watch.news === news) tellOwner(unit, watch, String(values?.[0] ?? ""));
    });
  };
  const onSignal = (member: string, [name, , owner]: readonly unknown[]): void => {
    if (member !== "NameOwnerChanged" || typeof owner !== "string") return;
    for (const [unit, watch] of watches) if (watch.name === name) tellOwner(unit, watch, owner);
  };
  const onEnded = (why: string): void => {
    connection = undefined;
    isReady = false;
    for (const [unit, watch] of watches) if (watch.told === undefined) giveUp(unit, why);
    if (watches.size === 0) return;
    again = setTimeout(open, pause);
    pause = Math.min(pause * 2, LAST_PAUSE_MS);
  };
  const giveUp = (unit: UnitName, why: string): void => {
    watches.delete(unit);
    deliver({ type: "bus-unreachable", unit, error: why });
  };
  const onReady = (): void => {
    isReady = true;
    pause = FIRST_PAUSE_MS;
    for (const [unit, watch] of watches) ask(unit, watch);
  };
  const open = (): void => {
    clearTimeout(again);
    again = undefined;
    if (!address.ok) return void setImmediate(onEnded, `The message bus can't be reached: ${address.error}.`);
    const paths = socketPaths(address.value, environment);
    if (paths.length === 0) return void setImmediate(onEnded, `The message bus can't be reached: its address is ${address.value}.`);
    tryOne(address.value, paths, 0);
  };
  const tryOne = (where: string, paths: readonly string[], at: number): void => {
    const ended = (why: string): void => {
      if (!isReady && at + 1 < paths.length) tryOne(where, paths, at + 1);
      else onEnded(`The message bus at ${where} can't be reached: ${why}.`);
    };
    connection = openBusConnection(paths[at] ?? "", uid, { ready: onReady, signal: onSignal, ended });
  };
  const close = (): void => {
    clearTimeout(again);
    again = undefined;
    connection?.close();
    connection = undefined;
    isReady = false;
  };
  return {
    watch: (unit, name) => {
      const watch: Watch = { name, told: undefined, news: 0 };
      watches.set(unit, watch);
      if (isReady) ask(unit, watch);
      else if (connection === undefined) open();
    },
    unwatch: (unit) => {
      const watch = watches.get(unit);
      if (watch === undefined) return;
      watches.delete(unit);
      if (watches.size === 0) return close();
      if (isReady) connection?.call("RemoveMatch", [ruleOf(watch.name)], () => {});
    },
    close: () => {
      watches.clear();
      close();
    },
  };
}
