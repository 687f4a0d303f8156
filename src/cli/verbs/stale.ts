import type { VerbInput } from "../verb.ts";

/** What is said of a unit whose files are newer than what was read of them. */
export const describeStale = (unit: string, user: string): string =>
  `Warning: The unit file, source configuration file or drop-ins of ${unit} changed on disk. Run 'systemctl${user} daemon-reload' to reload units.`;

/** What stands after `systemctl` in advice. */
export const userFlag = ({ options }: VerbInput): string => (options.has("user") ? " --user" : "");
