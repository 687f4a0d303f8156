import { readBoolean } from "./boolean.ts";
import type { AdditiveKind } from "./value-kind.ts";
import { nextWord } from "./words.ts";

interface Line {
  /** Its names are taken away. */
  readonly inverted: boolean;
  readonly names: readonly string[];
  /** What the set is before they are; undefined: what the lines before have made. */
  readonly from?: readonly string[];
}

/**
 * A set of names out of `all`, shown in that order. Lines add up; a line that begins with `~` takes its names away, from all there are
 * if it is the first. Undefined: none was written.
 */
function nameSet(about: {
  readonly name: string;
  readonly expected: string;
  readonly all: readonly string[];
  /** The name that is meant, or undefined. */
  readonly read: (word: string) => string | undefined;
  /** Whether lines may begin with `~`. */
  readonly inverts: boolean;
  /** Lines that set the whole, such as an empty one that means none. */
  readonly whole?: (line: string) => readonly string[] | undefined;
  /** About a line with a name that is unknown, which is ignored; otherwise only the name is, and nothing is said. */
  readonly complain?: (line: string) => string;
  readonly example: readonly [text: string, value: readonly string[]];
}): AdditiveKind<readonly string[] | undefined, Line> {
  return {
    name: about.name,
    ...(about.whole?.("") === undefined ? {} : { keeps: true }),
    read(written) {
      const from = about.whole?.(written);
      if (from !== undefined) return { items: [{ inverted: false, names: [], from }], complaints: [] };
      const inverted = about.inverts && written.startsWith("~");
      const names: string[] = [];
      for (let at = inverted ? 1 : 0; ;) {
        const next = nextWord(written, at, about.complain === undefined ? "plain" : "c-relaxed");
        const name = next.found === "word" ? about.read(next.word) : undefined;
        const isBad = next.found === "word" ? name === undefined : next.found !== "end";
        if (isBad && about.complain !== undefined) {
          const message = about.complain(written.slice(inverted ? 1 : 0));
          return { items: [], complaints: [{ message, hint: about.expected }] };
        }
        if (next.found !== "word") return { items: [{ inverted, names }], complaints: [] };
        at = next.end;
        if (name !== undefined) names.push(name);
      }
    },
    join(lines) {
      const [first] = lines;
      if (first === undefined) return undefined;
      let has = new Set(first.inverted ? about.all : []);
      for (const { inverted, names, from } of lines) {
        if (from !== undefined) has = new Set(from);
        for (const name of names) {
          if (inverted) has.delete(name);
          else has.add(name);
        }
      }
      return about.all.filter((name) => has.has(name));
    },
    format: (names) => (names ?? []).join(" "),
    examples: [about.example],
  };
}

/** In the order of their numbers. Source: capabilities(7). */
export const CAPABILITIES = `chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service
  net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice
  sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm
  block_suspend audit_read perfmon bpf checkpoint_restore`
  .split(/\s+/)
  .map((name) => `cap_${name}`);

/** An empty line is a set of none. A name that is unknown is passed over, in the log too. Source: systemd.exec(5), CapabilityBoundingSet=. */
export const capabilities = nameSet({
  name: "capabilities",
  expected: "expected names such as CAP_NET_ADMIN",
  all: CAPABILITIES,
  read: (word) => (/^\d+$/.test(word) ? CAPABILITIES[Number(word)] : CAPABILITIES.find((name) => name === word.toLowerCase())),
  inverts: true,
  whole: (line) => (line === "" ? [] : undefined),
  example: ["CAP_KILL CAP_CHOWN", ["cap_chown", "cap_kill"]],
});

/** The same, but an empty line starts over. Source: systemd.exec(5), AmbientCapabilities=. */
export const ambientCapabilities: typeof capabilities = { ...capabilities, keeps: false };

const CONTROLLERS: readonly string[] = "cpu cpuset io memory pids bpf-firewall bpf-devices bpf-foreign bpf-socket-bind".split(" ");
/** What Delegate=yes stands for. */
const DELEGATED: readonly string[] = CONTROLLERS.slice(0, 5);
const controllersExpected = `expected some of ${DELEGATED.join(", ")}`;

/** Source: systemd.resource-control(5), DisableControllers=. */
export const controllers = nameSet({
  name: "names of controllers",
  expected: controllersExpected,
  all: CONTROLLERS,
  read: (word) => CONTROLLERS.find((name) => name === word),
  inverts: false,
  complain: (line) => `Invalid cgroup string: ${line}, ignoring`,
  example: ["memory cpu", ["cpu", "memory"]],
});

interface Delegation {
  readonly names: readonly string[];
  /** `no`: none after all. */
  readonly isOn: boolean;
}

/** The controllers that are left to the service; undefined: it is left none, nor its cgroup. Source: systemd.resource-control(5), Delegate=. */
export const delegation: AdditiveKind<readonly string[] | undefined, Delegation> = {
  name: "boolean or names of controllers",
  keeps: true,
  read(written) {
    const isOn = readBoolean(written);
    if (isOn !== undefined) return { items: [{ names: isOn ? DELEGATED : [], isOn }], complaints: [] };
    const words = written.split(/\s+/).filter(Boolean);
    const unknown = words.filter((word) => !CONTROLLERS.includes(word));
    const hint = controllersExpected;
    return {
      items: [{ names: words, isOn: true }],
      complaints: unknown.map((word) => ({ message: `Invalid controller name '${word}', ignoring`, hint })),
    };
  },
  join(lines) {
    let has: ReadonlySet<string> | undefined;
    for (const { names, isOn } of lines) has = isOn ? new Set([...(names.length === 0 ? [] : (has ?? [])), ...names]) : undefined;
    return has && CONTROLLERS.filter((name) => has.has(name));
  },
  format: (names) => (names ?? []).join(" "),
  examples: [
    ["yes", DELEGATED],
    ["memory cpu", ["cpu", "memory"]],
    ["no", undefined],
  ],
};

const NAMESPACES: readonly string[] = "cgroup ipc mnt net pid user uts".split(" ");

/** Those that may be used; `yes` restricts all of them. Source: systemd.exec(5), RestrictNamespaces=. */
export const namespaces: typeof capabilities = {
  ...nameSet({
    name: "boolean or kinds of namespaces",
    expected: `expected yes, no or some of ${NAMESPACES.join(", ")}`,
    all: NAMESPACES,
    read: (word) => NAMESPACES.find((name) => name === word),
    inverts: true,
    whole(line) {
      const restricts = readBoolean(line);
      return restricts === undefined ? undefined : restricts ? [] : NAMESPACES;
    },
    complain: (line) => `Failed to parse namespace type string, ignoring: ${line}`,
    example: ["~user", NAMESPACES.filter((name) => name !== "user")],
  }),
  format(names) {
    if (names === undefined || names.length === NAMESPACES.length) return "no";
    return names.length === 0 ? "yes" : names.join(" ");
  },
};
