// System V message queues: types, sizes, waits, who may what, and what is told of them.
#include "check.h"
#include <sys/ipc.h>
#include <sys/msg.h>

#ifndef MSG_STAT_ANY
#define MSG_STAT_ANY 13
#endif

static struct message {
  long type;
  char text[9000];
} message;

static long put(int queue, long type, const char *text, int flags) {
  message.type = type;
  strcpy(message.text, text);
  return msgsnd(queue, &message, strlen(text), flags);
}

static int delay;
static void take(int queue, long size, long type, int flags) {
  memset(&message, 0, sizeof message);
  ssize_t count = msgrcv(queue, &message, size, type, flags);
  int error = errno;
  sleep_milliseconds(delay);
  errno = error;
  if (count < 0) printf("  take %ld of type %ld: %s\n", size, type, strerrorname_np(errno));
  else printf("  take %ld of type %ld: %zd, type %ld '%s'\n", size, type, count, message.type,
      message.text);
}

static void state(const char *what, int queue) {
  struct msqid_ds is;
  if (msgctl(queue, IPC_STAT, &is) != 0) {
    printf("%s: %s\n", what, strerrorname_np(errno));
    return;
  }
  printf("%s: %lu bytes in %lu of %lu, sent by %s, taken by %s, at %d %d %d, mode %o, user %d %d\n",
      what, (unsigned long)is.__msg_cbytes, (unsigned long)is.msg_qnum,
      (unsigned long)is.msg_qbytes, is.msg_lspid == getpid() ? "me" : is.msg_lspid ? "another" : "0",
      is.msg_lrpid == getpid() ? "me" : is.msg_lrpid ? "another" : "0", is.msg_stime != 0,
      is.msg_rtime != 0, is.msg_ctime != 0, is.msg_perm.mode, is.msg_perm.uid, is.msg_perm.cuid);
}

static void making(void) {
  int queue = msgget(77, IPC_CREAT | 0640);
  CHECK(queue >= 0);
  CHECK(msgget(77, 0) == queue);
  TRY(msgget(77, IPC_CREAT | IPC_EXCL));
  TRY(msgget(78, 0));
  CHECK(msgget(IPC_PRIVATE, 0600) != queue);
  state("new", queue);
  TRY(msgctl(queue, 99, NULL));
  TRY(msgctl(-1, IPC_RMID, NULL));
  TRY(msgctl(12345, IPC_RMID, NULL));
  TRY(msgctl(queue, IPC_STAT, NULL));
  TRY(msgctl(queue, IPC_SET, NULL));
  TRY(msgctl(queue, IPC_RMID, NULL));
  TRY(msgctl(queue, IPC_RMID, NULL));
  TRY(msgget(77, 0));
}

static void order(int queue) {
  put(queue, 3, "three", 0);
  put(queue, 1, "one", 0);
  put(queue, 2, "two", 0);
  put(queue, 1, "another one", 0);
  put(queue, 5, "five", 0);
  state("five sent", queue);
  take(queue, 50, 2, MSG_COPY | IPC_NOWAIT);
  take(queue, 50, 5, MSG_COPY | IPC_NOWAIT);
  take(queue, 50, -1, MSG_COPY | IPC_NOWAIT);
  take(queue, 1, 0, MSG_COPY | IPC_NOWAIT);
  take(queue, 50, 0, MSG_COPY);
  take(queue, 50, 0, MSG_COPY | MSG_EXCEPT | IPC_NOWAIT);
  take(queue, 50, 9, IPC_NOWAIT);
  take(queue, 50, 2, 0);
  take(queue, 50, 3, MSG_EXCEPT);
  take(queue, 3, -4, 0);
  take(queue, 3, -4, MSG_NOERROR);
  take(queue, 50, -2, IPC_NOWAIT);
  take(queue, 50, LONG_MIN, 0);
  take(queue, 50, 0, 0);
  take(queue, 50, 0, IPC_NOWAIT);
  state("all taken", queue);
}

static void errors(int queue) {
  TRY(put(queue, 0, "x", 0));
  TRY(put(queue, -3, "x", 0));
  message.type = 1;
  TRY(msgsnd(queue, &message, 8193, 0));
  TRY(msgsnd(queue, &message, -1, 0));
  TRY(msgsnd(-1, &message, 1, 0));
  TRY(msgsnd(4711, &message, 1, 0));
  TRY(msgsnd(queue, NULL, 1, 0));
  TRY(msgsnd(-1, NULL, 1, 0));
  TRY(msgsnd(queue, &message, 8192, 0));
  TRY(msgsnd(queue, &message, 8192, IPC_NOWAIT));
  TRY(msgsnd(queue, &message, 1, IPC_NOWAIT));
  TRY(msgsnd(queue, &message, 0, IPC_NOWAIT));
  take(queue, -1, 0, 0);
  take(-1, 1, 0, 0);
  take(4711, 1, 0, 0);
  take(queue, 5, 0, IPC_NOWAIT);
  VALUE(msgrcv(queue, &message, 9000, 0, 0));
  TRY(syscall(SYS_msgrcv, queue, NULL, 8192, 0, 0));
  VALUE(msgrcv(queue, &message, 0, 0, IPC_NOWAIT));
  take(queue, 5, 0, IPC_NOWAIT);
}

