// Locks of bytes of files: ranges, conflicts, waiting, deadlock, and when they go.
#include "check.h"

static struct flock lock_of(int type, int whence, long start, long length) {
  struct flock lock = {.l_type = type, .l_whence = whence, .l_start = start, .l_len = length};
  return lock;
}

static int set(int fd, int command, int type, long start, long length) {
  struct flock lock = lock_of(type, SEEK_SET, start, length);
  return fcntl(fd, command, &lock);
}

// What another process sees of the bytes.
static void ask(const char *when, int fd, int type, long start, long length) {
  fflush(stdout);
  pid_t own = getpid(), pid = fork();
  if (pid == 0) {
    struct flock lock = lock_of(type, SEEK_SET, start, length);
    if (fcntl(fd, F_GETLK, &lock) < 0) {
      printf("%s: %s\n", when, strerrorname_np(errno));
    } else if (lock.l_type == F_UNLCK) {
      printf("%s: free %ld %ld\n", when, (long)lock.l_start, (long)lock.l_len);
    } else {
      printf("%s: %s %ld %ld %d %s\n", when, lock.l_type == F_WRLCK ? "write" : "read",
             (long)lock.l_start, (long)lock.l_len, lock.l_whence,
             lock.l_pid == own ? "parent" : lock.l_pid == -1 ? "nobody's" : "other");
    }
    exit(0);
  }
  waitpid(pid, NULL, 0);
}

static void nothing(int signal) {}

