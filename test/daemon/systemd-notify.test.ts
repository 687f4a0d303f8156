/** The program that comes with systemd, against our manager: what it sends is what any stock daemon's sd_notify(3) sends. */
import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasCommand, lacks } from "../linux/run-driver.ts";
import { eventually, startManager, type TestManager } from "../support/manager.ts";

const PROGRAM = "/usr/bin/systemd-notify";
const isMissing = !hasCommand(PROGRAM);

describe.skipIf(lacks(isMissing, `there is no ${PROGRAM} here`))("systemd-notify", () => {
  let manager: TestManager;
  beforeEach(async () => {
    manager = await startManager();
  });
  afterEach(() => manager.close());

  const show = async (property: string): Promise<string> => (await manager.run("show", "-P", property, "web.service")).stdout.trim();
  const serve = (script: string, settings = ""): void =>
    manager.write("web.service", `[Service]\nType=notify\nNotifyAccess=all\n${settings}\nExecStart=/bin/sh -c '${script}'\n`);

  it("--ready and --status= make a service ready, and say how it is", async () => {
    serve(`${PROGRAM} --ready --status=up; exec sleep 100`);
    expect(await manager.run("start", "web.service")).toMatchObject({ status: 0 });
    expect(await show("StatusText")).toBe("up");
  });

  it("--pid= names the main process", async () => {
    serve(`sleep 100 & ${PROGRAM} --ready --pid=$$!; wait`);
    expect(await manager.run("start", "web.service")).toMatchObject({ status: 0 });
    const pid = Number(await show("MainPID"));
    process.kill(pid, "SIGKILL");
    // The shell waits for it, and ends with it; the manager was told that it was no child of its own.
    await eventually(async () => ((await show("ActiveState")) === "active" ? undefined : true));
    expect(await manager.log("web.service")).toContain(
      `web.service: Supervising process ${pid} which is not our child. We'll most likely not notice when it exits.`,
    );
  });

  it("speaks for itself where the manager has run it", async () => {
    manager.write("web.service", `[Service]\nType=notify\nRemainAfterExit=yes\nExecStart=${PROGRAM} --ready --status=itself\n`);
    expect(await manager.run("start", "web.service")).toMatchObject({ status: 0 });
    expect(await show("StatusText")).toBe("itself");
  });

  const isOld = isMissing || !execFileSync(PROGRAM, ["--help"], { encoding: "utf8" }).includes("--fd=");
  it.skipIf(lacks(isOld, `${PROGRAM} is older than 254`))("--fd= hands over a descriptor to be kept", async () => {
    serve(`${PROGRAM} --fd=0 --fdname=input FDSTORE=1 </dev/zero; ${PROGRAM} --ready; exec sleep 100`, "FileDescriptorStoreMax=2");
    expect(await manager.run("start", "web.service")).toMatchObject({ status: 0 });
    expect(await show("NFileDescriptorStore")).toBe("1");
  });

  it("--stopping ends the service in its own time", async () => {
    serve(`${PROGRAM} --ready; sleep 0.3; ${PROGRAM} --stopping; exec sleep 0.3`);
    expect(await manager.run("start", "web.service")).toMatchObject({ status: 0 });
    await eventually(async () => ((await show("ActiveState")) === "inactive" ? true : undefined));
    expect(await show("Result")).toBe("success");
  });
});
