import { isAbsolute } from "./path.ts";
import { type AdditiveKind, asList } from "./value-kind.ts";

const OPTIONS = ["read-only", "append", "truncate", "graceful"];
const ACCESS = 3;

/** `PATH[:NAME[:OPTIONS]]`, a line each. Source: systemd.service(5), OpenFile=. */
export const openFiles: AdditiveKind<readonly string[], string> = {
  name: "path, name and options",
  read(written, _context, key) {
    const [path = "", , options = "", ...more] = written.split(":");
    const words = options === "" ? [] : options.split(",");
    const isValid =
      more.length === 0 &&
      isAbsolute(path) &&
      words.every((word) => OPTIONS.includes(word)) &&
      OPTIONS.slice(0, ACCESS).filter((word) => words.includes(word)).length <= 1;
    if (isValid) return { items: [written], complaints: [] };
    const hint = "expected PATH[:NAME[:OPTIONS]] such as /etc/web.conf:conf:read-only";
    return { items: [], complaints: [{ message: `Failed to parse ${key}= setting, ignoring: ${written}`, hint }] };
  },
  join: asList,
  format: (files) => files.join("\n"),
  examples: [["/etc/web.conf:conf:read-only", ["/etc/web.conf:conf:read-only"]]],
};
