// POSIX message queues: names, order, waiting, notices, attributes and limits.
#include "check.h"
#include <mqueue.h>
#include <poll.h>

static const char *name = "/threadbare-queue";
static mqd_t queue;

static void nothing(int signal) {}

static void tell(const char *when) {
  struct mq_attr attributes;
  if (mq_getattr(queue, &attributes) < 0) {
    printf("%s: %s\n", when, strerrorname_np(errno));
    return;
  }
  printf("%s: flags %lx, most %ld of %ld, now %ld\n", when, attributes.mq_flags,
         attributes.mq_maxmsg, attributes.mq_msgsize, attributes.mq_curmsgs);
}

static void take(mqd_t from) {
  char text[8192] = "";
  unsigned priority = 77;
  ssize_t count = mq_receive(from, text, sizeof text, &priority);
  if (count < 0) printf("took %s\n", strerrorname_np(errno));
  else printf("took \"%s\" of %u\n", text, priority);
}

static void *sender(void *unused) {
  usleep(20000);
  mq_send(queue, "from a thread", 14, 3);
  return NULL;
}

static void *receiver(void *unused) {
  static char text[64];
  usleep(20000);
  return mq_receive(queue, text, sizeof text, NULL) < 0 ? "nothing" : text;
}

int main(void) {
  mq_unlink(name);
  TRY(mq_open(name, O_RDWR));
  TRY(mq_open("no-slash", O_RDWR | O_CREAT, 0600, NULL));
  TRY(syscall(SYS_mq_open, "/a", O_RDWR | O_CREAT, 0600, NULL));
  TRY(syscall(SYS_mq_open, "", O_RDWR | O_CREAT, 0600, NULL));
  TRY(syscall(SYS_mq_open, ".", O_RDWR | O_CREAT, 0600, NULL));
  char longest[300];
  memset(longest, 'q', sizeof longest);
  longest[256] = 0;
  TRY(syscall(SYS_mq_open, longest, O_RDWR | O_CREAT, 0600, NULL));
  TRY(syscall(SYS_mq_open, (char *)8, O_RDWR | O_CREAT, 0600, NULL));
  struct mq_attr attributes = {.mq_maxmsg = 0, .mq_msgsize = 10};
  TRY(mq_open(name, O_RDWR | O_CREAT, 0600, &attributes));
  attributes.mq_maxmsg = 3;
  attributes.mq_msgsize = -1;
  TRY(mq_open(name, O_RDWR | O_CREAT, 0600, &attributes));
  attributes.mq_msgsize = 64;
  queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  CHECK(queue >= 0);
  VALUE(fcntl(queue, F_GETFD));
  TRY(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL));
  TRY(mq_open(name, 3));
  tell("new");
  // The highest first, and the oldest among equals.
  TRY(mq_send(queue, "low", 4, 1));
  TRY(mq_send(queue, "high", 5, 9));
  TRY(mq_send(queue, "low too", 8, 1));
  tell("full");
  struct timespec past = {1, 0}, bad = {0, 2000000000};
  TRY(mq_timedsend(queue, "x", 2, 1, &past));
  TRY(mq_timedsend(queue, "x", 2, 1, &bad));
  TRY(mq_timedsend(queue, "x", 2, 32768, &past));
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_nsec += 20000000;
  soon.tv_sec += soon.tv_nsec / 1000000000;
  soon.tv_nsec %= 1000000000;
  TRY(mq_timedsend(queue, "x", 2, 1, &soon));
  struct pollfd entry = {queue, POLLIN | POLLOUT, 0};
  poll(&entry, 1, 0);
  VALUE(entry.revents);
  // A thread takes one, and there is room.
  pthread_t thread;
  pthread_create(&thread, NULL, receiver, NULL);
  TRY(mq_send(queue, "waited", 7, 5));
  void *taken;
  pthread_join(thread, &taken);
  puts(taken);
  take(queue);
  take(queue);
  take(queue);
  poll(&entry, 1, 0);
  VALUE(entry.revents);
  pthread_create(&thread, NULL, sender, NULL);
  take(queue);
  pthread_join(thread, NULL);
  // Sizes and directions.
  char small[63];
  TRY(mq_receive(queue, small, sizeof small, NULL));
  TRY(mq_send(queue, (char *)&attributes, 65, 0));
  TRY(mq_send(queue, "", 0, 0));
  take(queue);
  TRY(mq_send(queue, (char *)8, 4, 0));
  mqd_t reading = mq_open(name, O_RDONLY | O_NONBLOCK), writing = mq_open(name, O_WRONLY);
  TRY(mq_send(reading, "x", 2, 0));
  TRY(mq_receive(writing, small, sizeof small, NULL));
  take(reading);
  TRY(mq_send(99, "x", 2, 0));
  TRY(mq_send(1, "x", 2, 0));
  TRY(mq_send(99, "x", 2, 40000));
  // Flags are those of the open file.
  struct mq_attr old;
  attributes.mq_flags = O_NONBLOCK;
  TRY(mq_setattr(queue, &attributes, &old));
  VALUE(old.mq_flags);
  tell("not waiting");
  take(queue);
  attributes.mq_flags = O_APPEND;
  TRY(mq_setattr(queue, &attributes, NULL));
  attributes.mq_flags = 0;
  TRY(mq_setattr(queue, &attributes, NULL));
  // Handlers interrupt who waits.
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval timer = {{0, 0}, {0, 20000}};
  setitimer(ITIMER_REAL, &timer, NULL);
  take(queue);
  // A notice: once, for one process, of a message into the empty queue.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  event.sigev_value.sival_int = 42;
  TRY(mq_notify(queue, &event));
  TRY(mq_notify(reading, &event));
  pid_t pid = fork();
  if (pid == 0) {
    int code = mq_notify(queue, &event) < 0 ? errno : 0;
    mq_notify(queue, NULL);
    mq_send(queue, "told", 5, 1);
    mq_send(queue, "not told", 9, 1);
    _exit(code);
  }
  reap("child", pid);
  siginfo_t info;
  struct timespec none = {0, 0};
  VALUE(sigtimedwait(&set, &info, &none));
  CHECK(info.si_code == SI_MESGQ && info.si_pid == pid && info.si_value.sival_int == 42);
  CHECK(info.si_uid == getuid());
  TRY(sigtimedwait(&set, &info, &none));
  take(queue);
  take(queue);
  // None while somebody waits for the message.
  TRY(mq_notify(queue, &event));
  pthread_create(&thread, NULL, sender, NULL);
  take(queue);
  pthread_join(thread, NULL);
  TRY(sigtimedwait(&set, &info, &none));
  TRY(mq_notify(queue, &event));
  // Closing any descriptor of it takes the notice away.
  mq_close(writing);
  TRY(mq_notify(queue, &event));
  event.sigev_signo = 99;
  TRY(mq_notify(queue, &event));
  event.sigev_notify = 9;
  TRY(mq_notify(queue, &event));
  event.sigev_notify = SIGEV_NONE;
  TRY(mq_notify(queue, &event));
  TRY(mq_notify(queue, NULL));
  TRY(mq_notify(queue, NULL));
  TRY(mq_notify(1, NULL));
  // Its name goes, it stays while it is open.
  TRY(mq_unlink(name));
  TRY(mq_unlink(name));
  TRY(mq_send(queue, "still", 6, 0));
  take(reading);
  mqd_t other = mq_open(name, O_RDWR | O_CREAT, 0600, NULL);
  CHECK(other >= 0);
  take(reading);
  TRY(mq_send(other, "other", 6, 0));
  take(reading);
  mq_close(queue);
  queue = other;
  tell("of the defaults");
  mq_unlink(name);
  TRY(mq_close(other));
  TRY(mq_close(other));
  TRY(mq_unlink("/none"));
  return 0;
}
