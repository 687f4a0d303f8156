import { type Complaint, type AdditiveKind } from "./value-kind.ts";
import { nextWord } from "./words.ts";

/** What is let through, or, of a list that began with `~`, what is not. `undefined`: none was written. */
export interface NameFilter {
  readonly allows: boolean;
  readonly names: readonly string[];
}

interface Line {
  readonly inverted: boolean;
  readonly names: readonly string[];
}

/**
 * Lists of names in which `~` in front turns the sense around. The first line decides which list it is; a later one of the other sense
 * takes its names out again. Source: systemd.exec(5), SystemCallFilter=, RestrictAddressFamilies=.
 */
function nameFilter(about: {
  readonly name: string;
  readonly expected: string;
  /** The name as it is shown, or undefined if it is none. */
  readonly read: (word: string) => string | undefined;
  readonly complain: (word: string) => string;
  /** About a quote that is left open. */
  readonly unbalanced?: (line: string) => string;
  /** Stands for a list that lets nothing through. */
  readonly none?: string;
  readonly example: string;
}): AdditiveKind<NameFilter | undefined, Line> {
  return {
    name: about.name,
    read(written) {
      if (written === about.none) return { items: [{ inverted: false, names: [NOTHING] }], complaints: [] };
      const inverted = written.startsWith("~");
      const names: string[] = [];
      const complaints: Complaint[] = [];
      for (let at = inverted ? 1 : 0; ;) {
        const next = nextWord(written, at, "c");
        if (next.found !== "word") {
          if (next.found !== "end") {
            const message = about.unbalanced?.(written) ?? `Invalid syntax, ignoring: ${written}`;
            complaints.push({ message, hint: about.expected });
          }
          return { items: [{ inverted, names }], complaints };
        }
        at = next.end;
        const name = about.read(next.word);
        if (name === undefined) complaints.push({ message: about.complain(next.word), hint: about.expected });
        else names.push(name);
      }
    },
    join: joinLines,
    format: (filter) => (filter === undefined ? "~" : `${filter.allows ? "" : "~"}${filter.names.join(" ")}`),
    examples: [
      [about.example, { allows: true, names: [about.example] }],
      [`~${about.example}`, { allows: false, names: [about.example] }],
    ],
  };
}

/** Takes out all that is there. */
const NOTHING = "";

function joinLines(lines: readonly Line[]): NameFilter | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  let allows = !first.inverted;
  let names = new Set<string>();
  for (const line of lines) {
    if (line.names[0] === NOTHING) {
      allows = true;
      names = new Set();
    } else if (line.inverted === !allows) for (const name of line.names) names.add(name);
    else for (const name of line.names) names.delete(name);
  }
  return { allows, names: [...names].sort() };
}

const FAMILIES = `ALG APPLETALK ASH ATMPVC ATMSVC AX25 BLUETOOTH BRIDGE CAIF CAN DECnet ECONET IB IEEE802154 INET INET6 IPX IRDA ISDN
  IUCV KCM KEY LLC MCTP MPLS NETBEUI NETLINK NETROM NFC PACKET PHONET PPPOX QIPCRTR RDS ROSE RXRPC SECURITY SMC SNA TIPC UNIX VSOCK
  WANPIPE X25 XDP`;
const FAMILY: ReadonlySet<string> = new Set(FAMILIES.split(/\s+/).map((name) => `AF_${name}`));
const OTHER_NAMES: { readonly [family: string]: string } = { AF_LOCAL: "AF_UNIX", AF_FILE: "AF_UNIX", AF_ROUTE: "AF_NETLINK" };

/** Source: systemd.exec(5), RestrictAddressFamilies=; address_families(7). */
export const addressFamilies = nameFilter({
  name: "address families",
  expected: "expected names such as AF_INET",
  read: (word) => OTHER_NAMES[word] ?? (FAMILY.has(word) ? word : undefined),
  complain: (word) => `Failed to parse address family, ignoring: ${word}`,
  none: "none",
  example: "AF_INET",
});

/** Source: systemd.resource-control(5), RestrictNetworkInterfaces=. */
export const interfaceNames = nameFilter({
  name: "names of network interfaces",
  expected: "expected names such as eth0",
  read: (word) => (/^[^\s/:%]{1,15}$/.test(word) && !/^(\d+|\.{1,2}|all|default)$/.test(word) ? word : undefined),
  complain: (word) => `Invalid interface name, ignoring: ${word}`,
  unbalanced: (line) => `Trailing garbage in RestrictNetworkInterfaces, ignoring: ${line}`,
  example: "eth0",
});
