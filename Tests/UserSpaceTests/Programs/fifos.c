// Pipes with a name: who waits for whom when they are opened, what mknod makes, packets, sizes.
#include "check.h"
#include <poll.h>
#include <sys/sysmacros.h>

static void nothing(int signal) {}

static void ends(void) {
  char buffer[16];
  TRY(mkfifo("fifo", 0644));
  TRY(mkfifo("fifo", 0644));
  TRY(open("fifo", O_WRONLY | O_NONBLOCK));
  int reading = open("fifo", O_RDONLY | O_NONBLOCK);
  struct pollfd entry = {reading, POLLIN};
  VALUE(read(reading, buffer, sizeof buffer));
  VALUE(poll(&entry, 1, 0));
  int writing = open("fifo", O_WRONLY);
  TRY(read(reading, buffer, sizeof buffer));
  VALUE(write(writing, "abc", 3));
  VALUE(read(reading, buffer, sizeof buffer));
  close(writing);
  VALUE(poll(&entry, 1, 0));
  CHECK(entry.revents == POLLHUP);
  VALUE(read(reading, buffer, sizeof buffer));
  struct stat status;
  fstat(reading, &status);
  CHECK(status.st_mode == (S_IFIFO | 0644));
  CHECK(fcntl(reading, F_GETFL) & O_NONBLOCK);
  TRY(lseek(reading, 0, SEEK_SET));
  close(reading);
  TRY(open("fifo", O_RDONLY | O_DIRECTORY));
  TRY(truncate("fifo", 0));
}

static void waiting(void) {
  char buffer[16];
  pid_t pid = fork();
  if (pid == 0) {
    int writing = open("fifo", O_WRONLY);
    _exit(write(writing, "hello", 5));
  }
  int reading = open("fifo", O_RDONLY);
  VALUE(read(reading, buffer, sizeof buffer));
  reap("writer", pid);
  VALUE(read(reading, buffer, sizeof buffer));
  close(reading);
  // The other end is closed again before who waited looks.
  pid = fork();
  if (pid == 0) {
    close(open("fifo", O_RDONLY));
    _exit(0);
  }
  TRY(close(open("fifo", O_WRONLY)));
  reap("reader", pid);
  // A signal ends the waiting, or starts it anew.
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval soon = {{0, 0}, {0, 20000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  TRY(open("fifo", O_RDONLY));
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
  pid = fork();
  if (pid == 0) {
    sleep_milliseconds(60);
    close(open("fifo", O_WRONLY));
    _exit(0);
  }
  setitimer(ITIMER_REAL, &soon, NULL);
  TRY(close(open("fifo", O_RDONLY)));
  reap("late writer", pid);
  int both = open("fifo", O_RDWR);
  VALUE(write(both, "zz", 2));
  VALUE(read(both, buffer, sizeof buffer));
  close(both);
  TRY(unlink("fifo"));
}

static void nodes(void) {
  struct stat status;
  TRY(mknod("plain", S_IFREG | 0600, 0));
  TRY(mknod("plain", S_IFREG | 0600, 0));
  TRY(mknod("other", 0600, 0));
  stat("other", &status);
  CHECK(S_ISREG(status.st_mode) && status.st_size == 0);
  TRY(mknod("folder", S_IFDIR | 0600, 0));
  TRY(mknod("strange", 0050000, 0));
  TRY(mknod("missing/name", S_IFREG, 0));
  TRY(mknod("socket", S_IFSOCK | 0600, 0));
  stat("socket", &status);
  CHECK(S_ISSOCK(status.st_mode));
  TRY(open("socket", O_RDONLY));
}

static void packets(void) {
  char buffer[16];
  int ends[2];
  TRY(pipe2(ends, O_DIRECT | O_NONBLOCK));
  write(ends[1], "ab", 2);
  write(ends[1], "cde", 3);
  VALUE(read(ends[0], buffer, sizeof buffer));
  VALUE(read(ends[0], buffer, 1));
  TRY(read(ends[0], buffer, 1));
  VALUE(fcntl(ends[0], F_SETPIPE_SZ, 5000));
  VALUE(fcntl(ends[0], F_SETPIPE_SZ, 0));
  VALUE(fcntl(ends[1], F_GETPIPE_SZ));
  TRY(fcntl(ends[0], F_SETPIPE_SZ, -1));
  fcntl(ends[0], F_SETPIPE_SZ, 8192);
  static char many[9000];
  VALUE(write(ends[1], many, sizeof many));
  TRY(fcntl(ends[0], F_SETPIPE_SZ, 4096));
  TRY(write(ends[1], many, 1));
}

int main(void) {
  ends();
  waiting();
  nodes();
  packets();
  return 0;
}
