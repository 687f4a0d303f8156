import { expect, it } from "vitest";
import { findHierarchies } from "./mounts.ts";

const line = (root: string, point: string, type: string, options: string): string =>
  `31 23 0:28 ${root} ${point} rw,nosuid shared:9 - ${type} ${type} ${options}`;
const V2 = line("/", "/sys/fs/cgroup", "cgroup2", "rw");

it.each([
  ["v2, in the root", V2, "0::/", [{ version: 2, controllers: [], directory: "/sys/fs/cgroup", path: "/" }]],
  [
    "v2, deeper",
    V2,
    "0::/user.slice/a",
    [{ version: 2, controllers: [], directory: "/sys/fs/cgroup/user.slice/a", path: "/user.slice/a" }],
  ],
  ["v2, outside the namespace", V2, "0::/../other", []],
  ["nothing mounted", "", "0::/", []],
  [
    "v2 bound from a subtree that holds us",
    line("/docker/x", "/sys/fs/cgroup", "cgroup2", "rw"),
    "0::/docker/x/y",
    [{ version: 2, controllers: [], directory: "/sys/fs/cgroup/y", path: "/docker/x/y" }],
  ],
  ["v2 bound from a subtree that does not", line("/docker/x", "/sys/fs/cgroup", "cgroup2", "rw"), "0::/docker/xy", []],
  [
    "hybrid: v1 named, v1 with two controllers, v2",
    [
      line("/", "/cg/systemd", "cgroup", "rw,name=systemd"),
      line("/", "/cg/cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"),
      line("/", "/cg/unified", "cgroup2", "rw"),
    ].join("\n"),
    "9:name=systemd:/s\n4:cpu,cpuacct:/\n0::/\n",
    [
      { version: 1, controllers: ["name=systemd"], directory: "/cg/systemd/s", path: "/s" },
      { version: 1, controllers: ["cpu", "cpuacct"], directory: "/cg/cpu,cpuacct", path: "/" },
      { version: 2, controllers: [], directory: "/cg/unified", path: "/" },
    ],
  ],
  [
    "a mount point with a space",
    line("/", "/my\\040cgroup", "cgroup2", "rw"),
    "0::/",
    [{ version: 2, controllers: [], directory: "/my cgroup", path: "/" }],
  ],
  [
    "other mounts and rubbish",
    `24 27 0:6 / /dev rw - devtmpfs dev rw\nrubbish\n${V2}`,
    "rubbish\n0::/\n",
    [{ version: 2, controllers: [], directory: "/sys/fs/cgroup", path: "/" }],
  ],
])("%s", (_, mountinfo, cgroup, expected) => {
  expect(findHierarchies(mountinfo, cgroup)).toEqual(expected);
});
