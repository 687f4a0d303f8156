import type { Property } from "./property.ts";

/**
 * Properties that say the same of every unit, because what they tell of is not there: the one place for them, each with the reason.
 * `OF_ALL`: of every unit; `OF_SERVICES`: of services. Text behind `=` is what systemd 257 shows of a unit that has nothing of the kind.
 */
type Constants = readonly { readonly because: string; readonly are: readonly string[] }[];

const OF_ALL: Constants = [
  {
    because: "Units are made of files alone: none is made at run time, is a part of the manager itself or follows another.",
    are: ["Following=", "Transient=no", "Perpetual=no", "Refs=", "Markers="],
  },
  { because: "There are no slices.", are: ["SliceOf="] },
  {
    because: "No unit is started by a timer, a path or a device, which is what would be told of here.",
    are: ["ActivationDetails=[unprintable]"],
  },
  { because: "systemctl has no form for them.", are: ["Conditions=[unprintable]", "Asserts=[unprintable]"] },
  { because: "There is no access control by SELinux.", are: ["AccessSELinuxContext="] },
];

const OF_SERVICES: Constants = [
  { because: "Nothing is mounted into a running service.", are: ["LiveMountResult=success"] },
  { because: "There is no `clean`.", are: ["CleanResult=success"] },
  { because: "Only a unit made at run time can be handed descriptors by a client.", are: ["ExtraFileDescriptorNames="] },
  { because: "Only a unit made at run time can ask for it.", are: ["SameProcessGroup=no"] },
  { because: "Swap is not looked at.", are: ["MemorySwapCurrent=[not set]", "MemorySwapPeak=[not set]", "MemoryZSwapCurrent=[not set]"] },
  { because: "A cgroup is known by its path.", are: ["ControlGroupId=0"] },
  { because: "The cpuset controller is not used.", are: ["EffectiveCPUs=", "EffectiveMemoryNodes="] },
  {
    because: "There is no accounting of network packets, for which it takes BPF.",
    are: ["IPIngressBytes=[no data]", "IPIngressPackets=[no data]", "IPEgressBytes=[no data]", "IPEgressPackets=[no data]"],
  },
  {
    because: "The io controller is not used.",
    are: ["IOReadBytes=[not set]", "IOReadOperations=[not set]", "IOWriteBytes=[not set]", "IOWriteOperations=[not set]"],
  },
  {
    because: "Packet filters, file systems and system calls that are allowed or refused are not read (directives/known-by-name.ts).",
    are: [
      "IPAddressAllow=",
      "IPAddressDeny=",
      "NFTSet=[unprintable]",
      "RestrictFileSystems=~",
      "SystemCallFilter=~",
      "SystemCallLog=~",
      "SystemCallErrorNumber=2147483646",
    ],
  },
  {
    because: "systemctl has no form for credentials.",
    are: [
      "SetCredential=[unprintable]",
      "SetCredentialEncrypted=[unprintable]",
      "LoadCredential=[unprintable]",
      "LoadCredentialEncrypted=[unprintable]",
      "ImportCredentialEx=[unprintable]",
    ],
  },
  {
    because: "File systems in files are not mounted, and what is said of them is not read (directives/known-by-name.ts).",
    are: ["ExtensionImages=", "MountImages=", ...["RootImagePolicy", "MountImagePolicy", "ExtensionImagePolicy"].map(imagePolicy)],
  },
];

/** What systemd uses of an image unless told otherwise. */
function imagePolicy(name: string): string {
  const verified = "verity+signed+encrypted+unprotected+absent";
  const others = ["home", "srv", "tmp", "var"].map((part) => `${part}=encrypted+unprotected+absent`);
  return `${name}=${[`root=${verified}`, `usr=${verified}`, ...others].join(":")}`;
}

const split = (constants: Constants): readonly Property[] =>
  constants.flatMap(({ are }) => are.map((text): Property => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));

let ofAll: readonly Property[] | undefined;
let ofServices: readonly Property[] | undefined;

export function constantProperties(isService: boolean): readonly Property[] {
  ofAll ??= split(OF_ALL);
  if (!isService) return ofAll;
  ofServices ??= [...ofAll, ...split(OF_SERVICES)];
  return ofServices;
}
