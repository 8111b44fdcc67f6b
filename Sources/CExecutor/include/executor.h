#pragma once

// Where jobs of the Swift concurrency runtime go that leave a worker's own executor. For the worker's program alone:
// it stands in for parts of libdispatch, which other programs need.

/// Points the hooks of the Swift concurrency runtime at `escaped`, which is
/// called (with a name, static storage) whenever a job would be put on an
/// executor that is not the worker's own. The job itself is dropped.
/// Returns the number of hooks found.
int threadbare_catch_escaping_jobs(void (*escaped)(const char *hook));
