// Messages are handed over: who waits for a message or for room has it before anybody else comes.
#include "check.h"
#include <mqueue.h>
#include <sys/resource.h>

static const char *name = "/threadbare-handover";
static mqd_t queue, hasty;

struct waiter {
  pthread_t thread;
  int nice;
  const char *text;
  volatile pid_t tid;
  char got[8];
};

static void *receiver(void *arg) {
  struct waiter *own = arg;
  setpriority(PRIO_PROCESS, 0, own->nice);
  own->tid = gettid();
  mq_receive(queue, own->got, sizeof own->got, NULL);
  return NULL;
}

static void *sender(void *arg) {
  struct waiter *own = arg;
  setpriority(PRIO_PROCESS, 0, own->nice);
  own->tid = gettid();
  mq_send(queue, own->text, strlen(own->text) + 1, 1);
  return NULL;
}

// Starts one, and returns when it waits.
static void begin(struct waiter *waiter, void *(*part)(void *)) {
  waiter->tid = 0;
  pthread_create(&waiter->thread, NULL, part, waiter);
  while (waiter->tid == 0) sched_yield();
  wait_until_asleep(waiter->tid);
}

static void count(void) {
  struct mq_attr attributes;
  mq_getattr(queue, &attributes);
  printf("in the queue: %ld\n", attributes.mq_curmsgs);
}

static void take(void) {
  char text[8] = "";
  if (mq_receive(hasty, text, sizeof text, NULL) < 0) printf("took %s\n", strerrorname_np(errno));
  else printf("took \"%s\"\n", text);
}

static sigset_t set;
static void told(void) {
  struct timespec none = {0, 0};
  siginfo_t info;
  TRY(sigtimedwait(&set, &info, &none));
}

static void open_queue(long most) {
  struct mq_attr attributes = {.mq_maxmsg = most, .mq_msgsize = 8};
  mq_unlink(name);
  queue = mq_open(name, O_RDWR | O_CREAT, 0600, &attributes);
  hasty = mq_open(name, O_RDWR | O_NONBLOCK);
  CHECK(queue >= 0 && hasty >= 0);
}

static void close_queue(void) {
  mq_close(queue);
  mq_close(hasty);
}

int main(void) {
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};

  // A receiver that waits has the message at once.
  open_queue(2);
  struct waiter one = {.text = "one"}, two = {.text = "two"}, three = {.text = "three"};
  begin(&one, receiver);
  TRY(mq_notify(queue, &event));
  TRY(mq_send(queue, "first", 6, 0));
  count();
  take();
  told();
  // The next one comes into the empty queue, and is told of.
  TRY(mq_send(queue, "second", 7, 0));
  count();
  told();
  pthread_join(one.thread, NULL);
  show("got", one.got);
  take();

  // A sender that waits has the room at once.
  TRY(mq_send(queue, "a", 2, 1));
  TRY(mq_send(queue, "b", 2, 1));
  begin(&one, sender);
  begin(&two, sender);
  take();
  count();
  TRY(mq_send(hasty, "late", 5, 9));
  take();
  TRY(mq_send(hasty, "late", 5, 9));
  take();
  count();
  TRY(mq_send(hasty, "late", 5, 9));
  pthread_join(one.thread, NULL);
  pthread_join(two.thread, NULL);
  take();
  take();
  take();

  // The best priority first, and then who came first.
  one.nice = 10;
  begin(&one, receiver);
  begin(&two, receiver);
  begin(&three, receiver);
  TRY(mq_send(queue, "x", 2, 0));
  TRY(mq_send(queue, "y", 2, 0));
  TRY(mq_send(queue, "z", 2, 0));
  pthread_join(one.thread, NULL);
  pthread_join(two.thread, NULL);
  pthread_join(three.thread, NULL);
  printf("one %s, two %s, three %s\n", one.got, two.got, three.got);
  TRY(mq_send(queue, "a", 2, 1));
  TRY(mq_send(queue, "b", 2, 1));
  begin(&one, sender);
  begin(&two, sender);
  begin(&three, sender);
  for (int i = 0; i < 6; i++) take();
  pthread_join(one.thread, NULL);
  pthread_join(two.thread, NULL);
  pthread_join(three.thread, NULL);
  close_queue();

  // What a waiting sender puts into the empty queue is told to nobody.
  open_queue(1);
  TRY(mq_send(queue, "a", 2, 1));
  TRY(mq_notify(queue, &event));
  begin(&two, sender);
  take();
  count();
  told();
  pthread_join(two.thread, NULL);
  take();
  TRY(mq_send(queue, "b", 2, 1));
  told();
  take();
  close_queue();
  mq_unlink(name);
  return 0;
}
