import { expect, test } from "vitest";
import { type JobRequest, type JobType, collapseRequest, isRedundant, jobsConflict, mergeJobTypes } from "./job.ts";

test.each<[JobType, JobType, "active" | "inactive", JobType | undefined]>([
  ["start", "start", "inactive", "start"],
  ["start", "verify-active", "inactive", "start"],
  ["start", "reload", "inactive", "start"],
  ["start", "reload", "active", "reload"],
  ["start", "restart", "active", "restart"],
  ["verify-active", "reload", "active", "reload"],
  ["reload", "restart", "active", "restart"],
  ["stop", "stop", "active", "stop"],
  ["stop", "start", "active", undefined],
  ["stop", "restart", "active", undefined],
  ["stop", "reload", "active", undefined],
])("%s and %s of an %s unit make %s", (a, b, state, merged) => {
  expect(mergeJobTypes(a, b, state)).toBe(merged);
  expect(mergeJobTypes(b, a, state)).toBe(merged);
  expect(jobsConflict(a, b)).toBe(merged === undefined);
});

test.each<[JobRequest, "active" | "reloading" | "activating" | "deactivating" | "inactive" | "failed", JobType]>([
  ["try-restart", "active", "restart"],
  ["try-restart", "activating", "restart"],
  ["try-restart", "inactive", "nop"],
  ["try-restart", "deactivating", "nop"],
  ["try-reload", "active", "reload"],
  ["try-reload", "activating", "nop"],
  ["reload-or-start", "active", "reload"],
  ["reload-or-start", "failed", "start"],
  ["start", "active", "start"],
])("%s of a unit that is %s is %s", (request, state, type) => {
  expect(collapseRequest(request, state)).toBe(type);
});

test.each<[JobType, "active" | "inactive" | "failed" | "reloading", boolean]>([
  ["start", "active", true],
  ["start", "inactive", false],
  ["stop", "failed", true],
  ["stop", "active", false],
  ["restart", "active", false],
  ["restart", "inactive", false],
  ["reload", "reloading", true],
  ["reload", "active", false],
])("%s of a unit that is %s: redundant is %s", (type, state, redundant) => {
  expect(isRedundant(type, state)).toBe(redundant);
});
