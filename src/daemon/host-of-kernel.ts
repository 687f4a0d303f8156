import type { Host } from "../core/exec/host.ts";
import type { UnitName } from "../core/values/unit-name.ts";
import type { LinuxKernel } from "./session.ts";
import { openMachine } from "./machine.ts";

/** The machine as this kernel can serve it. */
export function hostOf(kernel: LinuxKernel, notifySocket: string, userManager: boolean, isEnabled: (unit: UnitName) => boolean): Host {
  const facts = kernel.facts();
  const memoryNote =
    facts.memory === "guard"
      ? "MemoryMax= is not enforced by the kernel here, as no memory cgroup is writable: Upkeep looks at the memory in use every 20ms and kills with SIGKILL beyond the limit."
      : undefined;
  const canFreeze = facts.freezer !== "none";
  const { unitOf, randomId } = kernel;
  const host = { userManager, notifySocket, memoryNote, canFreeze, isEnabled, unitOf, newInvocationId: randomId };
  return openMachine({ ...host, sight: kernel });
}
