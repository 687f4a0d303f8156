import { describe, expect, it } from "vitest";
import { busAddress, socketPaths } from "./address.ts";

it.each([
  [false, {}, "unix:path=/run/dbus/system_bus_socket"],
  [false, { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/x", DBUS_SESSION_BUS_ADDRESS: "unix:path=/y" }, "unix:path=/x"],
  [true, { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/x", DBUS_SESSION_BUS_ADDRESS: "unix:path=/y" }, "unix:path=/y"],
  [true, { DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: "/run/user/1000" }, "unix:path=/run/user/1000/bus"],
  [true, { XDG_RUNTIME_DIR: "/run/a b,ä" }, "unix:path=/run/a%20b%2c%c3%a4/bus"],
])("of a user's manager %s with %j: %s", (userManager, environment, expected) => {
  expect(busAddress(userManager, environment)).toEqual({ ok: true, value: expected });
});

it("says that nothing is known of a user's bus", () => {
  expect(busAddress(true, {}).ok).toBe(false);
});

describe("sockets to try", () => {
  it.each([
    ["unix:path=/run/bus", ["/run/bus"]],
    ["unix:path=/a,guid=0123;unix:guid=4,path=/b", ["/a", "/b"]],
    ["unix:abstract=/tmp/dbus-x", ["\0/tmp/dbus-x"]],
    ["unix:path=/run/a%20b%c3%a4", ["/run/a bä"]],
    ["unix:runtime=yes", ["/run/user/1/bus"]],
    ["tcp:host=localhost,port=1;unixexec:path=/bin/x", []],
    ["unix:", []],
    ["nonsense", []],
  ])("%s", (address, expected) => {
    expect(socketPaths(address, { XDG_RUNTIME_DIR: "/run/user/1" })).toEqual(expected);
  });
});
