/* What wait4 tells of a child, and the memory that getcwd finds for itself. */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  struct rusage usage;
  int status;
  if (fork() == 0) _exit(3);
  wait4(-1, &status, 0, &usage);
  printf("%lu %d %d %d\n", sizeof usage, usage.ru_utime.tv_sec < 5, usage.ru_stime.tv_usec >= 0,
         usage.ru_maxrss >= 0);
  char bytes[9];
  chdir("/");
  printf("%s %s\n", getcwd(NULL, 0), getcwd(NULL, 50));
  errno = 0;
  printf("%d\n", getcwd(bytes, 0) == NULL);
  printf("%d\n", errno == EINVAL);
  printf("%d\n", getcwd(NULL, 1) == NULL);
  printf("%d\n", errno == ERANGE);
  return 0;
}
