// prctl and uname: names of tasks, dumpable, no-new-privileges, keepcaps, and errors.
#include "check.h"
#include <sys/prctl.h>
#include <sys/utsname.h>

static void *name_of_thread(void *argument) {
  char name[17] = "";
  prctl(PR_GET_NAME, name);
  CHECK(strcmp(name, "first") == 0);
  prctl(PR_SET_NAME, "second");
  return argument;
}

int main(void) {
  char name[17] = "";
  struct utsname system;
  TRY(prctl(PR_SET_NAME, "first"));
  pthread_t thread;
  pthread_create(&thread, NULL, name_of_thread, NULL);
  pthread_join(thread, NULL);
  TRY(prctl(PR_GET_NAME, name));
  puts(name);
  TRY(prctl(PR_SET_NAME, "a name of more than fifteen"));
  prctl(PR_GET_NAME, name);
  puts(name);
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_GET_NAME, name);
    puts(name);
    _exit(0);
  }
  reap("child", pid);
  TRY(prctl(PR_SET_NAME, 8));
  TRY(prctl(9999, 0));
  VALUE(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
  TRY(prctl(PR_SET_DUMPABLE, 7, 0, 0, 0));
  VALUE(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  VALUE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
  TRY(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
  TRY(uname(&system));
  puts(system.sysname);
  CHECK(atoi(system.release) >= 5);
  CHECK(strlen(system.machine) > 0);
  TRY(uname((struct utsname *)8));
  return 0;
}
