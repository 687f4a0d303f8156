import { expect, test } from "vitest";
import { describeErrno, errnoByName } from "./errno.ts";

test.each([
  [0, "Success"],
  [2, "No such file or directory"],
  [5, "Input/output error"],
  [11, "Resource temporarily unavailable"],
  [133, "Memory page has hardware error"],
  [41, "Unknown error 41"],
  [4000, "Unknown error 4000"],
])("errno %i is %j", (errno, words) => {
  expect(describeErrno(errno)).toBe(words);
});

test.each([
  ["ENOENT", 2],
  ["EAGAIN", 11],
  ["EWOULDBLOCK", 11],
  ["ENOTSUP", 95],
  ["ENOTHING", undefined],
  ["enoent", undefined],
])("%s is number %j", (name, errno) => {
  expect(errnoByName(name)).toBe(errno);
});
