// execve: arguments, environment, empty ones and errors.
#include "check.h"

extern char **environ;

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[0], "again") == 0) {
    for (int i = 0; i < count; i++) printf("argument %d: [%s]\n", i, arguments[i]);
    for (char **entry = environ; *entry; entry++) printf("environment: [%s]\n", *entry);
    CHECK(arguments[count] == NULL);
    return count;
  }
  char *list[] = {"again", "", "with space", "last", NULL}, *variables[] = {"A=1", "B=", NULL};
  char *none[] = {NULL};
  pid_t pid = fork();
  if (pid == 0) {
    execve("/proc/self/exe", list, variables);
    _exit(127);
  }
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    list[3] = malloc(100001);
    memset(list[3], 'x', 100000);
    list[3][100000] = 0;
    list[3][0] = 0;
    execve("/proc/self/exe", list, none);
    _exit(127);
  }
  reap("child", pid);
  TRY(execve("/no/such/file", list, none));
  TRY(execve("", list, none));
  TRY(execve("/", list, none));
  TRY(execve("/proc/self/exe/x", list, none));
  char **volatile nowhere = (char **)8;
  TRY(execve((char *)nowhere, list, none));
  TRY(execve("/proc/self/exe", nowhere, none));
  int fd = open("/tmp/text", O_CREAT | O_WRONLY, 0644);
  write(fd, "text", 4);
  close(fd);
  TRY(execve("/tmp/text", list, none));
  TRY(chmod("/tmp/text", 0755));
  TRY(execve("/tmp/text", list, none));
  return 0;
}
