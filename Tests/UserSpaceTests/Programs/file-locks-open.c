// Locks that belong to open files: F_OFD_SETLK and flock.
#include "check.h"
#include <sys/file.h>

static int set(int fd, int command, int type, long start, long length) {
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  return fcntl(fd, command, &lock);
}

static void ask(const char *when, int fd, int command, int type, long start, long length) {
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  if (fcntl(fd, command, &lock) < 0)
    printf("%s: %s\n", when, strerrorname_np(errno));
  else
    printf("%s: type %d, %ld %ld, %d\n", when, lock.l_type, (long)lock.l_start, (long)lock.l_len,
           lock.l_pid == getpid() ? 1 : lock.l_pid);
}

static int held;
static void *locker(void *unused) {
  int code = flock(held, LOCK_EX);
  return (void *)(long)code;
}

int main(void) {
  int one = open("/tmp/locked", O_CREAT | O_RDWR, 0600), two = open("/tmp/locked", O_RDWR);
  TRY(set(one, F_OFD_SETLK, F_WRLCK, 0, 10));
  TRY(set(two, F_OFD_SETLK, F_WRLCK, 5, 10));
  TRY(set(two, F_OFD_SETLK, F_RDLCK, 10, 10));
  ask("as another open file", two, F_OFD_GETLK, F_RDLCK, 0, 0);
  ask("as the process", two, F_GETLK, F_RDLCK, 0, 0);
  ask("the own ones", one, F_OFD_GETLK, F_UNLCK, 0, 0);
  ask("none of the own", one, F_OFD_GETLK, F_UNLCK, 50, 1);
  // The process is another owner than its open files.
  TRY(set(one, F_SETLK, F_WRLCK, 0, 1));
  TRY(set(one, F_SETLK, F_WRLCK, 30, 1));
  TRY(set(one, F_OFD_SETLK, F_WRLCK, 30, 1));
  ask("of the process", two, F_OFD_GETLK, F_WRLCK, 30, 1);
  struct flock lock = {.l_type = F_WRLCK, .l_pid = 1};
  TRY(fcntl(one, F_OFD_SETLK, &lock));
  TRY(fcntl(one, F_OFD_GETLK, &lock));
  // A duplicate has the same; the last one's end lets go.
  int copy = dup(one);
  close(one);
  ask("after a close", two, F_OFD_GETLK, F_WRLCK, 0, 5);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) exit(set(copy, F_OFD_SETLK, F_RDLCK, 2, 2));
  reap("child", pid);
  ask("changed by a child", two, F_OFD_GETLK, F_RDLCK, 0, 10);
  ask("changed by a child", two, F_OFD_GETLK, F_WRLCK, 2, 2);
  close(copy);
  ask("after the last", two, F_OFD_GETLK, F_WRLCK, 0, 5);

  // flock: whole files, by open files.
  one = open("/tmp/locked", O_RDONLY);
  int three = open("/tmp/locked", O_RDONLY);
  TRY(flock(one, LOCK_SH));
  TRY(flock(two, LOCK_SH | LOCK_NB));
  TRY(flock(three, LOCK_EX | LOCK_NB));
  TRY(flock(one, LOCK_EX | LOCK_NB));
  // The old one was given up for that.
  TRY(flock(two, LOCK_UN));
  TRY(flock(three, LOCK_EX | LOCK_NB));
  TRY(flock(one, LOCK_SH | LOCK_NB));
  TRY(flock(dup(three), LOCK_EX | LOCK_NB));
  // It knows nothing of the others.
  TRY(set(two, F_SETLK, F_WRLCK, 0, 0));
  TRY(flock(one, 0));
  TRY(flock(one, LOCK_SH | LOCK_EX));
  TRY(flock(one, 16));
  TRY(flock(99, LOCK_SH));
  TRY(flock(99, 0));
  // A thread waits.
  held = one;
  pthread_t thread;
  pthread_create(&thread, NULL, locker, NULL);
  usleep(30000);
  TRY(flock(three, LOCK_UN));
  void *code;
  pthread_join(thread, &code);
  CHECK(code == NULL);
  TRY(flock(two, LOCK_SH | LOCK_NB));
  TRY(flock(one, LOCK_SH | LOCK_NB));
  TRY(flock(two, LOCK_SH | LOCK_NB));
  // A child shares the open file, and can unlock it.
  pid = fork();
  if (pid == 0) _exit(flock(one, LOCK_UN));
  reap("child", pid);
  TRY(flock(two, LOCK_EX | LOCK_NB));
  close(two);
  TRY(flock(three, LOCK_EX | LOCK_NB));
  unlink("/tmp/locked");
  return 0;
}
