/**
 * The C library, called through koffi. The only file that knows which FFI package is used; everything passed is an integer, a string
 * or a Buffer, every call is synchronous (an asynchronous one does not keep its Buffers alive), and there is no callback but the one
 * poll handle.
 *
 * Unless it says otherwise a function gives what the C function gives, or the negative errno.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { err, ok } from "../core/base/result.ts";
import type { Result } from "../core/base/result.ts";

/** A call to the kernel that failed, for a person to read. */
export interface SyscallError {
  /** The function, or what else was tried. */
  readonly call: string;
  readonly errno: number;
  readonly message: string;
}

/** Something that is told when a descriptor becomes readable. */
export interface PollHandle {
  close(): void;
}

export interface Libc {
  /** strerror(3)'s text. */
  describeError(errno: number): string;
  /** Where the bytes of `buffer` lie. Only good as long as `buffer` is referenced; must be larger than 64 bytes, smaller ones move. */
  addressOf(buffer: Uint8Array): number;
  /** `onReady` is called when `fd` becomes readable. Never twice for one fd nor for a regular file: that ends the process. */
  pollHandle(fd: number, onReady: () => void): PollHandle;
  /** The function of one pointer argument at `address`. */
  functionAt(address: number): (program: Uint8Array) => number;

  close(fd: number): number;
  read(fd: number, into: Uint8Array, length: number): number;
  write(fd: number, bytes: Uint8Array, length: number): number;
  open(path: string, flags: number, mode: number): number;
  pipe2(into: Uint8Array, flags: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  dup3(from: number, to: number, flags: number): number;
  flock(fd: number, operation: number): number;
  epollCreate(flags: number): number;
  epollControl(epoll: number, operation: number, fd: number, event: Uint8Array | null): number;
  epollWait(epoll: number, events: Uint8Array, count: number, timeoutMs: number): number;
  timerfdCreate(clock: number, flags: number): number;
  timerfdSet(fd: number, flags: number, value: Uint8Array): number;
  clockGettime(clock: number, into: Uint8Array): number;
  getrandom(into: Uint8Array, length: number, flags: number): number;
  eventfd(initial: number, flags: number): number;
  inotifyInit(flags: number): number;
  inotifyAdd(fd: number, path: string, mask: number): number;
  inotifyRemove(fd: number, watch: number): number;
  socket(domain: number, type: number, protocol: number): number;
  socketpair(domain: number, type: number, protocol: number, into: Uint8Array): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  recvmsg(fd: number, message: Uint8Array, flags: number): number;
  prctl(operation: number, a: number, b: number, c: number, d: number): number;
  prlimit(pid: number, resource: number, set: Uint8Array | null, get: Uint8Array | null): number;
  yieldCpu(): number;
  waitid(idType: number, id: number, info: Uint8Array, options: number): number;
  kill(pid: number, signal: number): number;
  /** `value`: the integer of the C function's union, which both architectures pass like a long. */
  sigqueue(pid: number, signal: number, value: number): number;
  pidfdOpen(pid: number): number;
  pidfdSendSignal(pidfd: number, signal: number): number;
  /** kcmp(2) of two descriptors of our own: 0 if they are open on the same. */
  compareFds(one: number, other: number): number;
  /** Those whose other end is gone, or that have an error. */
  hungUp(fds: readonly number[]): readonly number[];
  closeRange(first: number, last: number): number;
  /** Bytes. */
  pageSize(): number;
  /** Gives an address, or the negative errno. */
  mmap(length: number, protection: number, flags: number): number;
  mprotect(address: number, length: number, protection: number): number;
  copyTo(address: number, bytes: Uint8Array): void;
}

interface Koffi {
  load(path: null): { func(declaration: string): (...args: unknown[]) => unknown };
  proto(declaration: string): unknown;
  decode(address: bigint, type: unknown): (...args: unknown[]) => unknown;
  address(buffer: Uint8Array): bigint;
  errno(): number;
  readonly node: { poll(fd: number, callback: (status: number, events: number) => void): PollHandle };
}

const ARCHITECTURES: readonly string[] = ["x64", "arm64"];

/** The package keeps what was declared for as long as the process lives. */
let declared: Libc | undefined;

/** Loads the FFI package for this machine. The error is one sentence that a person can act on. */
export function openLibc(): Result<Libc, SyscallError> {
  if (declared) return ok(declared);
  if (process.platform !== "linux" || !ARCHITECTURES.includes(process.arch)) {
    return refusal(`Upkeep needs Linux on x64 or arm64; this is ${process.platform} on ${process.arch}.`);
  }
  const name = `@koromix/koffi-linux-${process.arch}`;
  try {
    declared = declareFunctions(requireAtRunTime(name) as Koffi);
    return ok(declared);
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    return refusal(
      `Upkeep needs the package ${name}, which cannot be loaded (${why}); install Upkeep again with its optional dependencies.`,
    );
  }
}

const refusal = (message: string): Result<Libc, SyscallError> => err({ call: "load", errno: 0, message });

/** The bundle is CommonJS and has a `require` of its own; the sources, as tests run them in the project's folder, have none. */
function requireAtRunTime(name: string): unknown {
  return (typeof require === "function" ? require : createRequire(join(process.cwd(), "package.json")))(name);
}

function declareFunctions(koffi: Koffi): Libc {
  const library = koffi.load(null);
  const errno = (): number => koffi.errno();
  /** A C function that gives -1 and sets errno, as one that gives the negative errno. */
  const call = <A extends unknown[]>(declaration: string): ((...args: A) => number) => {
    const raw = library.func(declaration) as (...args: A) => number;
    return (...args) => {
      const result = raw(...args);
      return result === -1 ? -errno() : result;
    };
  };
  const strerror = library.func("const char *strerror(int number)") as (number: number) => string;
  // Declared without `...`: integers are passed alike on both architectures, and koffi is faster this way.
  const syscall = call<[number, number, number, number, number]>("long syscall(long nr, long a, long b, long c, long d)");
  const kcmp = call<[number, number, number, number, number, number]>(
    "long syscall(long nr, long first, long second, long type, long one, long other)",
  );
  const poll = call<[Uint8Array, number, number]>("int poll(void *fds, unsigned long count, int timeout)");
  const memcpy = library.func("void *memcpy(uintptr_t to, const void *from, size_t length)");
  const getpagesize = library.func("int getpagesize()") as () => number;
  const spawnType = koffi.proto("long upkeep_spawn(void *program)");
  const mmap = call<[number, number, number, number, number, number]>(
    "long mmap(long address, size_t length, int protection, int flags, int fd, long offset)",
  );
  return {
    describeError: strerror,
    addressOf: (buffer) => Number(koffi.address(buffer)),
    pollHandle: (fd, onReady) => koffi.node.poll(fd, onReady),
    functionAt: (address) => koffi.decode(BigInt(address), spawnType) as (program: Uint8Array) => number,
    close: call("int close(int fd)"),
    read: call("long read(int fd, void *into, size_t length)"),
    write: call("long write(int fd, const void *bytes, size_t length)"),
    open: call("int open(const char *path, int flags, unsigned int mode)"),
    pipe2: call("int pipe2(void *into, int flags)"),
    fcntl: call("int fcntl(int fd, int command, long argument)"),
    dup3: call("int dup3(int from, int to, int flags)"),
    flock: call("int flock(int fd, int operation)"),
    epollCreate: call("int epoll_create1(int flags)"),
    epollControl: call("int epoll_ctl(int epoll, int operation, int fd, void *event)"),
    epollWait: call("int epoll_wait(int epoll, void *events, int count, int timeout)"),
    timerfdCreate: call("int timerfd_create(int clock, int flags)"),
    timerfdSet: withNull(call<[number, number, Uint8Array, null]>("int timerfd_settime(int fd, int flags, void *value, void *old)")),
    clockGettime: call("int clock_gettime(int clock, void *into)"),
    getrandom: call("long getrandom(void *into, size_t length, unsigned int flags)"),
    eventfd: call("int eventfd(unsigned int initial, int flags)"),
    inotifyInit: call("int inotify_init1(int flags)"),
    inotifyAdd: call("int inotify_add_watch(int fd, const char *path, uint32_t mask)"),
    inotifyRemove: call("int inotify_rm_watch(int fd, int watch)"),
    socket: call("int socket(int domain, int type, int protocol)"),
    socketpair: call("int socketpair(int domain, int type, int protocol, void *into)"),
    bind: call("int bind(int fd, const void *address, uint32_t length)"),
    setsockopt: call("int setsockopt(int fd, int level, int name, const void *value, uint32_t length)"),
    recvmsg: call("long recvmsg(int fd, void *message, int flags)"),
    prctl: call("int prctl(int operation, unsigned long a, unsigned long b, unsigned long c, unsigned long d)"),
    prlimit: call("int prlimit(int pid, int resource, const void *set, void *get)"),
    yieldCpu: call("int sched_yield()"),
    waitid: call("int waitid(int id_type, unsigned int id, void *info, int options)"),
    kill: call("int kill(int pid, int signal)"),
    sigqueue: call("int sigqueue(int pid, int signal, long value)"),
    pidfdOpen: (pid) => syscall(434, pid, 0, 0, 0),
    pidfdSendSignal: (pidfd, signal) => syscall(424, pidfd, signal, 0, 0),
    compareFds: (one, other) => kcmp(KCMP, process.pid, process.pid, KCMP_FILE, one, other),
    hungUp: (fds) => {
      const polled = Buffer.alloc(fds.length * POLLFD_SIZE);
      fds.forEach((fd, at) => polled.writeInt32LE(fd, at * POLLFD_SIZE));
      const found = fds.length === 0 ? 0 : poll(polled, fds.length, 0);
      return found > 0 ? fds.filter((_, at) => polled.readInt16LE(at * POLLFD_SIZE + POLLFD_RESULT) !== 0) : [];
    },
    closeRange: (first, last) => syscall(436, first, last, 0, 0),
    pageSize: getpagesize,
    mmap: (length, protection, flags) => mmap(0, length, protection, flags, -1, 0),
    mprotect: call("int mprotect(uintptr_t address, size_t length, int protection)"),
    copyTo: (address, bytes) => void memcpy(address, bytes, bytes.length),
  };
}

/** Source: poll(2), struct pollfd. */
const POLLFD_SIZE = 8;
const POLLFD_RESULT = 6;
const KCMP = process.arch === "x64" ? 312 : 272;
const KCMP_FILE = 0;

const withNull =
  (set: (fd: number, flags: number, value: Uint8Array, old: null) => number) =>
  (fd: number, flags: number, value: Uint8Array): number =>
    set(fd, flags, value, null);

/** Makes of the negative `errno` that `call` gave what can be shown. */
export function syscallError(libc: Libc, call: string, result: number): SyscallError {
  return { call, errno: -result, message: `${call}: ${libc.describeError(-result)}` };
}
