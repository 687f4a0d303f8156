/*
 * The service that is measured: notes when its first instruction ran, then sleeps or fails.
 * One argument, so that it can be a run script's interpreter: FILE:SLOT:MODE. FILE holds one `struct slot` for each service;
 * MODE is `sleep` or `crash`.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* The layout is repeated in services.mjs. */
struct slot {
  uint64_t started; /* CLOCK_MONOTONIC, in nanoseconds */
  uint32_t pid;
  uint32_t starts; /* written last */
};

int main(int argc, char **argv) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (argc < 2) return 2;
  char *file = strdup(argv[1]), *number = strchr(file, ':');
  if (!number) return 2;
  *number++ = 0;
  char *mode = strchr(number, ':');
  if (!mode) return 2;
  size_t at = strtoul(number, 0, 10) * sizeof(struct slot);
  int fd = open(file, O_RDWR | O_CLOEXEC);
  char *page = mmap(0, at + sizeof(struct slot), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (page == MAP_FAILED) return 2;
  struct slot *slot = (struct slot *)(page + at);
  slot->started = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
  slot->pid = (uint32_t)getpid();
  __atomic_fetch_add(&slot->starts, 1, __ATOMIC_RELEASE);
  if (!strcmp(mode, ":crash")) return 1;
  for (;;) pause();
}
