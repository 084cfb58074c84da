// What Swift's standard library cannot do by itself: a variable of the thread, a clock and a
// source of chance that follow a simulation, and the number of the task that a job belongs to.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The simulation that runs on this thread; NULL on every other thread.
void *weir_current(void);

/// Puts a simulation on this thread, or takes it off with NULL. If it contains the process's
/// tasks, the C library's clocks and random numbers are from then on its own, on this thread alone.
void weir_set_current(void *simulation, bool contains);

/// The simulation's time on this thread, in nanoseconds since its beginning.
void weir_set_time(uint64_t nanoseconds);

/// Seeds what this thread's simulation takes for chance.
void weir_seed_random(uint64_t seed);

/// The number of the task that runs on this thread; 0 for none.
uint64_t weir_current_task(void);

/// The number of the task that a job is a step of; never given twice in a process.
uint64_t weir_task_of_job(void *job);
