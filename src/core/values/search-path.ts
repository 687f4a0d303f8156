import { expandSpecifiers } from "./specifiers.ts";
import { pathFault, simplifyPath } from "./path.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import { type AdditiveKind, type Complaint, asList } from "./value-kind.ts";
import { shellQuoted } from "./shell-quote.ts";

/** Directories, colons between them. Source: systemd.exec(5), ExecSearchPath=. */
export const searchPath: AdditiveKind<readonly string[], string> = {
  name: "absolute paths, colons between them",
  read(written, context, key) {
    const items: string[] = [];
    const complaints: Complaint[] = [];
    for (const part of written.split(":")) {
      const expanded = expandSpecifiers(part, context);
      if (!expanded.ok) complaints.push({ message: unresolved(part), hint: knownSpecifiers(expanded.error) });
      else if (pathFault(expanded.value) === undefined) items.push(simplifyPath(expanded.value));
      else
        complaints.push({
          message: `${key}= path is not ${pathFault(expanded.value)}, ignoring: ${expanded.value}`,
          hint: "expected absolute paths",
        });
    }
    return { items, complaints };
  },
  join: asList,
  format: (paths) => paths.map(shellQuoted).join(" "),
  examples: [["/opt/bin:/usr/bin", ["/opt/bin", "/usr/bin"]]],
};
