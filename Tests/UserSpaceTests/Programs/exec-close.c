// execve and descriptors: close-on-exec ones are closed, others stay with their offsets.
#include "check.h"

int main(int count, char **arguments) {
  if (count > 1) {
    int kept = atoi(arguments[1]), closed = atoi(arguments[2]);
    char text[8] = "";
    VALUE(read(kept, text, 3));
    puts(text);
    TRY(fcntl(closed, F_GETFD));
    TRY(fcntl(kept, F_GETFD));
    return 0;
  }
  char first[16], second[16];
  int kept = open("/tmp/data", O_CREAT | O_RDWR | O_TRUNC, 0600);
  write(kept, "abcdefgh", 8);
  lseek(kept, 2, SEEK_SET);
  int closed = open("/tmp/data", O_RDONLY | O_CLOEXEC);
  int by_fcntl = dup(kept);
  TRY(fcntl(by_fcntl, F_SETFD, FD_CLOEXEC));
  VALUE(fcntl(by_fcntl, F_GETFD));
  VALUE(fcntl(closed, F_GETFD));
  VALUE(fcntl(dup(closed), F_GETFD));
  for (int i = 0; i < 2; i++) {
    snprintf(first, sizeof first, "%d", kept);
    snprintf(second, sizeof second, "%d", i ? by_fcntl : closed);
    pid_t pid = fork();
    if (pid == 0) {
      execl("/proc/self/exe", "exec-close", first, second, (char *)NULL);
      _exit(127);
    }
    reap("child", pid);
    VALUE(lseek(kept, 0, SEEK_CUR));
  }
  return 0;
}