int main(void) {
  int fd = open("/tmp/locked", O_CREAT | O_RDWR, 0600);
  TRY(write(fd, "0123456789", 10));
  TRY(set(fd, F_SETLK, F_WRLCK, 10, 10));
  ask("middle", fd, F_RDLCK, 0, 100);
  ask("before", fd, F_WRLCK, 0, 10);
  ask("behind", fd, F_WRLCK, 20, 0);
  // A neighbour of the kind becomes one with it; another kind splits.
  TRY(set(fd, F_SETLK, F_WRLCK, 20, 10));
  ask("joined", fd, F_RDLCK, 0, 0);
  TRY(set(fd, F_SETLK, F_RDLCK, 15, 5));
  ask("split, first", fd, F_WRLCK, 0, 0);
  ask("split, second", fd, F_WRLCK, 15, 0);
  ask("split, third", fd, F_WRLCK, 20, 0);
  ask("split, shared", fd, F_RDLCK, 15, 5);
  TRY(set(fd, F_SETLK, F_UNLCK, 12, 10));
  ask("hole", fd, F_WRLCK, 12, 10);
  ask("before the hole", fd, F_WRLCK, 0, 0);
  ask("behind the hole", fd, F_WRLCK, 12, 0);
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 0));
  ask("all gone", fd, F_WRLCK, 0, 0);
  TRY(set(fd, F_SETLK, F_RDLCK, 5, 0));
  ask("to the end", fd, F_WRLCK, 1L << 40, 1);
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 0));
  // Where a lock begins.
  struct flock lock = lock_of(F_WRLCK, SEEK_END, -4, 2);
  TRY(fcntl(fd, F_SETLK, &lock));
  ask("from the end", fd, F_WRLCK, 0, 0);
  lseek(fd, 3, SEEK_SET);
  lock = lock_of(F_UNLCK, SEEK_CUR, 0, 4);
  TRY(fcntl(fd, F_SETLK, &lock));
  ask("from the place", fd, F_WRLCK, 0, 0);
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 0));
  TRY(set(fd, F_SETLK, F_WRLCK, 8, -4));
  ask("backwards", fd, F_WRLCK, 0, 0);
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 0));
  // What cannot be.
  TRY(set(fd, F_SETLK, F_WRLCK, -1, 4));
  TRY(set(fd, F_SETLK, F_WRLCK, 2, -4));
  TRY(set(fd, F_SETLK, 7, 0, 4));
  lock = lock_of(F_WRLCK, 9, 0, 4);
  TRY(fcntl(fd, F_SETLK, &lock));
  lock = lock_of(F_WRLCK, SEEK_CUR, LONG_MAX, 4);
  TRY(fcntl(fd, F_SETLK, &lock));
  TRY(set(fd, F_SETLK, F_WRLCK, LONG_MAX, 2));
  lock = lock_of(F_UNLCK, SEEK_SET, 0, 4);
  TRY(fcntl(fd, F_GETLK, &lock));
  TRY(fcntl(fd, F_SETLK, (void *)8));
  TRY(fcntl(99, F_SETLK, &lock));
  TRY(fcntl(99, F_SETLK, (void *)8));
  int reading = open("/tmp/locked", O_RDONLY), writing = open("/tmp/locked", O_WRONLY);
  TRY(set(reading, F_SETLK, F_WRLCK, 0, 4));
  TRY(set(writing, F_SETLK, F_RDLCK, 0, 4));
  TRY(set(reading, F_SETLK, F_RDLCK, 0, 4));
  TRY(set(writing, F_SETLK, F_WRLCK, 0, 4));
  ask("by another descriptor", fd, F_RDLCK, 0, 0);
  // Closing any descriptor of the file lets all go.
  close(reading);
  ask("closed", fd, F_RDLCK, 0, 0);
  TRY(set(writing, F_SETLK, F_WRLCK, 0, 4));
  dup2(1, writing);
  ask("replaced", fd, F_RDLCK, 0, 0);
  close(writing);
  // A child has none of them, and its end changes nothing.
  TRY(set(fd, F_SETLK, F_WRLCK, 0, 4));
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    TRY(set(fd, F_SETLK, F_WRLCK, 0, 1));
    TRY(set(fd, F_SETLK, F_RDLCK, 3, 1));
    TRY(set(fd, F_SETLK, F_RDLCK, 4, 1));
    exit(0);
  }
  reap("child", pid);
  ask("after a child", fd, F_WRLCK, 0, 0);
  // Who waits goes on when it is let go.
  int ends[2];
  pipe(ends);
  fflush(stdout);
  pid = fork();
  if (pid == 0) {
    char byte;
    read(ends[0], &byte, 1);
    int code = set(fd, F_SETLKW, F_WRLCK, 2, 4);
    usleep(30000);
    printf("waited: %d\n", code);
    exit(0);
  }
  write(ends[1], "x", 1);
  usleep(30000);
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 3));
  usleep(30000);
  puts("still waits");
  fflush(stdout);
  TRY(set(fd, F_SETLK, F_UNLCK, 3, 1));
  fflush(stdout);
  reap("child", pid);
  // A handler interrupts it, unless it starts again.
  TRY(set(fd, F_SETLK, F_WRLCK, 0, 4));
  fflush(stdout);
  pid = fork();
  if (pid == 0) {
    struct sigaction action = {.sa_handler = nothing};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &timer, NULL);
    TRY(set(fd, F_SETLKW, F_WRLCK, 0, 4));
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    TRY(set(fd, F_SETLKW, F_WRLCK, 0, 4));
    usleep(30000);
    exit(0);
  }
  usleep(100000);
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 0));
  fflush(stdout);
  reap("child", pid);
  // Two that wait for each other.
  TRY(set(fd, F_SETLK, F_WRLCK, 0, 1));
  fflush(stdout);
  pid = fork();
  if (pid == 0) {
    set(fd, F_SETLK, F_WRLCK, 1, 1);
    write(ends[1], "y", 1);
    int code = set(fd, F_SETLKW, F_WRLCK, 0, 1);
    usleep(30000);
    printf("child has it: %d\n", code);
    exit(0);
  }
  char byte;
  read(ends[0], &byte, 1);
  usleep(30000);
  TRY(set(fd, F_SETLKW, F_WRLCK, 1, 1));
  TRY(set(fd, F_SETLK, F_WRLCK, 1, 1));
  TRY(set(fd, F_SETLK, F_UNLCK, 0, 1));
  fflush(stdout);
  reap("child", pid);
  unlink("/tmp/locked");
  return 0;
}
