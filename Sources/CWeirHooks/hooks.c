#define _GNU_SOURCE
#include "weir_hooks.h"

#include <limits.h>  // says whether this is glibc

static __thread void *current;
static __thread bool is_contained;
static __thread uint64_t now_nanoseconds;
static __thread uint64_t random_state;

// Not inlined: a task that moves between threads must not keep the address of one thread's copy.
__attribute__((noinline)) void *weir_current(void) { return current; }
__attribute__((noinline)) void weir_set_current(void *simulation, bool contains) {
  current = simulation;
  is_contained = simulation && contains;
}
__attribute__((noinline)) void weir_set_time(uint64_t nanoseconds) { now_nanoseconds = nanoseconds; }
__attribute__((noinline)) void weir_seed_random(uint64_t seed) { random_state = seed; }

extern uint64_t swift_task_getJobTaskId(void *job) __attribute__((swiftcall));

extern void *swift_task_getCurrent(void) __attribute__((swiftcall));

uint64_t weir_task_of_job(void *job) { return swift_task_getJobTaskId(job); }

uint64_t weir_current_task(void) {
  void *task = swift_task_getCurrent();
  return task ? swift_task_getJobTaskId(task) : 0;
}

#if defined(__GLIBC__)

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// The functions below take the place of the C library's in every program that is linked with this
// file: the dynamic linker finds the program's own definitions first. On a thread without a
// simulation they do what the originals do.

// What the calendar says at the beginning of each simulation: 2026-01-01 00:00:00 UTC.
#define CALENDAR_SECONDS 1767225600

typedef long (*syscall_function)(long, ...);

static long original_syscall(long number, long a, long b, long c, long d, long e, long f) {
  static syscall_function original;
  syscall_function found = __atomic_load_n(&original, __ATOMIC_RELAXED);
  if (!found) {
    found = (syscall_function)dlsym(RTLD_NEXT, "syscall");
    if (!found) {
      errno = ENOSYS;
      return -1;
    }
    __atomic_store_n(&original, found, __ATOMIC_RELAXED);
  }
  return found(number, a, b, c, d, e, f);
}

typedef int (*clock_function)(clockid_t, struct timespec *);

static int original_clock_gettime(clockid_t clock, struct timespec *time) {
  static clock_function original;
  clock_function found = __atomic_load_n(&original, __ATOMIC_RELAXED);
  if (!found) {
    found = (clock_function)dlsym(RTLD_NEXT, "clock_gettime");
    if (!found) return (int)original_syscall(SYS_clock_gettime, (long)clock, (long)time, 0, 0, 0, 0);
    __atomic_store_n(&original, found, __ATOMIC_RELAXED);
  }
  return found(clock, time);
}

static int is_calendar(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

// Times of processes and threads stay real: they measure work, not waiting.
static int is_simulated(clockid_t clock) {
  return is_calendar(clock) || clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_RAW ||
         clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_BOOTTIME;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!is_contained || !is_simulated(clock)) return original_clock_gettime(clock, time);
  time->tv_sec = (time_t)(now_nanoseconds / 1000000000) + (is_calendar(clock) ? CALENDAR_SECONDS : 0);
  time->tv_nsec = (long)(now_nanoseconds % 1000000000);
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return -1;
  time->tv_sec = precise.tv_sec;
  time->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec precise;
  if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return (time_t)-1;
  if (result) *result = precise.tv_sec;
  return precise.tv_sec;
}

// SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t next_random(void) {
  uint64_t word = (random_state += 0x9E3779B97F4A7C15u);
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
  return word ^ (word >> 31);
}

static void fill(void *buffer, size_t count) {
  unsigned char *bytes = buffer;
  while (count > 0) {
    uint64_t word = next_random();
    size_t part = count < sizeof word ? count : sizeof word;
    memcpy(bytes, &word, part);
    bytes += part;
    count -= part;
  }
}

ssize_t getrandom(void *buffer, size_t count, unsigned int flags) {
  if (!is_contained) return original_syscall(SYS_getrandom, (long)buffer, (long)count, flags, 0, 0, 0);
  fill(buffer, count);
  return (ssize_t)count;
}

int getentropy(void *buffer, size_t count) {
  if (count > 256) {
    errno = EIO;
    return -1;
  }
  return getrandom(buffer, count, 0) == (ssize_t)count ? 0 : -1;
}

void arc4random_buf(void *buffer, size_t count) {
  unsigned char *bytes = buffer;
  while (count > 0) {
    ssize_t got = getrandom(bytes, count, 0);
    if (got <= 0) continue;
    bytes += got;
    count -= (size_t)got;
  }
}

uint32_t arc4random(void) {
  uint32_t word;
  arc4random_buf(&word, sizeof word);
  return word;
}

uint32_t arc4random_uniform(uint32_t bound) {
  if (bound < 2) return 0;
  // Draws below 2^32 mod bound are thrown away, so that each remainder is equally likely.
  uint32_t least = -bound % bound;
  uint32_t word;
  do word = arc4random();
  while (word < least);
  return word % bound;
}

// Swift's standard library calls its own swift_stdlib_random directly, and that calls this.
long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (int index = 0; index < 6; index++) arguments[index] = va_arg(list, long);
  va_end(list);
  if (is_contained && number == SYS_getrandom) {
    fill((void *)arguments[0], (size_t)arguments[1]);
    return arguments[1];
  }
  return original_syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
                          arguments[4], arguments[5]);
}

// The same when the standard library is linked statically.
void swift_stdlib_random(void *buffer, size_t count) { arc4random_buf(buffer, count); }

#endif
