/** The command line: `upkeep`, and `systemctl` and `journalctl` as other names of it. */
import { chooseCommand } from "./command.ts";
import { makeContext, writeError } from "./context.ts";
import { NoManager } from "./client.ts";

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
  const { context, close } = makeContext(input.options);
  try {
    const { run } = await row.load();
    return await run(input, context);
  } catch (error) {
    if (!(error instanceof NoManager)) throw error;
    writeError(error.message);
    return 1;
  } finally {
    close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    writeError(`This is a bug in Upkeep, please report it: ${error instanceof Error ? error.stack : String(error)}`);
    process.exit(BUG);
  },
);