static volatile int signals;
static void handler(int signal) { signals++; }

static pid_t receiver(int queue, long size, long type, int flags) {
  pid_t pid = fork();
  if (pid == 0) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    take(queue, size, type, flags);
    _exit(signals);
  }
  wait_until_asleep(pid);
  return pid;
}

static void waiting(int queue) {
  pid_t first = receiver(queue, 50, 2, 0), second = receiver(queue, 50, 0, 0);
  put(queue, 1, "for the second", 0);
  reap("second", second);
  put(queue, 2, "for the first", 0);
  reap("first", first);
  state("handed over", queue);
  first = receiver(queue, 2, 0, 0);
  // It says later what it got.
  delay = 30;
  second = receiver(queue, 50, -9, 0);
  delay = 0;
  put(queue, 4, "long", 0);
  reap("too long", first);
  reap("long enough", second);
  first = receiver(queue, 2, 7, MSG_NOERROR);
  put(queue, 7, "cut", 0);
  reap("cut", first);
  // Handlers interrupt it, whatever they ask for.
  first = receiver(queue, 50, 0, 0);
  kill(first, SIGUSR1);
  reap("interrupted", first);
  // Room: a sender that fits goes first.
  message.type = 1;
  msgsnd(queue, &message, 4000, 0);
  msgsnd(queue, &message, 4000, 0);
  msgsnd(queue, &message, 8192, 0);
  pid_t big = fork();
  if (big == 0) {
    message.type = 2;
    TRY(msgsnd(queue, &message, 8192, 0));
    _exit(0);
  }
  wait_until_asleep(big);
  pid_t small = fork();
  if (small == 0) {
    message.type = 3;
    TRY(msgsnd(queue, &message, 200, 0));
    _exit(0);
  }
  wait_until_asleep(small);
  long got = msgrcv(queue, &message, 8192, -2, MSG_EXCEPT);
  reap("small", small);
  VALUE(got);
  VALUE(msgrcv(queue, &message, 8192, 0, 0));
  got = msgrcv(queue, &message, 8192, 0, 0);
  reap("big", big);
  VALUE(got);
  while (msgrcv(queue, &message, 9000, 0, IPC_NOWAIT) >= 0) {}
  first = receiver(queue, 50, 0, 0);
  got = msgctl(queue, IPC_RMID, NULL);
  reap("removed", first);
  VALUE(got);
}

static void changing(void) {
  int queue = msgget(IPC_PRIVATE, 0600);
  struct msqid_ds is;
  msgctl(queue, IPC_STAT, &is);
  is.msg_qbytes = 10;
  is.msg_perm.mode = 0444;
  TRY(msgctl(queue, IPC_SET, &is));
  state("set", queue);
  message.type = 1;
  TRY(msgsnd(queue, &message, 10, IPC_NOWAIT));
  TRY(msgsnd(queue, &message, 1, IPC_NOWAIT));
  pid_t pid = fork();
  if (pid == 0) {
    TRY(msgsnd(queue, &message, 8, 0));
    _exit(0);
  }
  wait_until_asleep(pid);
  is.msg_qbytes = 20;
  long got = msgctl(queue, IPC_SET, &is);
  reap("sender", pid);
  VALUE(got);
  is.msg_perm.uid = -1;
  TRY(msgctl(queue, IPC_SET, &is));
  struct msginfo facts;
  int last = msgctl(0, IPC_INFO, (void *)&facts);
  CHECK(last >= 0);
  printf("%d %d %d %d %d %d %d %d\n", facts.msgpool, facts.msgmap, facts.msgmax, facts.msgmnb,
      facts.msgmni, facts.msgssz, facts.msgtql, facts.msgseg);
  CHECK(msgctl(0, MSG_INFO, (void *)&facts) == last);
  printf("%d %d %d %d %d %d %d %d\n", facts.msgpool, facts.msgmap, facts.msgmax, facts.msgmnb,
      facts.msgmni, facts.msgssz, facts.msgtql, facts.msgseg);
  int found = 0;
  for (int index = 0; index <= last; index++) found += msgctl(index, MSG_STAT, &is) == queue;
  VALUE(found);
  CHECK(msgctl(queue & 32767, MSG_STAT_ANY, &is) == queue && is.msg_qnum == 2);
  TRY(msgctl(last + 1, MSG_STAT, &is));
  TRY(msgctl(queue, IPC_RMID, NULL));
}

int main(void) {
  making();
  int queue = msgget(IPC_PRIVATE, 0600);
  order(queue);
  errors(queue);
  waiting(queue);
  changing();
  return 0;
}
