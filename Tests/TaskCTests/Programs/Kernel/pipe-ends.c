#include <threadbare.h>
// Pipes that are full, empty, or have lost an end.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int broken;
static void note(int number) { broken++; }
int main(void) {
  int ends[2], status;
  char room[512];
  memset(room, 'x', sizeof room);
  tell(pipe((int *)8));
  tell(pipe(ends));
  tell(lseek(ends[0], 0, SEEK_SET));
  tell(write(ends[0], room, 1));
  tell(read(ends[1], room, 1));
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  tell(read(ends[0], room, 1));
  long total = 0, count;
  while ((count = write(ends[1], room, sizeof room)) > 0) total += count;
  tell(count);
  printf("%ld\n", total);
  tell(read(ends[0], room, 100));
  // Not less than a whole page of it must be free.
  tell(write(ends[1], room, 1));
  fcntl(ends[0], F_SETFL, 0);
  close(ends[1]);
  long rest = 0;
  while ((count = read(ends[0], room, sizeof room)) > 0) rest += count;
  printf("%ld %ld\n", count, rest);
  close(ends[0]);
  pipe(ends);
  close(ends[0]);
  signal(SIGPIPE, SIG_IGN);
  tell(write(ends[1], room, 1));
  signal(SIGPIPE, note);
  tell(write(ends[1], room, 1));
  printf("%d\n", broken);
  pid_t child = fork();
  if (child == 0) {
    signal(SIGPIPE, SIG_DFL);
    write(ends[1], room, 1);
    _exit(0);
  }
  waitpid(child, &status, 0);
  printf("%d\n", WTERMSIG(status) == SIGPIPE);
  pipe(ends);
  child = fork();
  if (child == 0) {
    close(ends[0]);
    usleep(10000);
    write(ends[1], "ab", 2);
    write(ends[1], "cd", 2);
    _exit(0);
  }
  close(ends[1]);
  waitpid(child, &status, 0);
  memset(room, 0, sizeof room);
  tell(read(ends[0], room, sizeof room));
  printf("%s\n", room);
  tell(read(ends[0], room, sizeof room));
  tell(read(ends[0], room, 0));
  return 0;
}
