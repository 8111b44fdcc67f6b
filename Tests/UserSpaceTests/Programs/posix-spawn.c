// posix_spawn: file actions, attributes (group, mask, default signals), and its error.
#include "check.h"
#include <spawn.h>

extern char **environ;

int main(int count, char **arguments) {
  if (count > 1) {
    sigset_t mask;
    struct sigaction action;
    printf("%s in its own group: %d\n", arguments[1], getpgrp() == getpid());
    sigprocmask(SIG_SETMASK, NULL, &mask);
    CHECK(sigismember(&mask, SIGUSR1));
    sigaction(SIGUSR2, NULL, &action);
    CHECK(action.sa_handler == SIG_DFL);
    TRY(fcntl(3, F_GETFD));
    return 8;
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char *list[] = {"posix-spawn", "spawned", NULL}, text[400] = "";
  sigset_t set;
  pid_t pid;
  int fd = open("/tmp/early", O_CREAT | O_RDWR, 0600);
  signal(SIGUSR2, SIG_IGN);
  posix_spawn_file_actions_init(&actions);
  CODE(posix_spawn_file_actions_addopen(&actions, 1, "/tmp/out", O_CREAT | O_WRONLY, 0600));
  CODE(posix_spawn_file_actions_addclose(&actions, fd));
  posix_spawnattr_init(&attributes);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  posix_spawnattr_setsigmask(&attributes, &set);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  posix_spawnattr_setsigdefault(&attributes, &set);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  CODE(posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, list, environ));
  reap("child", pid);
  int out = open("/tmp/out", O_RDONLY);
  read(out, text, sizeof text - 1);
  printf("%s", text);
  CODE(posix_spawn(&pid, "/no/such/program", NULL, NULL, list, environ));
  posix_spawn_file_actions_addclose(&actions, 900);
  posix_spawn_file_actions_adddup2(&actions, 900, 5);
  CODE(posix_spawn(&pid, "/proc/self/exe", &actions, NULL, list, environ));
  return 0;
}
