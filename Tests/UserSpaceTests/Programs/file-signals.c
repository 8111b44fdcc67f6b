// Owners of descriptors and their signals; files without names; names that change places; several messages a call.
#include "check.h"
#include <sys/socket.h>

static volatile sig_atomic_t signals, code, descriptor;

static void handler(int signal, siginfo_t *info, void *context) {
  signals++;
  code = info->si_code;
  descriptor = info->si_fd;
}

static void owners(void) {
  int ends[2];
  pipe(ends);
  VALUE(fcntl(ends[0], F_GETOWN));
  TRY(fcntl(ends[0], F_SETOWN, getpid()));
  CHECK(fcntl(ends[0], F_GETOWN) == getpid());
  TRY(fcntl(ends[0], F_SETOWN, 999999));
  TRY(fcntl(ends[0], F_SETSIG, 99));
  TRY(fcntl(ends[0], F_GETSIG));
  struct f_owner_ex owner = {F_OWNER_PID, getpid()};
  TRY(fcntl(ends[0], F_GETOWN_EX, &owner));
  CHECK(owner.type == F_OWNER_PID && owner.pid == getpid());
  owner.type = 9;
  TRY(fcntl(ends[0], F_SETOWN_EX, &owner));
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigaction(SIGIO, &action, NULL);
  write(ends[1], "a", 1);
  VALUE(signals);
  TRY(fcntl(ends[0], F_SETFL, O_ASYNC));
  CHECK(fcntl(ends[0], F_GETFL) & O_ASYNC);
  write(ends[1], "b", 1);
  VALUE(signals);
  fcntl(ends[0], F_SETFL, 0);
  write(ends[1], "c", 1);
  VALUE(signals);
}

static void names(void) {
  struct stat status;
  char path[64];
  int file = open(".", O_TMPFILE | O_RDWR, 0600);
  VALUE(write(file, "t", 1));
  fstat(file, &status);
  VALUE(status.st_nlink);
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  TRY(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
  stat("linked", &status);
  CHECK(status.st_nlink == 1 && status.st_mode == (S_IFREG | 0600));
  TRY(open(".", O_TMPFILE | O_RDONLY, 0600));
  TRY(open("linked", O_TMPFILE | O_RDWR, 0600));
  file = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  TRY(linkat(AT_FDCWD, path, AT_FDCWD, "never", AT_SYMLINK_FOLLOW));
  mkdir("folder", 0700);
  TRY(renameat2(AT_FDCWD, "linked", AT_FDCWD, "folder", RENAME_EXCHANGE));
  stat("linked", &status);
  CHECK(S_ISDIR(status.st_mode));
  TRY(renameat2(AT_FDCWD, "folder", AT_FDCWD, "missing", RENAME_EXCHANGE));
  TRY(renameat2(AT_FDCWD, "linked", AT_FDCWD, "linked/inner", RENAME_EXCHANGE));
  TRY(renameat2(AT_FDCWD, "folder", AT_FDCWD, "linked", RENAME_EXCHANGE | RENAME_NOREPLACE));
}

static void messages(void) {
  int ends[2];
  char rooms[3][8];
  socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
  struct iovec texts[2] = {{"ab", 2}, {"cde", 3}};
  struct mmsghdr sent[2] = {{{.msg_iov = texts, .msg_iovlen = 1}}, {{.msg_iov = texts, .msg_iovlen = 2}}};
  VALUE(sendmmsg(ends[0], sent, 2, 0));
  CHECK(sent[0].msg_len == 2 && sent[1].msg_len == 5);
  struct iovec pieces[3] = {{rooms[0], 8}, {rooms[1], 8}, {rooms[2], 8}};
  struct mmsghdr got[3] = {{{.msg_iov = pieces, .msg_iovlen = 1}},
                           {{.msg_iov = pieces + 1, .msg_iovlen = 1}},
                           {{.msg_iov = pieces + 2, .msg_iovlen = 1}}};
  VALUE(recvmmsg(ends[1], got, 3, MSG_DONTWAIT, NULL));
  CHECK(got[0].msg_len == 2 && got[1].msg_len == 5);
  CHECK(memcmp(rooms[1], "abcde", 5) == 0);
  TRY(recvmmsg(ends[1], got, 3, MSG_DONTWAIT, NULL));
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 3; i++) {
      sleep_milliseconds(10);
      send(ends[0], "late", 4, 0);
    }
    _exit(0);
  }
  VALUE(recvmmsg(ends[1], got, 3, 0, NULL));
  reap("sender", pid);
  sendmmsg(ends[0], sent, 1, 0);
  VALUE(recvmmsg(ends[1], got, 3, MSG_WAITFORONE, NULL));
  struct timespec wrong = {0, -1};
  TRY(recvmmsg(ends[1], got, 1, 0, &wrong));
  TRY(sendmmsg(-1, sent, 1, 0));
  TRY(sendmmsg(0, sent, 1, 0));
  VALUE(sendmmsg(ends[0], sent, 0, 0));
}

int main(void) {
  owners();
  names();
  messages();
  return 0;
}
