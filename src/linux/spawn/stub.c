/*
 * The one piece of machine code in Upkeep: makes a process and, in it, runs a list of system calls, the last of which is execve.
 * `upkeep_spawn(program)` gives the new pid, or -errno if no process could be made. With CLONE_VFORK it comes back only when
 * the child has executed its program or has ended, so what `failed` and `error` then say is final. With CLONE_VM the child shares the
 * manager's memory until then: it therefore has a stack of its own, calls no library, touches nothing but the program it was given, and
 * keeps every signal blocked, so that no handler of the manager's can run in it.
 *
 * Without the two the child goes its own way in memory of its own, and writes `failed` and `error` to `report` if it fails.
 *
 * The code must be one section without relocations or data: it is copied to wherever a page is free. Built by scripts/build-stub.mjs.
 */
typedef unsigned long u64;
typedef long i64;

/* The layout is repeated in program.ts. */
struct record {
  i64 nr; /* a system call, or one of the negative numbers below */
  u64 a[6];
  unsigned int flags;
  unsigned int status; /* the exit status if it fails */
};
struct program {
  i64 failed; /* the record that failed; -1: none did */
  i64 error;  /* its errno */
  u64 stack;  /* one past the end of the child's stack, a multiple of 16 */
  i64 cgroup; /* a descriptor of the cgroup to be born in; -1: the manager's own */
  u64 flags;  /* clone(2)'s */
  u64 count;
  u64 mask; /* where the manager's signal mask is kept meanwhile */
  u64 clone_args[11];
  i64 report; /* a descriptor of the child's that is to be told of a failure; -1: none */
  struct record records[];
};

#define OP_PID -1     /* write the new process's pid in decimal, NUL at the end, to address a0 */
#define OP_SIGNALS -2 /* default action for every signal but those in the set a0, which are ignored */

#define FLAG_IGNORE 1    /* an error is no failure */
#define FLAG_PRIVILEGE 2 /* EPERM and EACCES are no failure */
#define FLAG_KEEP 4      /* keep the result */
#define FLAG_USE 8       /* a0 is the result kept; the record is skipped if that was an error */

#define EPERM 1
#define EACCES 13
#define SIGCHLD 17
#define SIGKILL 9
#define SIGSTOP 19
#define CLONE_INTO_CGROUP 0x200000000UL

#if defined(__x86_64__)
#define NR_write 1
#define NR_rt_sigaction 13
#define NR_rt_sigprocmask 14
#define NR_getpid 39
#define NR_clone 56
#define NR_exit_group 231
static inline __attribute__((always_inline)) i64 sc(i64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
  i64 r;
  register u64 r10 asm("r10") = d, r8 asm("r8") = e, r9 asm("r9") = f;
  asm volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}
/* The child comes out of the system call on its own, empty stack and must not return on it: it calls `run` and never leaves. */
#define MAKE_CHILD(result, n, a, b, p)                                                                              \
  do {                                                                                                              \
    register u64 r10 asm("r10") = 0, r8 asm("r8") = 0;                                                              \
    register struct program *r12 asm("r12") = (p);                                                                  \
    asm volatile("syscall\n\ttest %%rax, %%rax\n\tjnz 1f\n\txor %%ebp, %%ebp\n\tmov %%r12, %%rdi\n\tcall run\n\tud2\n1:"  \
                 : "=a"(result)                                                                                     \
                 : "a"((i64)(n)), "D"((u64)(a)), "S"((u64)(b)), "d"(0UL), "r"(r10), "r"(r8), "r"(r12)                \
                 : "rcx", "r11", "memory", "cc");                                                                   \
  } while (0)
