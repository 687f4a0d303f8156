import { describe, expect, test } from "vitest";
import { chooseCommand } from "./command.ts";
import { findVerb, VERBS_TO_COME } from "./verbs.ts";

/** `program|verb|operands|options` or the line that is printed instead. */
function choose(line: string): string {
  const [called = "", ...words] = line.split(" ");
  const chosen = chooseCommand(called, words);
  if (!chosen.ok) return chosen.error;
  const { program, verb, operands, options } = chosen.value.input;
  const given = ["quiet", "lines", "user", "runtime-dir", "follow", "unit", "property"].filter((name) => options.has(name));
  return [program, verb, operands.join(" "), given.map((name) => `${name}=${options.all(name).join(",")}`).join(" ")].join("|");
}

describe("who is called, and what for", () => {
  test.each([
    ["upkeep start web", "upkeep|start|web|"],
    ["/usr/local/bin/systemctl start web", "systemctl|start|web|"],
    ["/x/upkeep.cjs start web", "upkeep|start|web|"],
    ["upkeep", "upkeep|help||"],
    ["systemctl", "systemctl|list-units||"],
    ["systemctl --failed", "systemctl|list-units||"],
    ["upkeep --failed", "upkeep|list-units||"],
    ["upkeep -t service", "upkeep|list-units||"],
    ["systemctl --user -q start web --lines 5", "systemctl|start|web|quiet= lines=5 user="],
    ["systemctl -- start -q web", "systemctl|start|-q web|"],
    ["systemctl start -- -q web", "systemctl|start|-q web|"],
    ["systemctl condrestart web", "systemctl|try-restart|web|"],
    ["systemctl force-reload web", "systemctl|try-reload-or-restart|web|"],
    ["systemctl show -p A -pB,C", "systemctl|show||property=A,B,C"],
    ["journalctl -u web -f", "journalctl|logs||follow= unit=web"],
    ["journalctl -n 5 -u web", "journalctl|logs||lines=5 unit=web"],
    ["upkeep --runtime-dir=/r logs -f web", "upkeep|logs|web|runtime-dir=/r follow="],
    ["upkeep logs --runtime-dir=/r web", "upkeep|logs|web|runtime-dir=/r"],
    ["upkeep run a.service b.service", "upkeep|run|a.service b.service|"],
    ["upkeep --help", "upkeep|help||"],
    ["upkeep -h", "upkeep|help||"],
    ["upkeep start --help", "upkeep|help|start|"],
    ["systemctl start --help", "systemctl|help||"],
    ["journalctl --help", "journalctl|help|logs|"],
    ["upkeep --version", "upkeep|version||"],
    ["systemctl start --version", "systemctl|version||"],
  ])("%s", (line, expected) => {
    expect(choose(line)).toBe(expected);
  });
});

describe("what is wrong, in systemctl's words", () => {
  test.each([
    ["systemctl start", "Too few arguments."],
    ["systemctl reload-or-restart", "List of units to restart/reload is required."],
    ["systemctl daemon-reload foo", "Too many arguments."],
    ["systemctl statu", "Unknown command verb 'statu', did you mean 'status'?"],
    ["systemctl bogus", "Unknown command verb 'bogus', did you mean 'status'?"],
    ["systemctl enable web", "Verb 'enable' is not supported by this version of Upkeep yet."],
    ["upkeep list-timers", "Verb 'list-timers' is not supported by this version of Upkeep yet."],
    ["systemctl -q daemon-reexec", "Verb 'daemon-reexec' is not supported by this version of Upkeep yet."],
    ["systemctl enble", "Unknown command verb 'enble', did you mean 'enable'? It is not supported by this version of Upkeep yet."],
    ["systemctl list", "Unknown command verb 'list', did you mean 'list-units'?"],
    ["systemctl re-start", "Unknown command verb 're-start', did you mean 'restart'?"],
    ["upkeep log", "Unknown command verb 'log', did you mean 'logs'?"],
    ["upkeep quite-another-thing", "Unknown command verb 'quite-another-thing'."],
    ["systemctl --xyz start web", "systemctl: unrecognized option '--xyz'"],
    ["upkeep start web --xyz", "upkeep: unrecognized option '--xyz'"],
    ["upkeep start web -f", "Option '--force' is not supported by this version of Upkeep yet."],
    ["systemctl start --wait web", "Option '--wait' is not supported by this version of Upkeep yet."],
    ["systemctl --timestamp=us show", "Option '--timestamp' is not supported by this version of Upkeep yet."],
    ["systemctl start --w web", "systemctl: option '--w' is ambiguous; possibilities: '--with-dependencies' '--wait' '--what' '--when'"],
    ["upkeep start web -Z", "upkeep: invalid option -- 'Z'"],
    ["journalctl --what", "journalctl: unrecognized option '--what'"],
    ["systemctl --lines status web", "Failed to parse lines 'status'"],
    ["systemctl status --lines=-5 web", "Failed to parse lines '-5'"],
    ["systemctl status -o bogus web", "Unknown output 'bogus'."],
    ["journalctl -o bogus", "Unknown output 'bogus'."],
  ])("%s", (line, expected) => {
    expect(choose(line)).toBe(expected);
  });
});

test("what is to come is not here", () => {
  expect(VERBS_TO_COME.filter((name) => findVerb(name) !== undefined)).toEqual([]);
});
