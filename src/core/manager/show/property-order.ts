/** The names that `systemctl show` prints, in the order in which systemd 257 does. Source: recorded from `systemctl show --all`. */
const ORDER = `
  Type ExitType Restart RestartMode PIDFile NotifyAccess RestartUSec RestartSteps RestartMaxDelayUSec RestartUSecNext
  TimeoutStartUSec TimeoutStopUSec TimeoutAbortUSec TimeoutStartFailureMode TimeoutStopFailureMode RuntimeMaxUSec
  RuntimeRandomizedExtraUSec WatchdogUSec WatchdogTimestamp WatchdogTimestampMonotonic RootDirectoryStartOnly RemainAfterExit
  GuessMainPID RestartPreventExitStatus RestartForceExitStatus SuccessExitStatus MainPID ControlPID BusName FileDescriptorStoreMax
  NFileDescriptorStore FileDescriptorStorePreserve StatusText StatusErrno StatusBusError StatusVarlinkError Result ReloadResult
  CleanResult LiveMountResult USBFunctionDescriptors USBFunctionStrings UID GID NRestarts OOMPolicy OpenFile
  ExtraFileDescriptorNames ReloadSignal ExecMainStartTimestamp ExecMainStartTimestampMonotonic ExecMainExitTimestamp
  ExecMainExitTimestampMonotonic ExecMainHandoffTimestamp ExecMainHandoffTimestampMonotonic ExecMainPID ExecMainCode ExecMainStatus
  ExecCondition ExecConditionEx ExecStartPre ExecStartPreEx ExecStart ExecStartEx ExecStartPost ExecStartPostEx ExecReload
  ExecReloadEx ExecStop ExecStopEx ExecStopPost ExecStopPostEx Slice ControlGroup ControlGroupId MemoryCurrent MemoryPeak
  MemorySwapCurrent MemorySwapPeak MemoryZSwapCurrent MemoryAvailable EffectiveMemoryMax EffectiveMemoryHigh CPUUsageNSec
  EffectiveCPUs EffectiveMemoryNodes TasksCurrent EffectiveTasksMax IPIngressBytes IPIngressPackets IPEgressBytes IPEgressPackets
  IOReadBytes IOReadOperations IOWriteBytes IOWriteOperations Delegate DelegateControllers DelegateSubgroup CPUAccounting CPUWeight
  StartupCPUWeight CPUShares StartupCPUShares CPUQuotaPerSecUSec CPUQuotaPeriodUSec AllowedCPUs StartupAllowedCPUs
  AllowedMemoryNodes StartupAllowedMemoryNodes IOAccounting IOWeight StartupIOWeight IODeviceWeight IOReadBandwidthMax
  IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax IODeviceLatencyTargetUSec BlockIOAccounting BlockIOWeight StartupBlockIOWeight
  BlockIODeviceWeight BlockIOReadBandwidth BlockIOWriteBandwidth MemoryAccounting DefaultMemoryLow DefaultStartupMemoryLow
  DefaultMemoryMin MemoryMin MemoryLow StartupMemoryLow MemoryHigh StartupMemoryHigh MemoryMax StartupMemoryMax MemorySwapMax
  StartupMemorySwapMax MemoryZSwapMax StartupMemoryZSwapMax MemoryZSwapWriteback MemoryLimit DevicePolicy DeviceAllow
  TasksAccounting TasksMax IPAccounting IPAddressAllow IPAddressDeny IPIngressFilterPath IPEgressFilterPath DisableControllers
  ManagedOOMSwap ManagedOOMMemoryPressure ManagedOOMMemoryPressureLimit ManagedOOMMemoryPressureDurationUSec ManagedOOMPreference
  BPFProgram SocketBindAllow SocketBindDeny RestrictNetworkInterfaces MemoryPressureWatch MemoryPressureThresholdUSec NFTSet
  CoredumpReceive Environment EnvironmentFiles PassEnvironment UnsetEnvironment UMask LimitCPU LimitCPUSoft LimitFSIZE
  LimitFSIZESoft LimitDATA LimitDATASoft LimitSTACK LimitSTACKSoft LimitCORE LimitCORESoft LimitRSS LimitRSSSoft LimitNOFILE
  LimitNOFILESoft LimitAS LimitASSoft LimitNPROC LimitNPROCSoft LimitMEMLOCK LimitMEMLOCKSoft LimitLOCKS LimitLOCKSSoft
  LimitSIGPENDING LimitSIGPENDINGSoft LimitMSGQUEUE LimitMSGQUEUESoft LimitNICE LimitNICESoft LimitRTPRIO LimitRTPRIOSoft
  LimitRTTIME LimitRTTIMESoft WorkingDirectory RootDirectory RootImage RootImageOptions RootHash RootHashPath RootHashSignature
  RootHashSignaturePath RootVerity RootEphemeral ExtensionDirectories ExtensionImages MountImages OOMScoreAdjust CoredumpFilter Nice
  IOSchedulingClass IOSchedulingPriority CPUSchedulingPolicy CPUSchedulingPriority CPUAffinity CPUAffinityFromNUMA NUMAPolicy
  NUMAMask TimerSlackNSec CPUSchedulingResetOnFork NonBlocking StandardInput StandardInputFileDescriptorName StandardInputData
  StandardOutput StandardOutputFileDescriptorName StandardError StandardErrorFileDescriptorName TTYPath TTYReset TTYVHangup
  TTYVTDisallocate TTYRows TTYColumns SyslogPriority SyslogIdentifier SyslogLevelPrefix SyslogLevel SyslogFacility LogLevelMax
  LogRateLimitIntervalUSec LogRateLimitBurst LogExtraFields LogFilterPatterns LogNamespace SecureBits CapabilityBoundingSet
  AmbientCapabilities User Group DynamicUser SetLoginEnvironment RemoveIPC SetCredential SetCredentialEncrypted LoadCredential
  LoadCredentialEncrypted ImportCredential ImportCredentialEx SupplementaryGroups PAMName ReadWritePaths ReadOnlyPaths
  InaccessiblePaths ExecPaths NoExecPaths ExecSearchPath MountFlags PrivateTmp PrivateTmpEx PrivateDevices ProtectClock
  ProtectKernelTunables ProtectKernelModules ProtectKernelLogs ProtectControlGroups ProtectControlGroupsEx PrivateNetwork
  PrivateUsers PrivateUsersEx PrivateMounts PrivateIPC PrivatePIDs ProtectHome ProtectSystem SameProcessGroup UtmpIdentifier
  UtmpMode SELinuxContext AppArmorProfile SmackProcessLabel IgnoreSIGPIPE NoNewPrivileges SystemCallFilter SystemCallArchitectures
  SystemCallErrorNumber SystemCallLog Personality LockPersonality RestrictAddressFamilies RuntimeDirectorySymlink
  RuntimeDirectoryPreserve RuntimeDirectoryMode RuntimeDirectory StateDirectorySymlink StateDirectoryMode StateDirectory
  CacheDirectorySymlink CacheDirectoryMode CacheDirectory LogsDirectorySymlink LogsDirectoryMode LogsDirectory
  ConfigurationDirectoryMode ConfigurationDirectory TimeoutCleanUSec MemoryDenyWriteExecute RestrictRealtime RestrictSUIDSGID
  RestrictNamespaces RestrictFileSystems BindPaths BindReadOnlyPaths TemporaryFileSystem MountAPIVFS BindLogSockets KeyringMode
  ProtectProc ProcSubset ProtectHostname MemoryKSM NetworkNamespacePath IPCNamespacePath RootImagePolicy MountImagePolicy
  ExtensionImagePolicy KillMode KillSignal RestartKillSignal FinalKillSignal SendSIGKILL SendSIGHUP WatchdogSignal Id Names
  Following Requires Requisite Wants BindsTo PartOf Upholds RequiredBy RequisiteOf WantedBy BoundBy UpheldBy ConsistsOf Conflicts
  ConflictedBy Before After OnSuccess OnSuccessOf OnFailure OnFailureOf Triggers TriggeredBy PropagatesReloadTo ReloadPropagatedFrom
  PropagatesStopTo StopPropagatedFrom JoinsNamespaceOf SliceOf RequiresMountsFor WantsMountsFor Documentation Description
  AccessSELinuxContext LoadState ActiveState FreezerState SubState FragmentPath SourcePath DropInPaths UnitFileState UnitFilePreset
  StateChangeTimestamp StateChangeTimestampMonotonic InactiveExitTimestamp InactiveExitTimestampMonotonic ActiveEnterTimestamp
  ActiveEnterTimestampMonotonic ActiveExitTimestamp ActiveExitTimestampMonotonic InactiveEnterTimestamp
  InactiveEnterTimestampMonotonic CanStart CanStop CanReload CanIsolate CanClean CanFreeze CanLiveMount Job StopWhenUnneeded
  RefuseManualStart RefuseManualStop AllowIsolate DefaultDependencies SurviveFinalKillSignal OnSuccessJobMode OnFailureJobMode
  IgnoreOnIsolate NeedDaemonReload Markers JobTimeoutUSec JobRunningTimeoutUSec JobTimeoutAction JobTimeoutRebootArgument
  ConditionResult AssertResult ConditionTimestamp ConditionTimestampMonotonic AssertTimestamp AssertTimestampMonotonic Conditions
  Asserts LoadError Transient Perpetual StartLimitIntervalUSec StartLimitBurst StartLimitAction FailureAction
  FailureActionExitStatus SuccessAction SuccessActionExitStatus RebootArgument InvocationID CollectMode Refs ActivationDetails
  DebugInvocation
`;

let ranks: ReadonlyMap<string, number> | undefined;

/** Only a manager that is asked for properties ever splits the text. */
const listRanks = (): ReadonlyMap<string, number> =>
  (ranks ??= new Map(
    ORDER.trim()
      .split(/\s+/)
      .map((each, rank) => [each, rank]),
  ));

/** Where a property stands; undefined if it is none. */
export const propertyRank = (name: string): number | undefined => listRanks().get(name);

export const countRanks = (): number => listRanks().size;
