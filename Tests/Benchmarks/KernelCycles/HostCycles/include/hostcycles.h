#ifndef THREADBARE_HOST_CYCLES_H
#define THREADBARE_HOST_CYCLES_H

/// Where a measurement runs: on whatever processor, or on one alone.
enum host_placement { host_unpinned = 0, host_pinned = 1 };

/// Creates and joins so many threads of the host's kernel, one after the other, with the bare
/// clone call and a futex.
/// Gives the seconds that it took, or a negative errno.
double host_thread_cycles(long count, enum host_placement placement);

/// Forks and waits for so many processes of the host's kernel, one after the other.
/// Gives the seconds that it took, or a negative errno.
double host_fork_cycles(long count, enum host_placement placement);

#endif
