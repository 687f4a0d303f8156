import { bindPaths, prefixedPaths, temporaryFileSystems } from "../values/mount-paths.ts";
import { boolean } from "../values/boolean.ts";
import { booleanOr, optionalBoolean } from "../values/boolean-or.ts";
import { fromBase64 } from "../values/base64.ts";
import { CAPABILITIES, ambientCapabilities, capabilities, namespaces } from "../values/name-set.ts";
import { addressFamilies } from "../values/name-filter.ts";
import { architectures, personality } from "../values/architecture.ts";
import { secureBits } from "../values/bits.ts";
import { oneOf } from "../values/one-of.ts";
import { absolutePath, isAbsolute } from "../values/path.ts";
import { checkedText, text } from "../values/text.ts";
import type { ValueKind } from "../values/value-kind.ts";
import { type About, type Additive, type Single, alias, list, optional, single } from "./directive.ts";

const about = (since: number): About => ({
  summary: "See systemd.exec(5).",
  support: "ignored",
  since,
  note: "Sandboxing is not done by this version: the service runs without it.",
});
const yesNo = (since: number): Single<boolean> => single(boolean, false, about(since));
/** Left to what else the unit asks for. */
const yesNoOrUnset = (since: number): Single<boolean | undefined> => optional(optionalBoolean, { ...about(since), shownUnset: "no" });
const words = (since: number): Single<string | undefined> => optional(text, { ...about(since), shownUnset: "" });
/** With `-` in front it does no harm where there is no such thing. */
const securityLabel: ValueKind<string> = {
  ...text,
  complaint: (written, key, context) =>
    written.startsWith("-") ? text.complaint(written, key, context) : text.complaint(written, key, context).replace(", ignoring", ""),
  isFatal: (written) => !written.startsWith("-"),
};
const label = (since: number): Single<string | undefined> => optional(securityLabel, { ...about(since), shownUnset: "" });
const paths = (since: number): Additive<readonly string[]> => list(prefixedPaths, about(since));
const path = (since: number): Single<string | undefined> => optional(absolutePath, { ...about(since), shownUnset: "" });

/** Without it the service would see another file system than it was meant to. */
const neededPath: ValueKind<string> = {
  ...absolutePath,
  complaint: (written, key, context) => absolutePath.complaint(written, key, context).replace(", ignoring", ""),
  isFatal: () => true,
};
const needed = (since: number): Single<string | undefined> => optional(neededPath, { ...about(since), shownUnset: "" });

/** A path is shown as a property of its own. */
const orPath =
  (name: string, take: (value: string) => string): NonNullable<About["show"]> =>
  (value) => {
    const written = (value ?? "") as string;
    return isAbsolute(written)
      ? [
          [name, ""],
          [`${name}Path`, written],
        ]
      : [
          [name, take(written)],
          [`${name}Path`, ""],
        ];
  };
/** 16 bytes and more. */
const HASH = /^(?:[0-9a-f]{2}){16,}$/i;
const rootHash = checkedText({
  name: "hash in hexadecimal, or absolute path",
  expected: "expected at least 32 hexadecimal digits, or an absolute path",
  isValid: (value) => isAbsolute(value) || HASH.test(value),
  complaint: (written, key) =>
    /^(?:[0-9a-f]{2})*$/i.test(written) ? `${key}= is too short, ignoring: ${written}` : `Failed to decode ${key}=, ignoring: ${written}`,
  unresolved: (written) => `Failed to decode RootHash=, ignoring: ${written}`,
  example: "0123456789abcdef0123456789abcdef",
});
const rootHashSignature = checkedText({
  name: "base64: and a signature, or absolute path",
  expected: "expected base64: and a signature, or an absolute path",
  isValid: (value) => isAbsolute(value) || (value.startsWith("base64:") && fromBase64(value.slice(7)) !== undefined),
  complaint: (written, key) =>
    written.startsWith("base64:")
      ? `Failed to decode ${key}=, ignoring: ${written}`
      : `Failed to decode ${key}=, not a path but doesn't start with 'base64:', ignoring: ${written}`,
  unresolved: (written) => `Failed to decode RootHashSignature=, not a path but doesn't start with 'base64:', ignoring: ${written}`,
  example: "base64:YWJj",
});

