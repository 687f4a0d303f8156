import { formatRecord, isLogFormat, type LogFormat, withHint } from "../../core/log/format.ts";
import type { LogRecord } from "../../core/log/record.ts";
import { bytesOf } from "../../core/base/text.ts";
import { type Colour, paint } from "../terminal.ts";
import type { Verb, VerbContext } from "../verb.ts";

/** `upkeep run FILE…`: runs the units of these files here and now. */
export const run: Verb = async ({ operands, options }, context) => {
  const format = options.last("output");
  if (format !== undefined && !isLogFormat(format)) {
    context.err(`--output=${format} is not supported yet.`);
    return 1;
  }
  const { openOutlet, runFiles } = await import("../../daemon/main.ts");
  const width = Math.max(...operands.map((file) => file.slice(file.lastIndexOf("/") + 1).length), "upkeep".length);
  const print = labelled(context, width);
  const printRecord = format === undefined ? undefined : formatted(context, format);
  const isQuiet = options.has("quiet");
  const unseen = new AbortController();
  const [out, err] = [openOutlet(1, { onClosed: () => unseen.abort() }), openOutlet(2)];
  context.printThrough((fd, text) => (fd === 1 ? out : err).write(text));
  const status = await runFiles({
    files: operands,
    unitPath: options.last("unit-path"),
    userManager: context.uid !== 0 || options.has("user"),
    onRecord(record) {
      if (record.transport === "manager" && isQuiet) return;
      if (printRecord !== undefined) printRecord(record);
      else if (record.transport === "stdout") print(record.unit ?? "", record.message, undefined);
      else print("upkeep", withHint(record), colourOf(record));
    },
    say: (line) => {
      if (isQuiet) return;
      if (format === undefined) print("upkeep", line, "highlight");
      else context.err(line, "notice");
    },
    err: (line) => context.err(line),
    unseen: unseen.signal,
  });
  await Promise.all([out.drained(), err.drained()]);
  return out.isClosed() ? BROKEN_PIPE : status;
};

/** What a shell shows of a program that SIGPIPE ended. */
const BROKEN_PIPE = 128 + 13;

/** As `upkeep logs --output=FORMAT` would print them. */
function formatted({ out, hostname, zone, readText }: VerbContext, format: LogFormat): (record: LogRecord) => void {
  const context = { hostname, zone, machineId: readText("/etc/machine-id")?.trim() };
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim().replaceAll("-", "") ?? "";
  return (record) => out(bytesOf(formatRecord({ ...record, boot }, format, context)));
}

/** Lines with the name of who says them in front, as people know it from compose. */
function labelled(context: VerbContext, width: number): (label: string, text: string, colour: Colour | undefined) => void {
  const { terminal } = context;
  return (label, text, colour) => {
    const margin = `${label.padEnd(width)} | `;
    context.out(`${paint(terminal, label === "upkeep" ? "grey" : "green", margin)}${paint(terminal, colour, text)}\n`);
  };
}

function colourOf({ priority }: LogRecord): Colour | undefined {
  if (priority <= 3) return "red";
  return priority === 4 ? "yellow" : undefined;
}
