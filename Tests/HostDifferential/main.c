// Plays scenarios on the running kernel: reads them from its standard input and tells of each on its
// standard output. Everything happens in processes and namespaces of its own.

#ifdef __x86_64__

#define _GNU_SOURCE
#include "coordinator.h"
#include "puppet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  input_bytes_max = 64 << 20,
  scenario_milliseconds_max = 60000,
};

static _Noreturn void refuse(const char *what) {
  printf("refused %s: %s\n", what, strerror(errno));
  fflush(stdout);
  exit(3);
}

// Opens the shared memory, also where the soft limit leaves no descriptor for it: execve itself needs
// none.
static long open_arena(void) {
  long arena = syscall(SYS_openat, AT_FDCWD, ARENA_PATH, O_RDWR, 0);
  struct rlimit limit;
  if (arena >= 0 || errno != EMFILE || getrlimit(RLIMIT_NOFILE, &limit) != 0) return arena;
  struct rlimit more = {limit.rlim_max, limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &more);
  arena = syscall(SYS_openat, AT_FDCWD, ARENA_PATH, O_RDWR, 0);
  setrlimit(RLIMIT_NOFILE, &limit);
  return arena;
}

// Goes on as a program that a puppet executed: in its slot again, with fresh memory.
static _Noreturn void resume_puppet(const char *index) {
  long arena = open_arena();
  if (arena < 0) _exit(124);
  long at = syscall(SYS_mmap, ARENA_ADDRESS, ARENA_BYTES, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_FIXED, arena, 0);
  syscall(SYS_close, arena);
  if (at < 0 || map_data() != 0) _exit(125);
  // What the C library has set up of these; a puppet has none.
  raw(SYS_set_tid_address, 0, 0, 0, 0, 0, 0);
  raw(SYS_set_robust_list, 0, 24, 0, 0, 0, 0);
  enter_puppet(slot_at(atoi(index) % slots_max));
}

static void write_map(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, text, strlen(text)) < 0) refuse(path);
  close(file);
}

// Without root, one becomes it in a user namespace.
static void become_root(void) {
  if (geteuid() == 0) return;
  char users[40], groups[40];
  snprintf(users, sizeof users, "0 %d 1", (int)geteuid());
  snprintf(groups, sizeof groups, "0 %d 1", (int)getegid());
  if (unshare(CLONE_NEWUSER) != 0) refuse("a user namespace");
  write_map("/proc/self/uid_map", users);
  write_map("/proc/self/setgroups", "deny");
  write_map("/proc/self/gid_map", groups);
}

// Everything runs on one processor; with real-time priorities whoever is ready to run does so before
// its coordinator does.
static enum turns take_turns(void) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0) refuse("a processor");
  struct sched_param strict = {1}, normal = {0};
  if (sched_setscheduler(0, SCHED_FIFO, &strict) != 0) return turns_polled;
  sched_setscheduler(0, SCHED_OTHER, &normal);
  return turns_strict;
}

static void play(const char *text, const char *end, enum turns turns, int program) {
  int pidfd = -1;
  long init = syscall(SYS_clone,
                      CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_PIDFD |
                          SIGCHLD,
                      0, &pidfd, 0, 0);
  if (init == 0) coordinate(text, end, turns, program);
  if (init < 0) refuse("namespaces");
  struct pollfd gone = {pidfd, POLLIN, 0};
  int ready = poll(&gone, 1, scenario_milliseconds_max);
  if (ready <= 0) kill((pid_t)init, SIGKILL);
  int status = 0;
  waitpid((pid_t)init, &status, __WALL);
  close(pidfd);
  if (status != 0) {
    printf("failed the coordinator ended with %x\n", (unsigned)status);
    fflush(stdout);
  }
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[0], "puppet") == 0) resume_puppet(arguments[1]);
  int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (program < 0) refuse("its own program");
  become_root();
  enum turns turns = take_turns();
  puts(turns == turns_strict ? "turns strict" : "turns polled");
  fflush(stdout);
  char *input = malloc(input_bytes_max + 1);
  size_t length = 0, got;
  if (input == NULL) refuse("memory");
  while (length < input_bytes_max && (got = fread(input + length, 1, input_bytes_max - length, stdin)))
    length += got;
  input[length] = 0;
  for (char *text = strstr(input, "scenario "); text != NULL;) {
    char *end = strstr(text, "\nend\n");
    if (end == NULL) break;
    play(text, end + 1, turns, program);
    text = strstr(end, "scenario ");
  }
  return 0;
}

#else

#include <stdio.h>

int main(void) {
  puts("refused everything: the helper is for x86-64");
  return 3;
}

#endif
