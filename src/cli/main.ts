/** The command line: `upkeep`, and `systemctl` and `journalctl` as other names of it. */
import { chooseCommand } from "./command.ts";
import { makeContext, writeError } from "./context.ts";
import { isNoManager } from "./client.ts";

/** Source: sysexits.h, EX_SOFTWARE. */
const BUG = 70;

async function main(): Promise<number> {
  const [, program = "upkeep", ...words] = process.argv;
  const chosen = chooseCommand(program, words);
  if (!chosen.ok) {
    writeError(chosen.error);
    return 1;
  }
  const { row, input } = chosen.value;
  const context = makeContext(input.options);
  try {
    const { run } = await row.load();
    return await run(input, context);
  } catch (error) {
    if (!isNoManager(error)) throw error;
    writeError(error.message);
    return 1;
  }
}

main().then(
  // Connections are left to the kernel: closing them first would cost a millisecond.
  (code) => process.exit(code),
  (error: unknown) => {
    writeError(`This is a bug in Upkeep, please report it: ${error instanceof Error ? error.stack : String(error)}`);
    process.exit(BUG);
  },
);
