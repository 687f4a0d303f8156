/** The manager as a program. The command line loads this, and with it the kernel edge, only for the verbs that need it. */
export { runDaemon, type DaemonOptions } from "./run-daemon.ts";
export { openOutlet } from "./outlet.ts";
export { runFiles, type RunFilesOptions } from "./run-files.ts";
