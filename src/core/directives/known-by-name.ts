import type { About } from "./directive.ts";

/**
 * Directives that are known by name alone: what they are set to is neither read nor acted on. A number is the systemd version that
 * brought those behind it.
 */
const UNIT = `
  33: ConditionSecurity BindTo RequiresOverridable RequisiteOverridable OnFailureIsolate IgnoreOnSnapshot
  36: ConditionPathIsSymbolicLink ConditionPathIsMountPoint
  38: PropagateReloadTo PropagateReloadFrom
  183: SourcePath
  197: ConditionACPower
  209: JoinsNamespaceOf
  210: ConditionArchitecture
  216: ConditionFirstBoot
  217: JobTimeoutRebootArgument
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
  255: SurviveFinalKillSignal
  256: WantsMountsFor
  258: ConditionVersion AssertVersion ConditionKernelModuleLoaded AssertKernelModuleLoaded
`;
const SERVICE = `
  33: RootDirectoryStartOnly NonBlocking CPUSchedulingResetOnFork CPUAffinity TTYReset TTYVHangup TTYVTDisallocate TimerSlackNSec
    UtmpIdentifier
  205: CPUAccounting MemoryAccounting
  225: UtmpMode
  227: USBFunctionDescriptors USBFunctionStrings TasksAccounting
  230: IOAccounting StartupIOWeight IODeviceWeight IOReadBandwidthMax IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax
  231: MemoryLow
  232: StartupCPUWeight MemorySwapMax
  235: IPAccounting
  236: StandardInputText StandardInputData LogLevelMax LogExtraFields
  240: LogRateLimitIntervalSec LogRateLimitBurst MemoryMin IODeviceLatencyTargetSec
  242: CPUQuotaPeriodSec
  243: NUMAPolicy NUMAMask TimeoutCleanSec DefaultMemoryMin DefaultMemoryLow
  244: AllowedCPUs AllowedMemoryNodes
  245: LogNamespace
  246: CoredumpFilter
  247: ManagedOOMSwap ManagedOOMMemoryPressure
  248: ManagedOOMMemoryPressureLimit ManagedOOMPreference
  250: TTYRows TTYColumns StartupAllowedCPUs StartupAllowedMemoryNodes
  253: OpenFile LogFilterPatterns MemoryZSwapMax
  254: MemoryKSM DefaultStartupMemoryLow StartupMemoryLow StartupMemoryHigh StartupMemoryMax
    StartupMemorySwapMax StartupMemoryZSwapMax MemoryPressureThresholdSec MemoryPressureWatch
  255: SetLoginEnvironment CoredumpReceive
  256: MemoryZSwapWriteback
  257: ManagedOOMMemoryPressureDurationSec
  258: StateDirectoryAccounting StateDirectoryQuota CacheDirectoryAccounting CacheDirectoryQuota LogsDirectoryAccounting
    LogsDirectoryQuota
  260: RefreshOnReload
`;
const SANDBOX = `
  33: RootDirectory SecureBits CapabilityBoundingSet PrivateTmp PrivateNetwork MountFlags PAMName
  34: DeviceAllow
  187: SystemCallFilter
  205: DevicePolicy
  209: SystemCallArchitectures SystemCallErrorNumber PrivateDevices Personality SELinuxContext
  210: AppArmorProfile
  211: RestrictAddressFamilies
  214: ProtectSystem ProtectHome
  218: SmackProcessLabel
  229: AmbientCapabilities
  231: MemoryDenyWriteExecute RestrictRealtime ReadWritePaths ReadOnlyPaths InaccessiblePaths
  232: DynamicUser ProtectKernelTunables ProtectKernelModules ProtectControlGroups PrivateUsers
  233: RootImage RestrictNamespaces BindPaths BindReadOnlyPaths MountAPIVFS
  235: KeyringMode LockPersonality IPAddressAllow IPAddressDeny
  236: RemoveIPC
  238: TemporaryFileSystem
  239: PrivateMounts
  240: DisableControllers
  242: RestrictSUIDSGID NetworkNamespacePath ProtectHostname
  243: IPIngressFilterPath IPEgressFilterPath
  244: ProtectKernelLogs
  245: ProtectClock
  246: RootHash RootHashSignature RootVerity
  247: RootImageOptions MountImages ProtectProc ProcSubset SystemCallLog SetCredential
  248: ExtensionImages ExecPaths NoExecPaths IPCNamespacePath PrivateIPC
  249: BPFProgram SocketBindAllow SocketBindDeny
  250: RestrictFileSystems SetCredentialEncrypted LoadCredentialEncrypted RestrictNetworkInterfaces
  251: ExtensionDirectories
  254: RootImagePolicy RootEphemeral ExtensionImagePolicy MountImagePolicy ImportCredential DelegateSubgroup
  255: NFTSet
  257: PrivatePIDs BindLogSockets
  258: DelegateNamespaces PrivateBPF BPFDelegateCommands BPFDelegateMaps BPFDelegatePrograms BPFDelegateAttachments
  259: UserNamespacePath
  260: RootMStack BindNetworkInterface
`;
const OBSOLETE = `
  33: PermissionsStartOnly Capabilities ReadWriteDirectories ReadOnlyDirectories InaccessibleDirectories
  34: CPUShares MemoryLimit BlockIOWeight BlockIOReadBandwidth BlockIOWriteBandwidth
  205: BlockIOAccounting
  206: BlockIODeviceWeight
  213: StartupCPUShares StartupBlockIOWeight
  218: SysVStartPriority
  221: BusPolicy
  227: NetClass
`;

const SANDBOXING = "Sandboxing is not done by this version: the service runs without it.";
const REMOVED = "systemd itself is giving it up.";

export const KNOWN_BY_NAME: Readonly<Record<string, ReadonlyMap<string, About>>> = {
  Unit: new Map([...rows(UNIT)]),
  Service: new Map([...rows(SERVICE), ...rows(SANDBOX, SANDBOXING), ...rows(OBSOLETE, REMOVED)]),
};

function* rows(text: string, note?: string): Generator<readonly [string, About]> {
  let since = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (/^\d+:$/.test(word)) since = Number.parseInt(word, 10);
    else
      yield [word, { summary: "See systemd's manual.", support: "ignored", since, shown: false, ...(note === undefined ? {} : { note }) }];
  }
}
