// The real-time clock of a process that runs with this library preloaded: the system's, moved by as many milliseconds as the file
// SOAK_CLOCK holds, eight bytes, signed, in the machine's order. The file is mapped, so that a jump needs no call and no restart. The
// monotonic clock, by which timers run, is the system's, as it is when an operator or NTP sets a real clock.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *moved;

__attribute__((constructor)) static void map(void) {
  const char *path = getenv("SOAK_CLOCK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *page = mmap(0, sizeof *moved, PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) moved = page;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  // The system call itself: the library's function is the one that this replaces.
  int failed = (int)syscall(SYS_clock_gettime, clock, time);
  if (failed || !moved || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return failed;
  int64_t nanoseconds = time->tv_nsec + *moved % 1000 * 1000000;
  time->tv_sec += *moved / 1000 + nanoseconds / 1000000000 - (nanoseconds < 0);
  time->tv_nsec = (nanoseconds % 1000000000 + 1000000000) % 1000000000;
  return 0;
}

int gettimeofday(struct timeval *restrict told, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  int failed = clock_gettime(CLOCK_REALTIME, &exact);
  if (!failed) *told = (struct timeval){exact.tv_sec, exact.tv_nsec / 1000};
  return failed;
}

time_t time(time_t *told) {
  struct timespec exact;
  if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
  if (told) *told = exact.tv_sec;
  return exact.tv_sec;
}
