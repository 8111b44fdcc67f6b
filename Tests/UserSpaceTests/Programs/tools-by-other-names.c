// Programs of the system under another first argument than their name.
#include "check.h"

static int run(const char *path, const char *name, const char *argument) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    execl(path, name, argument, (char *)NULL);
    _exit(126);
  }
  int status;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

int main(void) {
  printf("echo: %d\n", run("/bin/echo", "myecho", "hi"));
  printf("true: %d\n", run("/bin/true", "child", NULL));
  printf("false: %d\n", run("/bin/false", "/elsewhere/true", NULL));
  int script = open("/tmp/test", O_CREAT | O_WRONLY, 0755);
  dprintf(script, "#!/bin/sh\necho \"$0 of the shell\"\nexit 3\n");
  close(script);
  printf("script: %d\n", run("/tmp/test", "another", NULL));
  return 0;
}
