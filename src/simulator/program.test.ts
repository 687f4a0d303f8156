import { describe, expect, test } from "vitest";
import { parseProgram, programOf, type Program } from "./program.ts";

describe("words", () => {
  const cases: readonly (readonly [text: string, program: unknown])[] = [
    ["", []],
    ["hang", [{ do: "hang" }]],
    ["print hello world", [{ do: "print", stream: "stdout", text: "hello world" }]],
    ["print", [{ do: "print", stream: "stdout", text: "" }]],
    ["eprint oh", [{ do: "print", stream: "stderr", text: "oh" }]],
    [
      "sleep 100ms, sleep 1.5s",
      [
        { do: "sleep", time: 100_000 },
        { do: "sleep", time: 1_500_000 },
      ],
    ],
    ["exit 3", [{ do: "exit", status: 3 }]],
    ["exit 256", [{ do: "exit", status: 0 }]],
    [
      "signal SIGKILL, ignore TERM",
      [
        { do: "signal", signal: 9 },
        { do: "ignore", signal: 15 },
      ],
    ],
    ["on SIGHUP print again", [{ do: "on", signal: 1, program: [{ do: "print", stream: "stdout", text: "again" }] }]],
    ["on SIGTERM (exit 3), hang", [{ do: "on", signal: 15, program: [{ do: "exit", status: 3 }] }, { do: "hang" }]],
    [
      "notify READY=1 STATUS=a=b",
      [
        {
          do: "notify",
          fields: [
            ["READY", "1"],
            ["STATUS", "a=b"],
          ],
        },
      ],
    ],
    [
      "fork (ignore SIGTERM, hang), await-child",
      [{ do: "fork", ownSession: false, program: [{ do: "ignore", signal: 15 }, { do: "hang" }] }, { do: "await-child" }],
    ],
    [
      "detach (fork (core), cwd)",
      [{ do: "fork", ownSession: true, program: [{ do: "fork", ownSession: false, program: [{ do: "core" }] }, { do: "cwd" }] }],
    ],
    [
      "write /run/a.pid @child, remove /run/a.pid",
      [
        { do: "write", file: "/run/a.pid", text: "@child" },
        { do: "remove", file: "/run/a.pid" },
      ],
    ],
    [
      "notify-with - FDSTORE=1 FDNAME=a, barrier, fds",
      [
        {
          do: "notify",
          attached: "-",
          fields: [
            ["FDSTORE", "1"],
            ["FDNAME", "a"],
          ],
        },
        { do: "barrier" },
        { do: "fds" },
      ],
    ],
    ["once /tmp/f (args)", [{ do: "once", file: "/tmp/f", program: [{ do: "args" }] }]],
    [" env PATH ,, hang ,", [{ do: "env", name: "PATH" }, { do: "hang" }]],
  ];
  for (const [text, program] of cases) test(text, () => expect(parseProgram(text)).toEqual({ ok: true, value: program }));
});

describe("what is no word", () => {
  const cases = [
    ["dance", "unknown word: dance"],
    ["sleep", "can't be read: sleep"],
    ["sleep 5 minutes", "can't be read: sleep 5 minutes"],
    ["exit one", "can't be read: exit one"],
    ["signal SIGNONE", "can't be read: signal SIGNONE"],
    ["write /tmp/f", "can't be read: write /tmp/f"],
    ["remove", "can't be read: remove"],
    ["on SIGHUP", "can't be read: on SIGHUP"],
    ["fork (hang, dance)", "unknown word: dance"],
  ] as const;
  for (const [text, error] of cases) test(text, () => expect(parseProgram(text)).toEqual({ ok: false, error }));
});

test("the arguments up to -- are the program, the first is its name", () => {
  const value: Program = [
    { do: "print", stream: "stdout", text: "a b" },
    { do: "exit", status: 1 },
  ];
  expect(programOf(["/actor", "print", "a", "b,", "exit", "1", "--", "hang"])).toEqual({ ok: true, value });
});
