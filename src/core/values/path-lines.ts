import { pathFault, readAbsolute } from "./path.ts";
import { shellQuoted } from "./shell-quote.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { unresolved } from "./text.ts";
import { type AdditiveKind, asList } from "./value-kind.ts";

/** An absolute path a line, blanks and all. Source: systemd.resource-control(5), IPIngressFilterPath=. */
export const pathLines: AdditiveKind<readonly string[], string> = {
  name: "absolute path",
  read(written, context, key) {
    const path = readAbsolute(written, context);
    if (path.ok) return { items: [path.value], complaints: [] };
    const expanded = expandSpecifiers(written, context);
    const message = expanded.ok ? `${key}= path is not ${pathFault(expanded.value)}, ignoring: ${expanded.value}` : unresolved(written);
    return { items: [], complaints: [{ message, hint: path.error }] };
  },
  join: asList,
  format: (paths) => paths.map(shellQuoted).join(" "),
  examples: [["/sys/fs/bpf/filter", ["/sys/fs/bpf/filter"]]],
};
