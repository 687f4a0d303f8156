import type { ExitCode, VerbContext, VerbInput } from "../verb.ts";
import { LIKE_SYSTEMD, VERSION } from "../version.ts";

/** Scripts read systemd's number out of the first line of `systemctl --version`. */
export async function run(input: VerbInput, context: VerbContext): Promise<ExitCode> {
  context.out(
    input.program === "upkeep" ? `upkeep ${VERSION} (like systemd ${LIKE_SYSTEMD})\n` : `systemd ${LIKE_SYSTEMD} (upkeep ${VERSION})\n`,
  );
  return 0;
}
