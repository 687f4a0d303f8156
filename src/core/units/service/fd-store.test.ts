import { expect, test } from "vitest";
import type { ServiceConfig } from "../../directives/service.ts";
import type { FdRef, PassedFd } from "../../kernel.ts";
import { UNIT, playEvents } from "../../../../test/support/service.ts";
import type { ServiceSubState, StoredFd } from "./state.ts";

const ref = (fd: number): FdRef => fd as FdRef;
const stored = (...fds: readonly number[]): readonly StoredFd[] => fds.map((fd) => ({ fd: ref(fd), name: `name${fd}` }));
const config: Partial<ServiceConfig> = { FileDescriptorStoreMax: 2, FileDescriptorStorePreserve: "yes" };

function send(fds: readonly PassedFd[], ...fields: readonly (readonly [string, string])[]) {
  const event = { type: "notified", unit: UNIT, pid: 7, uid: 0, fields: [["FDSTORE", "1"], ...fields], fds } as const;
  const { service, kernel, said } = playEvents("running", [event], { config });
  return { names: service.data.fdStore.map(({ fd, name }) => `${fd} ${name}`), kernel, said };
}

// Source: sd_notify(3), FDSTORE=1.
test("what is kept has the name it was given, or `stored`", () => {
  expect(send([{ fd: ref(3) }]).names).toEqual(["3 stored"]);
  expect(send([{ fd: ref(3) }], ["FDNAME", "a"]).names).toEqual(["3 a"]);
  const bad = send([{ fd: ref(3) }], ["FDNAME", "a:b"]);
  expect([bad.names, bad.said.length]).toEqual([["3 stored"], 1]);
});

test("one that is kept already, by another number, is closed, and so is what there is no room for", () => {
  const { names, kernel } = send([{ fd: ref(3), twin: ref(1) }, { fd: ref(4) }, { fd: ref(5) }, { fd: ref(6) }]);
  expect(names).toEqual(["5 stored", "4 stored"]);
  expect(kernel.filter(({ type }) => type === "drop-fds")).toEqual([{ type: "drop-fds", fds: [3, 6] }]);
});

test.each<[string, ServiceSubState, readonly number[], number, string, readonly number[]]>([
  ["the one that is kept", "dead-resources-pinned", [3], 3, "dead", []],
  ["one of two", "dead-resources-pinned", [3, 4], 4, "dead-resources-pinned", [3]],
  ["one that is not kept", "dead-resources-pinned", [3], 5, "dead-resources-pinned", [3]],
  ["one of a service that runs", "running", [3], 3, "running", []],
])("the other end of %s is closed (%s)", (_, state, kept, fd, expected, left) => {
  const { service, kernel, said } = playEvents(state, [{ type: "fd-hung-up", unit: UNIT, fd: ref(fd) }], {
    config,
    data: { fdStore: stored(...kept) },
  });
  expect([service.state.name, service.data.fdStore.map((each) => each.fd)]).toEqual([expected, left]);
  expect(kernel).toEqual(left.length === kept.length ? [] : [{ type: "drop-fds", fds: [fd] }]);
  expect(said.length).toBe(left.length === kept.length ? 0 : 1);
});

// Source: systemd.service(5), FileDescriptorStorePreserve=.
test.each<[ServiceConfig["FileDescriptorStorePreserve"], readonly number[], string]>([
  ["yes", [3], "dead-resources-pinned"],
  ["yes", [], "dead"],
  ["restart", [3], "dead"],
  ["no", [3], "dead"],
])("FileDescriptorStorePreserve=%s, with %j kept: a service that is down is %s", (FileDescriptorStorePreserve, kept, expected) => {
  const { service } = playEvents("final-sigterm", [{ type: "emptied", unit: UNIT }], {
    config: { FileDescriptorStorePreserve, Restart: "no" },
    data: { fdStore: stored(...kept), forbidRestart: true },
  });
  expect(service.state.name).toBe(expected);
});