#elif defined(__aarch64__)
#define NR_write 64
#define NR_rt_sigaction 134
#define NR_rt_sigprocmask 135
#define NR_getpid 172
#define NR_clone 220
#define NR_exit_group 94
static inline __attribute__((always_inline)) i64 sc(i64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
  register i64 x8 asm("x8") = n;
  register u64 x0 asm("x0") = a, x1 asm("x1") = b, x2 asm("x2") = c, x3 asm("x3") = d, x4 asm("x4") = e, x5 asm("x5") = f;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
#define MAKE_CHILD(result, n, a, b, p)                                                                     \
  do {                                                                                                     \
    register i64 x8 asm("x8") = (n);                                                                       \
    register u64 x0 asm("x0") = (u64)(a), x1 asm("x1") = (u64)(b), x2 asm("x2") = 0, x3 asm("x3") = 0, x4 asm("x4") = 0; \
    register struct program *x19 asm("x19") = (p);                                                         \
    asm volatile("svc 0\n\tcbnz x0, 1f\n\tmov x29, xzr\n\tmov x0, x19\n\tbl run\n\tbrk 0\n1:"              \
                 : "+r"(x0)                                                                                \
                 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x19)                                   \
                 : "x30", "memory", "cc");                                                                 \
    (result) = (i64)x0;                                                                                    \
  } while (0)
#endif
#define NR_clone3 435

__attribute__((noreturn, used)) static void run(struct program *p);

/* First in the section, so that it is entered at offset 0. */
__attribute__((section(".text.entry"), used)) i64 upkeep_spawn(struct program *p) {
  u64 all = ~0UL;
  i64 pid;
  sc(NR_rt_sigprocmask, 2, (u64)&all, (u64)&p->mask, 8, 0, 0);
  if (p->cgroup >= 0) {
    u64 *args = p->clone_args;
    args[0] = CLONE_INTO_CGROUP | p->flags;
    args[4] = SIGCHLD;
    args[5] = p->stack - 16384;
    args[6] = 16384;
    args[10] = (u64)p->cgroup;
    MAKE_CHILD(pid, NR_clone3, args, 88, p);
  } else {
    MAKE_CHILD(pid, NR_clone, SIGCHLD | p->flags, p->stack, p);
  }
  sc(NR_rt_sigprocmask, 2, (u64)&p->mask, 0, 8, 0, 0);
  return pid;
}

static inline __attribute__((always_inline)) i64 write_pid(char *to) {
  unsigned int pid = (unsigned int)sc(NR_getpid, 0, 0, 0, 0, 0, 0), scale = 1;
  while (pid / scale >= 10) scale *= 10;
  for (; scale; scale /= 10) *to++ = (char)('0' + pid / scale % 10);
  *to = 0;
  return 0;
}

static inline __attribute__((always_inline)) i64 reset_signals(u64 ignored) {
  u64 action[4] = {0, 0, 0, 0};
  for (int signal = 1; signal <= 64; signal++) {
    if (signal == SIGKILL || signal == SIGSTOP) continue;
    action[0] = ignored >> (signal - 1) & 1; /* SIG_IGN is 1, SIG_DFL 0 */
    sc(NR_rt_sigaction, (u64)signal, (u64)action, 0, 8, 0, 0);
  }
  return 0;
}

static void run(struct program *p) {
  i64 kept = -1;
  for (u64 i = 0; i < p->count; i++) {
    struct record *r = &p->records[i];
    i64 v;
    if ((r->flags & FLAG_USE) && kept < 0) continue;
    if (r->nr == OP_PID) v = write_pid((char *)r->a[0]);
    else if (r->nr == OP_SIGNALS) v = reset_signals(r->a[0]);
    else v = sc(r->nr, (r->flags & FLAG_USE) ? (u64)kept : r->a[0], r->a[1], r->a[2], r->a[3], r->a[4], r->a[5]);
    if (r->flags & FLAG_KEEP) kept = v;
    if (v >= 0 || v < -4095 || (r->flags & FLAG_IGNORE)) continue;
    if ((r->flags & FLAG_PRIVILEGE) && (v == -EPERM || v == -EACCES)) continue;
    p->failed = (i64)i;
    p->error = -v;
    if (p->report >= 0) sc(NR_write, (u64)p->report, (u64)p, 16, 0, 0, 0);
    sc(NR_exit_group, r->status, 0, 0, 0, 0, 0);
  }
  sc(NR_exit_group, 203, 0, 0, 0, 0, 0);
  __builtin_unreachable();
}
