import { expect, test } from "vitest";
import { defaultService } from "../manager/load.ts";
import type { ExecCommand } from "../values/exec-command.ts";
import type { UnitName } from "../values/unit-name.ts";
import type { Host } from "./host.ts";
import { planSpawn } from "./plan-spawn.ts";
import type { SpawnPlan } from "./plan.ts";

const account = (name: string, uid: number, gid: number) => ({ name, uid, gid, home: "/", shell: "/bin/sh", groups: [gid, 7] });
const ACCOUNTS = [account("root", 0, 0), { ...account("alice", 1500, 1500), shell: "/bin/bash" }, account("nobody", 65_534, 65_534)];
const GROUPS: Readonly<Record<string, number>> = { alice: 1500, daemon: 1 };

function plan(
  uid: number,
  settings: { readonly User?: string; readonly Group?: string; readonly SupplementaryGroups?: readonly string[] } & {
    readonly WorkingDirectory?: { readonly path: string; readonly optional: boolean };
  },
  more: Partial<ExecCommand> = {},
) {
  const host = {
    ...{ privileged: uid === 0, uid, gid: uid, environment: {}, defaultPath: "/bin", home: "/", userName: "", userManager: uid !== 0 },
    account: (name: string) => ACCOUNTS.find((each) => each.name === name),
    groupId: (name: string) => GROUPS[name],
  } as Partial<Host> as Host;
  const command = {
    path: "/bin/true",
    argv: ["true"],
    privileges: "normal",
    ignoreFailure: false,
    expandEnvironment: false,
    ...more,
  } as const;
  const about = {
    unit: "web.service" as UnitName,
    directive: "ExecStart",
    environment: [],
    invocation: "",
    notifyAccess: "none",
    fds: [],
  } as const;
  const planned = planSpawn({ ...about, command: command as never, config: { ...defaultService(), ...settings } }, host);
  if (planned.plan === undefined) throw new Error(planned.error);
  return planned.plan;
}

const ids = ({ credentials }: SpawnPlan): string | undefined => credentials && `${credentials.uid}:${credentials.gid}`;

/** What runs and what fails is as under systemd 257's user manager. */
test.each<[who: string, uid: number, settings: Parameters<typeof plan>[1], ids: string | undefined]>([
  ["root takes on a user", 0, { User: "alice" }, "1500:1500"],
  ["root takes on its own", 0, { User: "root" }, "0:0"],
  ["a user has nothing to take on for User= with their own name", 1500, { User: "alice" }, undefined],
  ["nor for Group=", 1500, { Group: "alice" }, undefined],
  ["but for another user", 1500, { User: "nobody" }, "65534:65534"],
  ["or another group", 1500, { SupplementaryGroups: ["daemon"] }, "1500:1500"],
])("%s", (_, uid, settings, expected) => {
  expect(ids(plan(uid, settings))).toBe(expected);
});

test("whose own groups are taken on first", () => {
  const hasOthers = (settings: Parameters<typeof plan>[1]): boolean | undefined => plan(1500, settings).credentials?.hasOthers;
  expect([hasOthers({ User: "nobody" }), hasOthers({ User: "root" }), hasOthers({ SupplementaryGroups: ["daemon"] })]).toEqual([
    true,
    false,
    false,
  ]);
});

/** Under systemd 257's user manager a service whose user has no home runs in `/`, and one that names a missing directory fails. */
test("only a directory that the unit names has to be there", () => {
  const isOptional = (uid: number, WorkingDirectory?: { readonly path: string; readonly optional: boolean }): boolean =>
    plan(uid, WorkingDirectory === undefined ? {} : { WorkingDirectory }).workingDirectoryOptional;
  expect([
    isOptional(1500),
    isOptional(1500, { path: "/gone", optional: false }),
    isOptional(0, { path: "/gone", optional: true }),
  ]).toEqual([true, false, true]);
});

// Source: systemd 257.
test.each([
  ["A=\u00e4\n", false, "A=\u00e4"],
  ["# \udcff\nA=1\n", false, "A=1"],
  ["A=\udcff\n", false, "Invalid argument"],
  ["A=\udcff\n", true, "no A"],
])("an environment file of %j (optional %s)", (text, optional, expected) => {
  const host = {
    ...{ privileged: false, uid: 1500, gid: 1500, environment: {}, defaultPath: "/bin", home: "/", userName: "", userManager: true },
    readTextFile: () => ({ ok: true, value: text }),
  } as Partial<Host> as Host;
  const command = { path: "/bin/true", argv: ["true"], privileges: "normal", ignoreFailure: false, expandEnvironment: false } as const;
  const about = {
    unit: "web.service" as UnitName,
    directive: "ExecStart",
    environment: [],
    invocation: "",
    notifyAccess: "none",
    fds: [],
  } as const;
  const config = { ...defaultService(), EnvironmentFile: [{ path: "/env", optional }] };
  const planned = planSpawn({ ...about, command: command as never, config }, host);
  const found = planned.plan === undefined ? planned.error : planned.plan.environment.find((each) => each.startsWith("A="));
  expect(found ?? "no A").toBe(expected);
});

/** As under systemd 262. */
test.each<[who: string, settings: Parameters<typeof plan>[1], name: string, path: string, argv0: string]>([
  ["nobody in particular", {}, "sh", "/bin/sh", "sh"],
  ["nobody in particular, as at a login", {}, "-sh", "/bin/sh", "-sh"],
  ["a user", { User: "alice" }, "sh", "/bin/bash", "/bin/bash"],
])("the shell of %s runs what has the prefix |", (_, settings, name, path, argv0) => {
  const planned = plan(0, settings, { viaShell: true, path: "/bin/sh", argv: [name, "cd x", "&&", "ls"] });
  expect([planned.path, planned.argv]).toEqual([path, [argv0, "-c", "cd x && ls"]]);
});
