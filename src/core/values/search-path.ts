import { expandSpecifiers } from "./specifiers.ts";
import { isAbsolute, simplifyPath } from "./path.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import type { AdditiveKind, Complaint } from "./value-kind.ts";

/** Directories, colons between them. Source: systemd.exec(5), ExecSearchPath=. */
export const searchPath: AdditiveKind<readonly string[]> = {
  name: "absolute paths, colons between them",
  none: [],
  add(before, written, context, key) {
    const value = [...before];
    const complaints: Complaint[] = [];
    for (const part of written.split(":").filter(Boolean)) {
      const expanded = expandSpecifiers(part, context);
      if (!expanded.ok) complaints.push({ message: unresolved(part), hint: knownSpecifiers(expanded.error) });
      else if (isAbsolute(expanded.value)) value.push(simplifyPath(expanded.value));
      else complaints.push({ message: `${key}= path is not absolute, ignoring: ${expanded.value}`, hint: "expected absolute paths" });
    }
    return { value, complaints };
  },
  format: (paths) => paths.join(":"),
  examples: [["/opt/bin:/usr/bin", ["/opt/bin", "/usr/bin"]]],
};
