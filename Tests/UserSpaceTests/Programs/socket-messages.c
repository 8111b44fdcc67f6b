// sendmsg and recvmsg: pieces of memory, descriptors that travel, and who has sent a message.
#include "check.h"
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

static int ends[2];
static char taken[64];
static int got[300];
static int got_count;

static long send_parts(
    int fd, int count, const void *data, int size, int kind, int level, int extra) {
  char text[64] = "hello";
  char control[2048] = {0};
  struct iovec piece = {text, count};
  struct msghdr header = {.msg_iov = &piece, .msg_iovlen = 1};
  if (size >= 0) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(size);
    struct cmsghdr *first = CMSG_FIRSTHDR(&header);
    *first = (struct cmsghdr){CMSG_LEN(size) + extra, level, kind};
    memcpy(CMSG_DATA(first), data, size);
  }
  return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static long send_files(int fd, int count, const int *files, int file_count) {
  return send_parts(fd, count, files, 4 * file_count, SCM_RIGHTS, SOL_SOCKET, 0);
}

// Receives, and prints all that came.
static long take(int fd, int count, size_t room, int flags) {
  char control[2048];
  char name[32];
  struct iovec piece = {taken, count};
  struct msghdr header = {.msg_name = name, .msg_namelen = sizeof name, .msg_iov = &piece,
      .msg_iovlen = 1, .msg_control = room ? control : NULL, .msg_controllen = room};
  got_count = 0;
  long result = recvmsg(fd, &header, flags | MSG_DONTWAIT);
  if (result < 0) {
    printf("  %s\n", strerrorname_np(errno));
    return result;
  }
  printf("  %ld bytes, name %d, control %zu, flags %x", result, header.msg_namelen,
      (size_t)header.msg_controllen, header.msg_flags);
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
    printf(", level %d kind %d length %zu", part->cmsg_level, part->cmsg_type,
        (size_t)part->cmsg_len);
    if (part->cmsg_type == SCM_RIGHTS) {
      got_count = (part->cmsg_len - CMSG_LEN(0)) / 4;
      memcpy(got, CMSG_DATA(part), 4 * got_count);
    } else if (part->cmsg_len == CMSG_LEN(sizeof(struct ucred))) {
      struct ucred who;
      memcpy(&who, CMSG_DATA(part), sizeof who);
      printf(" from %s, user %u, group %u", who.pid == getpid() ? "me" : who.pid ? "another" : "0",
          who.uid, who.gid);
    }
  }
  puts("");
  return result;
}

static void drop(void) {
  while (got_count > 0) close(got[--got_count]);
}

static int open_count(void) {
  int count = 0;
  for (int fd = 0; fd < 64; fd++) count += fcntl(fd, F_GETFD) != -1;
  return count;
}

static void files(int kind, const char *name) {
  puts(name);
  int sent[3];
  socketpair(AF_UNIX, kind, 0, ends);
  pipe(sent);
  sent[2] = sent[0];
  int before = open_count();
  take(ends[1], 5, 100, 0);
  VALUE(send_files(ends[0], 5, sent, 2));
  take(ends[1], 5, 100, 0);
  CHECK(got_count == 2 && fcntl(got[0], F_GETFD) == 0);
  write(got[1], "through", 7);
  VALUE(read(sent[0], taken, 20));
  drop();
  size_t rooms[] = {28, 24, 20, 19, 16, 8, 0};
  for (int i = 0; i < 7; i++) {
    send_files(ends[0], 5, sent, 3);
    take(ends[1], 5, rooms[i], 0);
    drop();
  }
  send_files(ends[0], 5, sent, 3);
  take(ends[1], 2, 100, MSG_CMSG_CLOEXEC);
  VALUE(fcntl(got[1], F_GETFD));
  drop();
  take(ends[1], 5, 100, 0);
  send_files(ends[0], 5, sent, 1);
  take(ends[1], 2, 100, MSG_PEEK);
  drop();
  take(ends[1], 5, 100, 0);
  drop();
  send_files(ends[0], 5, sent, -1);
  send_files(ends[0], 5, sent, 1);
  send_files(ends[0], 5, sent, 1);
  take(ends[1], 60, 100, 0);
  drop();
  take(ends[1], 60, 100, MSG_WAITALL);
  drop();
  take(ends[1], 60, 100, 0);
  drop();
  send_files(ends[0], 5, sent, 3);
  VALUE(read(ends[1], taken, 20));
  VALUE(send_files(ends[0], 0, sent, 1));
  take(ends[1], 5, 100, 0);
  drop();
  CHECK(open_count() == before);
  // What is on its way stays open, and is closed with who would have read it.
  send_files(ends[0], 1, sent + 1, 1);
  close(sent[1]);
  struct pollfd entry = {sent[0], POLLIN, 0};
  poll(&entry, 1, 0);
  VALUE(entry.revents);
  close(ends[1]);
  poll(&entry, 1, 0);
  VALUE(entry.revents);
  close(ends[0]);
  close(sent[0]);
}