/** A word beside the boolean it is a kind of. */
const kindOf =
  (name: string, yes: string): NonNullable<About["show"]> =>
  (value) => [
    [name, value === "no" ? "no" : "yes"],
    [`${name}Ex`, value === "yes" ? yes : (value as string)],
  ];

const dynamicUser: ValueKind<boolean> = {
  ...boolean,
  complaint: (written, key) => `Failed to parse ${key}=${written}: Invalid argument`,
  isFatal: () => true,
};

/** What shuts a service in. It is read and shown, and nothing is done about it. Source: systemd.exec(5), SANDBOXING and others. */
export const passiveSandbox = {
  RootDirectory: needed(33),
  RootImage: needed(233),
  RootVerity: needed(246),
  RootHash: optional(rootHash, { ...about(246), show: orPath("RootHash", (hash) => hash.toLowerCase()) }),
  RootHashSignature: optional(rootHashSignature, {
    ...about(246),
    show: orPath("RootHashSignature", (signature) => signature.slice("base64:".length)),
  }),
  RootEphemeral: yesNo(254),
  SecureBits: list(secureBits, about(33)),
  CapabilityBoundingSet: list(capabilities, {
    ...about(33),
    show: (names) => [["CapabilityBoundingSet", capabilities.format((names as readonly string[] | undefined) ?? CAPABILITIES)]],
  }),
  AmbientCapabilities: list(ambientCapabilities, about(229)),
  PrivateTmp: single(booleanOr("disconnected"), "no", { ...about(33), show: kindOf("PrivateTmp", "connected") }),
  PrivateNetwork: yesNo(33),
  PrivateDevices: yesNo(209),
  PrivateUsers: single(booleanOr("self", "identity"), "no", { ...about(232), show: kindOf("PrivateUsers", "self") }),
  PrivateMounts: yesNoOrUnset(239),
  PrivateIPC: yesNo(248),
  PrivatePIDs: yesNo(257),
  ProtectSystem: single(booleanOr("full", "strict"), "no", about(214)),
  ProtectHome: single(booleanOr("read-only", "tmpfs"), "no", about(214)),
  ProtectKernelTunables: yesNo(232),
  ProtectKernelModules: yesNo(232),
  ProtectKernelLogs: yesNo(244),
  ProtectControlGroups: single(booleanOr("private", "strict"), "no", { ...about(232), show: kindOf("ProtectControlGroups", "yes") }),
  ProtectClock: yesNo(245),
  ProtectHostname: yesNo(242),
  ProtectProc: single(oneOf("default", "noaccess", "invisible", "ptraceable"), "default", about(247)),
  ProcSubset: single(oneOf("all", "pid"), "all", about(247)),
  MountAPIVFS: yesNoOrUnset(233),
  BindLogSockets: yesNoOrUnset(257),
  MountFlags: optional({ ...oneOf("shared", "slave", "private"), emptyResets: true }, { ...about(33), shownUnset: "" }),
  DynamicUser: single(dynamicUser, false, about(232)),
  RemoveIPC: yesNo(236),
  MemoryDenyWriteExecute: yesNo(231),
  RestrictRealtime: yesNo(231),
  RestrictSUIDSGID: yesNo(242),
  RestrictNamespaces: list(namespaces, about(233)),
  RestrictAddressFamilies: list(addressFamilies, about(211)),
  LockPersonality: yesNo(235),
  Personality: optional(personality, { ...about(209), shownUnset: "" }),
  SystemCallArchitectures: list(architectures, about(209)),
  KeyringMode: single(oneOf("inherit", "private", "shared"), "private", about(235)),
  ReadWritePaths: paths(231),
  ReadOnlyPaths: paths(231),
  InaccessiblePaths: paths(231),
  ReadWriteDirectories: alias(["ReadWritePaths"], about(33)),
  ReadOnlyDirectories: alias(["ReadOnlyPaths"], about(33)),
  InaccessibleDirectories: alias(["InaccessiblePaths"], about(33)),
  ExecPaths: paths(248),
  NoExecPaths: paths(248),
  BindPaths: list(bindPaths, about(233)),
  BindReadOnlyPaths: list(bindPaths, about(233)),
  TemporaryFileSystem: list(temporaryFileSystems, about(238)),
  ExtensionDirectories: paths(251),
  NetworkNamespacePath: path(242),
  IPCNamespacePath: path(248),
  PAMName: words(33),
  SELinuxContext: label(209),
  AppArmorProfile: label(210),
  SmackProcessLabel: label(218),
} as const;
