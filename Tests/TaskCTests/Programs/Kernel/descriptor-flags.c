#include <threadbare.h>
// fcntl, and what copies of a descriptor share.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(void) {
  char text[12];
  int status;
  int file = open("/tmp/flags", O_CREAT | O_EXCL | O_RDWR, 0644);
  write(file, "0123456789", 10);
  tell(fcntl(file, F_GETFD));
  tell(fcntl(file, F_SETFD, FD_CLOEXEC));
  int copy = fcntl(file, F_DUPFD, 40);
  printf("%d %d %d\n", copy, fcntl(file, F_GETFD), fcntl(copy, F_GETFD));
  tell(fcntl(file, F_DUPFD, -1));
  tell(fcntl(file, F_DUPFD, 2000000000));
  tell(fcntl(99, F_GETFL));
  tell(fcntl(file, 12345));
  lseek(copy, 4, SEEK_SET);
  memset(text, 0, sizeof text);
  // Copies share the place; another open has its own.
  printf("%ld %s\n", read(file, text, 2), "");
  printf("%s\n", text);
  int second = open("/tmp/flags", O_RDWR | O_APPEND);
  printf("%d\n", (fcntl(second, F_GETFL) & (O_APPEND | O_RDWR)) == (O_APPEND | O_RDWR));
  write(second, "X", 1);
  printf("%ld %ld\n", lseek(second, 0, SEEK_CUR), lseek(file, 0, SEEK_CUR));
  fcntl(file, F_SETFL, O_APPEND);
  printf("%d\n", (fcntl(copy, F_GETFL) & O_APPEND) != 0);
  pid_t child = fork();
  if (child == 0) {
    lseek(file, 8, SEEK_SET);
    _exit(0);
  }
  waitpid(child, &status, 0);
  printf("%ld\n", read(copy, text, 9));
  tell(dup2(file, -1));
  tell(dup2(99, 5));
  tell(dup2(file, 5));
  tell(dup(99));
  tell(close(5));
  tell(close(5));
  int wide = open("/tmp/flags", O_WRONLY | O_CLOEXEC);
  printf("%d\n", fcntl(wide, F_GETFD));
  tell(read(wide, text, 1));
  int narrow = open("/tmp/flags", O_RDONLY);
  tell(write(narrow, text, 1));
  return 0;
}
