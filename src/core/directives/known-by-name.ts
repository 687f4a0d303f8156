import type { About, Directive } from "./directive.ts";
import { PASSIVE } from "./passive.ts";
import { GIVEN_UP } from "./removed.ts";

/**
 * Directives that are known by name alone: what they are set to is neither read nor acted on, and `show` prints what it does where they
 * are not set. A number is the systemd version that brought those behind it.
 */
const UNIT = `
  33: ConditionSecurity
  36: ConditionPathIsSymbolicLink ConditionPathIsMountPoint
  197: ConditionACPower
  210: ConditionArchitecture
  216: ConditionFirstBoot
  218: AssertPathExistsGlob AssertPathIsDirectory AssertPathIsSymbolicLink AssertPathIsMountPoint AssertPathIsReadWrite
    AssertDirectoryNotEmpty AssertFileNotEmpty AssertFileIsExecutable AssertNeedsUpdate AssertFirstBoot AssertArchitecture
    AssertVirtualization AssertHost AssertKernelCommandLine AssertSecurity AssertCapability AssertACPower
  234: ConditionGroup AssertUser AssertGroup
  237: ConditionKernelVersion ConditionControlGroupController AssertKernelVersion AssertControlGroupController
  247: ConditionPathIsEncrypted ConditionMemory ConditionCPUs AssertPathIsEncrypted AssertMemory AssertCPUs AssertEnvironment
  249: ConditionFirmware ConditionOSRelease AssertOSRelease
  250: ConditionMemoryPressure ConditionCPUPressure ConditionIOPressure AssertMemoryPressure AssertCPUPressure AssertIOPressure
  251: ConditionCPUFeature AssertCPUFeature
  252: ConditionCredential AssertCredential
  258: ConditionVersion AssertVersion ConditionKernelModuleLoaded AssertKernelModuleLoaded
`;
/** Newer than the systemd whose `show` this is. */
const NEWER = `
  258: StateDirectoryAccounting StateDirectoryQuota CacheDirectoryAccounting CacheDirectoryQuota LogsDirectoryAccounting
    LogsDirectoryQuota
  260: RefreshOnReload
`;
/** To read them takes the tables of system calls and file systems, and of the groups of them, that systemd has from libseccomp. */
const SYSTEM_CALLS = `
  187: SystemCallFilter
  209: SystemCallErrorNumber
  247: SystemCallLog
  250: RestrictFileSystems
`;
/** Grammars of their own, about file systems in files. */
const IMAGES = `
  247: RootImageOptions MountImages
  248: ExtensionImages
  254: RootImagePolicy ExtensionImagePolicy MountImagePolicy
  260: RootMStack
`;
/** Grammars of their own, about what only BPF and netfilter can do. */
const NETWORK = `
  235: IPAddressAllow IPAddressDeny
  249: BPFProgram SocketBindAllow SocketBindDeny
  255: NFTSet
  258: DelegateNamespaces PrivateBPF BPFDelegateCommands BPFDelegateMaps BPFDelegatePrograms BPFDelegateAttachments
  259: UserNamespacePath
  260: BindNetworkInterface
`;
const OBSOLETE = `
  34: BlockIOReadBandwidth BlockIOWriteBandwidth
  206: BlockIODeviceWeight
`;

const SANDBOXING = "Sandboxing is not done by this version: the service runs without it.";

export const KNOWN_BY_NAME: Readonly<Record<string, ReadonlyMap<string, About | Directive>>> = {
  Unit: new Map<string, About | Directive>([...rows(UNIT), ...Object.entries(PASSIVE.Unit)]),
  Service: new Map<string, About | Directive>([
    ...rows(NEWER),
    ...[SYSTEM_CALLS, IMAGES, NETWORK].flatMap((names) => [...rows(names, SANDBOXING)]),
    ...rows(OBSOLETE, GIVEN_UP),
    ...Object.entries(PASSIVE.Service),
  ]),
};

function* rows(text: string, note?: string): Generator<readonly [string, About]> {
  let since = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (/^\d+:$/.test(word)) since = Number.parseInt(word, 10);
    else
      yield [word, { summary: "See systemd's manual.", support: "ignored", since, shown: false, ...(note === undefined ? {} : { note }) }];
  }
}
