import { shellQuoted } from "./shell-quote.ts";
import { checkedText } from "./text.ts";
import { type AdditiveKind, type ValueKind, asList } from "./value-kind.ts";

/** A user or group by name or number; whether it exists shows when a process is started. Source: systemd.exec(5), User=. */
export const userName: ValueKind<string> = {
  ...checkedText({
    name: "name or number",
    expected: "expected the name or number of a user or group",
    isValid: isUserName,
    complaint: (written) => `Invalid user/group name or numeric ID: ${written}`,
    unresolved: (written) => `Failed to resolve unit specifiers in ${written}: Invalid slot`,
    example: "www-data",
  }),
  isFatal: () => true,
};

/** That of the service itself. Source: systemd.exec(5), User=. */
export const serviceUser: ValueKind<string> = {
  ...userName,
  remark: (written) =>
    written === "nobody" ? { message: "Special user nobody configured, this is not safe!", severity: "note" } : undefined,
};

// Wider than what useradd(8) allows: names from a directory may hold blanks and @. The two numbers mean "none" to the kernel.
function isUserName(name: string): boolean {
  if (/^\d+$/.test(name)) return name.length <= 10 && !["65535", "4294967295"].includes(name) && Number(name) <= 0xffffffff;
  return !/^-\d+$|[/:\u0000-\u001f\u007f]|^\.{0,2}$/u.test(name);
}

/** Source: systemd.exec(5), SupplementaryGroups=. */
export const groupNames: AdditiveKind<readonly string[], string> = {
  name: "names or numbers of groups",
  read(written, context) {
    const items: string[] = [];
    for (const word of written.split(/[ \t\n\r]+/).filter(Boolean)) {
      const read = userName.parse(word, context);
      if (!read.ok) return { items, complaints: [{ message: userName.complaint(word, "", context), hint: read.error, fatal: true }] };
      items.push(read.value);
    }
    return { items, complaints: [] };
  },
  join: asList,
  format: (names) => names.map(shellQuoted).join(" "),
  examples: [["www-data 4", ["www-data", "4"]]],
};
