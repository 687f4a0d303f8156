/** Numbers of the system calls that a new process makes before it executes. Source: the kernel's tables for x86-64 and for arm64. */
const X64 = {
  read: 0,
  write: 1,
  rt_sigprocmask: 14,
  execve: 59,
  fcntl: 72,
  chdir: 80,
  fchown: 93,
  umask: 95,
  setsid: 112,
  setgroups: 116,
  setresuid: 117,
  setresgid: 119,
  setpriority: 141,
  prctl: 157,
  exit_group: 231,
  openat: 257,
  faccessat: 269,
  dup3: 292,
  prlimit64: 302,
  close_range: 436,
} as const;

export type SyscallName = keyof typeof X64;

const ARM64: { readonly [name in SyscallName]: number } = {
  read: 63,
  write: 64,
  rt_sigprocmask: 135,
  execve: 221,
  fcntl: 25,
  chdir: 49,
  fchown: 55,
  umask: 166,
  setsid: 157,
  setgroups: 159,
  setresuid: 147,
  setresgid: 149,
  setpriority: 140,
  prctl: 167,
  exit_group: 94,
  openat: 56,
  faccessat: 48,
  dup3: 24,
  prlimit64: 261,
  close_range: 436,
};

export const SYSCALL: { readonly [name in SyscallName]: number } = process.arch === "arm64" ? ARM64 : X64;
