/** Where a message bus listens. Source: the D-Bus specification, Server Addresses. */
import { type Result, err, ok } from "../../core/base/result.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The address that a manager's services are on. The error is one sentence. Source: the D-Bus specification, Well-known Message Bus Instances. */
export function busAddress(userManager: boolean, environment: Environment): Result<string, string> {
  if (!userManager) return ok(environment["DBUS_SYSTEM_BUS_ADDRESS"] || "unix:path=/run/dbus/system_bus_socket");
  const address = environment["DBUS_SESSION_BUS_ADDRESS"];
  if (address) return ok(address);
  const runtimeDir = environment["XDG_RUNTIME_DIR"];
  if (runtimeDir) return ok(`unix:path=${escape(`${runtimeDir}/bus`)}`);
  return err("neither $DBUS_SESSION_BUS_ADDRESS nor $XDG_RUNTIME_DIR says where the message bus is");
}

/** Paths of the sockets to try, in this order; one in the abstract namespace begins with NUL. Other ways to reach a bus are passed over. */
export function socketPaths(address: string, { XDG_RUNTIME_DIR: runtimeDir }: Environment): readonly string[] {
  return address.split(";").flatMap((entry) => {
    const [, transport, keys = ""] = /^([a-z]+):(.*)$/.exec(entry) ?? [];
    if (transport !== "unix") return [];
    const values = new Map(keys.split(",").map((pair) => readPair(pair)));
    const path = values.get("path");
    const abstract = values.get("abstract");
    if (path !== undefined) return [path];
    if (abstract !== undefined) return [`\0${abstract}`];
    return values.get("runtime") === "yes" && runtimeDir ? [`${runtimeDir}/bus`] : [];
  });
}

function readPair(pair: string): readonly [string, string] {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, ""] : [pair.slice(0, at), unescape(pair.slice(at + 1))];
}

/** Bytes that stand for themselves; all others as `%` and two hexadecimal digits. */
const PLAIN = /[^-0-9A-Za-z_/.\\*]/gu;
const escape = (text: string): string =>
  text.replace(PLAIN, (character) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));

function unescape(text: string): string {
  const latin1 = Buffer.from(text).toString("latin1");
  return Buffer.from(
    latin1.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    "latin1",
  ).toString();
}