static void credentials(int kind, const char *name) {
  int on = 1;
  puts(name);
  socketpair(AF_UNIX, kind, 0, ends);
  send_files(ends[0], 5, NULL, -1);
  TRY(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
  take(ends[1], 5, 100, 0);
  int zero = 0;
  send_files(ends[0], 5, NULL, -1);
  take(ends[1], 5, 100, 0);
  send_files(ends[0], 5, &zero, 1);
  take(ends[1], 5, 100, 0);
  drop();
  size_t rooms[] = {55, 30, 20, 16, 15, 0};
  for (int i = 0; i < 6; i++) {
    send_files(ends[0], 5, &zero, 1);
    take(ends[1], 5, rooms[i], 0);
    drop();
  }
  struct ucred who = {getpid(), 0, 0};
  VALUE(send_parts(ends[0], 1, &who, sizeof who, SCM_CREDENTIALS, SOL_SOCKET, 0));
  take(ends[1], 5, 100, 0);
  who.pid = 1;
  VALUE(send_parts(ends[0], 1, &who, sizeof who, SCM_CREDENTIALS, SOL_SOCKET, 0));
  take(ends[1], 5, 100, 0);
  who.pid = 999999;
  TRY(send_parts(ends[0], 1, &who, sizeof who, SCM_CREDENTIALS, SOL_SOCKET, 0));
  TRY(send_parts(ends[0], 1, &who, sizeof who - 1, SCM_CREDENTIALS, SOL_SOCKET, 0));
  who.uid = -1;
  TRY(send_parts(ends[0], 1, &who, sizeof who, SCM_CREDENTIALS, SOL_SOCKET, 0));
  // Two senders: their bytes stay apart, in a stream too.
  pid_t pid = fork();
  if (pid == 0) {
    send(ends[0], "ab", 2, 0);
    // Without power it says the truth or nothing.
    unsigned header[2] = {0x20080522, 0}, none[6] = {0};
    syscall(SYS_capset, header, none);
    who = (struct ucred){getpid(), 0, 0};
    VALUE(send_parts(ends[0], 1, &who, sizeof who, SCM_CREDENTIALS, SOL_SOCKET, 0));
    who.pid = getppid();
    TRY(send_parts(ends[0], 1, &who, sizeof who, SCM_CREDENTIALS, SOL_SOCKET, 0));
    _exit(0);
  }
  reap("sender", pid);
  send(ends[0], "cd", 2, 0);
  take(ends[1], 20, 100, 0);
  take(ends[1], 20, 100, 0);
  take(ends[1], 20, 100, 0);
  shutdown(ends[0], SHUT_WR);
  take(ends[1], 5, 100, 0);
  close(ends[0]);
  close(ends[1]);
}

static void refused(void) {
  int many[300] = {0}, wrong[2] = {0, 99};
  char text[8];
  struct iovec pieces[2] = {{text, 3}, {text + 4, 2}};
  struct msghdr header = {.msg_iov = pieces, .msg_iovlen = 2};
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  VALUE(send_files(ends[0], 5, many, 253));
  take(ends[1], 5, 1032, 0);
  drop();
  TRY(send_files(ends[0], 5, many, 254));
  TRY(send_files(ends[0], 5, wrong, 2));
  wrong[0] = -1;
  TRY(send_files(ends[0], 5, wrong, 1));
  VALUE(send_files(ends[0], 5, wrong, 0));
  take(ends[1], 5, 100, 0);
  TRY(send_parts(ends[0], 5, many, 4, 77, SOL_SOCKET, 0));
  VALUE(send_parts(ends[0], 5, many, 4, 77, 5, 0));
  take(ends[1], 5, 100, 0);
  TRY(send_parts(ends[0], 5, many, 4, SCM_RIGHTS, SOL_SOCKET, 100));
  TRY(send_parts(ends[0], 5, many, 4, SCM_RIGHTS, SOL_SOCKET, -10));
  VALUE(send_parts(ends[0], 5, many, 4, SCM_RIGHTS, SOL_SOCKET, -2));
  take(ends[1], 5, 100, 0);
  memcpy(text, "abc de", 6);
  VALUE(sendmsg(ends[0], &header, 0));
  memset(text, '-', sizeof text);
  VALUE(recvmsg(ends[1], &header, 0));
  printf("%.8s\n", text);
  TRY(sendmsg(999, &header, 0));
  TRY(sendmsg(0, &header, 0));
  TRY(recvmsg(0, NULL, 0));
  TRY(sendmsg(ends[0], NULL, 0));
  TRY(recvmsg(ends[0], NULL, 0));
  TRY(sendmsg(ends[0], &header, 0x80000000));
  header.msg_iovlen = 2000;
  TRY(sendmsg(ends[0], &header, 0));
  header.msg_iovlen = 1;
  header.msg_iov = (void *)8;
  TRY(sendmsg(ends[0], &header, 0));
  header.msg_iov = pieces;
  header.msg_control = (void *)8;
  header.msg_controllen = 64;
  TRY(sendmsg(ends[0], &header, 0));
  header.msg_controllen = 200000;
  TRY(sendmsg(ends[0], &header, 0));
  header.msg_control = NULL;
  header.msg_controllen = 0;
  header.msg_name = text;
  header.msg_namelen = 8;
  TRY(sendmsg(ends[0], &header, 0));
  // No more descriptors than the table has room for.
  struct rlimit limit = {ends[1] + 3, 64};
  setrlimit(RLIMIT_NOFILE, &limit);
  send_files(ends[0], 5, many, 5);
  take(ends[1], 5, 100, 0);
  drop();
  limit.rlim_cur = 64;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void options(void) {
  int value, on = 1;
  socklen_t size;
  struct { int number, value; } all[] = {{SO_TYPE, 0}, {SO_ERROR, 0}, {SO_SNDBUF, 0}, {SO_RCVBUF, 0},
      {SO_PASSCRED, 0}, {SO_ACCEPTCONN, 0}, {SO_PROTOCOL, 0}, {SO_DOMAIN, 0}, {999, 0}};
  socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends);
  for (int i = 0; i < 9; i++) {
    size = sizeof value;
    int result = getsockopt(ends[0], SOL_SOCKET, all[i].number, &value, &size);
    if (result == 0) printf("option %d: %d, %d bytes\n", i, value, size);
    else printf("option %d: %s\n", i, strerrorname_np(errno));
  }
  struct ucred who;
  size = sizeof who;
  TRY(getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &who, &size));
  printf("%s %u %u %d\n", who.pid == getpid() ? "me" : "another", who.uid, who.gid, size);
  size = 2;
  value = -1;
  TRY(getsockopt(ends[0], SOL_SOCKET, SO_TYPE, &value, &size));
  printf("%x %d\n", value, size);
  TRY(getsockopt(ends[0], SOL_SOCKET, SO_TYPE, &value, NULL));
  TRY(getsockopt(ends[0], SOL_SOCKET, SO_TYPE, NULL, &size));
  size = -1;
  TRY(getsockopt(ends[0], SOL_SOCKET, SO_TYPE, &value, &size));
  TRY(getsockopt(ends[0], 6, 1, &value, &size));
  TRY(getsockopt(0, SOL_SOCKET, SO_TYPE, &value, &size));
  TRY(setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, 2));
  TRY(setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, NULL, 4));
  TRY(setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, -1));
  TRY(setsockopt(ends[0], SOL_SOCKET, 999, &on, 4));
  TRY(setsockopt(ends[0], 6, 1, &on, 4));
  struct sockaddr name;
  size = sizeof name;
  TRY(getsockname(ends[0], &name, &size));
  printf("%d %d\n", name.sa_family, size);
  size = sizeof name;
  TRY(getpeername(ends[0], &name, &size));
  printf("%d %d\n", name.sa_family, size);
  TRY(getpeername(0, &name, &size));
}

