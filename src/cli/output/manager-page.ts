/** The page about the manager itself. Source: systemctl(1), status without a unit; layout as systemd 257's. */
import type { ManagerStatus } from "../../core/control/protocol.ts";
import type { TimeZone } from "../../core/log/zone.ts";
import { glyph, paint } from "../terminal.ts";
import type { Colour, Terminal } from "../terminal.ts";
import { formatStamp } from "./status-times.ts";

interface ManagerPageContext {
  readonly terminal: Terminal;
  readonly zone: TimeZone;
  readonly hostname: string;
}

export function formatManagerPage(status: ManagerStatus, { terminal, zone, hostname }: ManagerPageContext): readonly string[] {
  const { state, units, jobs, failed, since, now, version, pid, journal } = status;
  const colour = COLOURS[state];
  return [
    `${paint(terminal, colour, glyph(terminal, "●"))} ${hostname}`,
    labelled("State", paint(terminal, colour, state)),
    labelled("Units", `${units} loaded (incl. loaded aliases)`),
    labelled("Jobs", `${jobs} queued`),
    labelled("Failed", `${failed} units`),
    labelled("Since", formatStamp(since, now, zone)),
    labelled("upkeep", `${version} (PID ${pid})`),
    labelled("Log", journal),
  ];
}

/** On this page labels end in column 10. */
const labelled = (label: string, text: string): string => `${label.padStart(9)}: ${text}`;

const COLOURS: { readonly [S in ManagerStatus["state"]]?: Colour } = { running: "green", degraded: "red", maintenance: "red" };
