/** The socket of sd_notify(3): datagrams with the sender's credentials, which the kernel vouches for. */
import { isUtf8 } from "node:buffer";
import { chmodSync, rmSync } from "node:fs";
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";
import { decodeText } from "../core/base/text.ts";
import { syscallError } from "./ffi.ts";
import type { Libc, SyscallError } from "./ffi.ts";
import type { Reactor } from "./reactor.ts";

export interface Notification {
  readonly pid: number;
  readonly uid: number;
  /** Whoever takes the notification closes them, or hands them on. */
  readonly fds: readonly number[];
  closeFds(): void;
  readonly fields: readonly (readonly [string, string])[];
}
export interface NotifySocket {
  readonly path: string;
  /** The datagrams that have arrived, oldest first. */
  receive(): readonly Notification[];
  close(): void;
}

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
const SOL_SOCKET = 1;
const SO_PASSCRED = 16;
const SO_RCVBUFFORCE = 33;
const RECEIVE_BUFFER = 8 * 1024 * 1024;
const MSG_DONTWAIT_CMSG_CLOEXEC = 0x40 | 0x40000000;
const MSG_TRUNC = 0x20;
const MSG_CTRUNC = 8;
const NOBODY = 65534;
const SCM_RIGHTS = 1;
const SCM_CREDENTIALS = 2;
const EINTR = -4;
const MAX_PATH = 107;
/** Source: sd_notify(3); larger ones systemd drops too. */
const MAX_DATAGRAM = 4096;
/** A flood must end some time; what is left wakes us again. */
const PER_TURN = 1024;

/** Datagrams that are too long or hold a NUL are told of through `warn` and dropped. Source: sd_notify(3). */
export function openNotifySocket(
  libc: Libc,
  reactor: Reactor,
  path: string,
  onReady: () => void,
  warn: (message: string) => void,
): Result<NotifySocket, SyscallError> {
  const pathBytes = Buffer.from(path);
  if (pathBytes.length > MAX_PATH) {
    return err({ call: "bind", errno: 36, message: `The path of the notification socket is longer than ${MAX_PATH} bytes: ${path}` });
  }
  const fd = libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0);
  if (fd < 0) return err(syscallError(libc, "socket", fd));
  rmSync(path, { force: true });
  const address = Buffer.alloc(110);
  address.writeUInt16LE(AF_UNIX, 0);
  pathBytes.copy(address, 2);
  const bound = libc.bind(fd, address, 2 + pathBytes.length + 1);
  if (bound < 0) {
    libc.close(fd);
    return err(syscallError(libc, `bind ${path}`, bound));
  }
  // Services may run as any user.
  chmodSync(path, 0o777);
  libc.setsockopt(fd, SOL_SOCKET, SO_PASSCRED, int32(1), 4);
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(RECEIVE_BUFFER), 4);
  const receiver = createReceiver(libc, fd, warn);
  reactor.add(fd, onReady);
  return ok({
    path,
    receive: () => {
      const all: Notification[] = [];
      for (let i = 0; i < PER_TURN; i++) {
        const datagram = receiver();
        if (datagram === undefined) break;
        if (datagram !== "dropped") all.push(datagram);
      }
      return all;
    },
    close: () => {
      reactor.remove(fd);
      libc.close(fd);
      rmSync(path, { force: true });
    },
  });
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value, 0);
  return buffer;
}

/** Reads one datagram; undefined when there is none. */
function createReceiver(libc: Libc, fd: number, warn: (message: string) => void): () => Notification | "dropped" | undefined {
  // One block, as the addresses in it must stay good: struct msghdr, struct iovec, control messages, data.
  const block = Buffer.allocUnsafeSlow(64 + 64 + 2048 + MAX_DATAGRAM + 1).fill(0);
  const base = libc.addressOf(block);
  const [header, vector, control, data] = [block.subarray(0, 56), block.subarray(64, 80), block.subarray(128, 2176), block.subarray(2176)];
  vector.writeBigUInt64LE(BigInt(base + 2176), 0);
  vector.writeBigUInt64LE(BigInt(data.length), 8);
  return () => {
    header.fill(0);
    header.writeBigUInt64LE(BigInt(base + 64), 16);
    header.writeBigUInt64LE(1n, 24);
    header.writeBigUInt64LE(BigInt(base + 128), 32);
    header.writeBigUInt64LE(BigInt(control.length), 40);
    let length = libc.recvmsg(fd, header, MSG_DONTWAIT_CMSG_CLOEXEC);
    while (length === EINTR) length = libc.recvmsg(fd, header, MSG_DONTWAIT_CMSG_CLOEXEC);
    if (length < 0) return undefined;
    const { pid, uid, fds } = parseControl(control.subarray(0, header.readUInt32LE(40)));
    const closeFds = (): void => fds.forEach((passed) => libc.close(passed));
    const drop = (why?: string): "dropped" => {
      closeFds();
      if (why !== undefined) warn(why);
      return "dropped";
    };
    const flags = header.readInt32LE(48);
    if (flags & MSG_CTRUNC) return drop("Got message with truncated control data (too many fds sent?), ignoring.");
    if (pid === undefined || pid <= 0) return drop();
    if (length > MAX_DATAGRAM || flags & MSG_TRUNC) return drop("Received notify message exceeded maximum size. Ignoring.");
    const bytes = data.subarray(0, length);
    const text = isUtf8(bytes) ? bytes.toString() : decodeText(bytes);
    if (text.replace(/\0$/, "").includes("\0")) return drop("Received notify message with embedded NUL bytes. Ignoring.");
    const fields = parseFields(text);
    return fields.length === 0 ? drop() : { pid, uid, fields, fds, closeFds };
  };
}

/** Source: cmsg(3): length, level, type, then the data, each message at a multiple of 8. */
export function parseControl(control: Buffer): { readonly pid: number | undefined; readonly uid: number; readonly fds: readonly number[] } {
  let pid: number | undefined;
  let uid = NOBODY;
  const fds: number[] = [];
  for (let at = 0; at + 16 <= control.length;) {
    const length = control.readUInt32LE(at);
    if (length < 16) break;
    const end = Math.min(at + length, control.length);
    if (control.readInt32LE(at + 8) === SOL_SOCKET) {
      const type = control.readInt32LE(at + 12);
      if (type === SCM_CREDENTIALS && end - at >= 24) {
        pid = control.readInt32LE(at + 16);
        uid = control.readUInt32LE(at + 20);
      }
      if (type === SCM_RIGHTS) for (let i = at + 16; i + 4 <= end; i += 4) fds.push(control.readInt32LE(i));
    }
    at += (length + 7) & ~7;
  }
  return { pid, uid, fds };
}

/** `KEY=VALUE` lines in the order sent; anything else is left out. A carriage return ends a line as well. */
export function parseFields(text: string): readonly (readonly [string, string])[] {
  return text
    .replace(/\0$/, "")
    .split(/[\r\n]/)
    .map((line) => [line.slice(0, Math.max(0, line.indexOf("="))), line.slice(line.indexOf("=") + 1)] as const)
    .filter(([key]) => key !== "");
}
