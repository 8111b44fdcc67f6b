#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The few calls of the trust boundary that Swift cannot make by itself or
// only awkwardly: hardening a worker before it loads untrusted code, and
// launching one. Every function returns 0 (or a result) or -errno.

/// Limits of a worker, in the units of setrlimit(2). Zero leaves a limit as it is.
struct threadbare_limits {
  uint64_t cpu_seconds;
  uint64_t memory_bytes;
  uint64_t file_bytes;
  uint64_t descriptors;
  uint64_t processes;
};

/// Applies limits to the calling process, soft and hard alike; the hard limit of processor time
/// is a second later than the soft one.
int threadbare_set_limits(const struct threadbare_limits *limits);

/// Gives up privileges for good: PR_SET_NO_NEW_PRIVS, and not dumpable, so
/// that no other process of the same user may trace or read this one.
int threadbare_no_new_privileges(void);

/// Installs a classic BPF program as this process's seccomp filter.
/// `program` holds `count` struct sock_filter (8 bytes each).
int threadbare_set_seccomp(const void *program, size_t count);

/// The version of Landlock's interface that this kernel has; 0 for none.
int threadbare_landlock_version(void);

/// Takes away every right to files but to read and execute beneath some paths, and to do all beneath
/// others; with them, where the kernel has it, TCP, abstract sockets and signals to outside.
/// Both lists end with NULL. -ENOSYS where there is no Landlock.
int threadbare_restrict_files(const char *const readable[], const char *const writable[]);

/// Becomes an ordinary user, with a group of the same number and no other, and keeps no way back.
int threadbare_become_user(unsigned user);

/// Makes standard output line-buffered, so that a process that crashes has printed what it said.
void threadbare_line_buffer_output(void);

/// The processors that a thread may run on, a bit each.
struct threadbare_processors {
  uint64_t bits[16];
};

/// Binds the calling thread, and what it starts, to the processor that it is on; fills `before`.
int threadbare_stay(struct threadbare_processors *before);

/// Lets the calling thread run where it might before it was bound.
int threadbare_roam(const struct threadbare_processors *before);

/// What a launched process got as its three standard descriptors, and its id.
struct threadbare_child {
  pid_t pid;
  int input;   // write end of its standard input
  int output;  // read end of its standard output
  int error;   // read end of its standard error
};

/// Starts `argv[0]` with an empty signal mask and default dispositions, no
/// other descriptors than three pipes, in a process group of its own. The
/// parent's ends are close-on-exec. It is killed when its parent dies.
int threadbare_spawn(char *const argv[], char *const envp[], struct threadbare_child *child);

/// Sends the calling thread a SIGALRM every so many milliseconds. It does nothing but to end a call
/// that waits, with EINTR. Returns the timer's number.
int threadbare_start_ticking(unsigned milliseconds);

/// Ends a timer.
void threadbare_stop_ticking(int timer);