static volatile int handled;
static void handler(int signal) { handled++; }

// A sender that waits for room keeps the files; a signal makes it begin anew.
static void waiting(void) {
  static char large[200000];
  int sent[2];
  struct iovec piece = {large, sizeof large};
  char control[CMSG_SPACE(4)];
  struct msghdr header = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  *CMSG_FIRSTHDR(&header) = (struct cmsghdr){CMSG_LEN(4), SOL_SOCKET, SCM_RIGHTS};
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  pipe(sent);
  memcpy(CMSG_DATA(CMSG_FIRSTHDR(&header)), sent + 1, 4);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  while (write(ends[0], large, 50000) > 0) {}
  fcntl(ends[0], F_SETFL, 0);
  pid_t pid = fork();
  if (pid == 0) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    close(ends[1]);
    VALUE(sendmsg(ends[0], &header, 0));
    VALUE(handled);
    _exit(0);
  }
  close(sent[1]);
  wait_until_asleep(pid);
  kill(pid, SIGUSR1);
  sleep_milliseconds(10);
  wait_until_asleep(pid);
  close(ends[0]);
  int files = 0;
  for (;;) {
    char room[64];
    struct iovec part = {large, 4096};
    struct msghdr in = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    long count = recvmsg(ends[1], &in, 0);
    if (count <= 0) break;
    if (CMSG_FIRSTHDR(&in)) {
      files++;
      memcpy(got, CMSG_DATA(CMSG_FIRSTHDR(&in)), 4);
    }
  }
  VALUE(files);
  reap("sender", pid);
  write(got[0], "x", 1);
  VALUE(read(sent[0], large, 1));
}

int main(void) {
  files(SOCK_STREAM, "files in a stream");
  files(SOCK_DGRAM, "files in datagrams");
  files(SOCK_SEQPACKET, "files in packets");
  credentials(SOCK_STREAM, "senders of a stream");
  credentials(SOCK_DGRAM, "senders of datagrams");
  credentials(SOCK_SEQPACKET, "senders of packets");
  refused();
  options();
  waiting();
  return 0;
}
