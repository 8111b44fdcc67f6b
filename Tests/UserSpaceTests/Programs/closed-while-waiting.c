// A call keeps its file: another thread closes the descriptor, or moves the place, while it waits.
#include "check.h"
#include <mqueue.h>
#include <sys/epoll.h>
#include <sys/file.h>

static const char *name = "closed-while-waiting-file", *queue_name = "/threadbare-closed";
static int fd;
static volatile pid_t tid;
static pthread_t thread;

static void begin(void *(*part)(void *)) {
  tid = 0;
  pthread_create(&thread, NULL, part, NULL);
  while (tid == 0) sched_yield();
  wait_until_asleep(tid);
}

static void end(const char *what) {
  void *code;
  pthread_join(thread, &code);
  show_code(what, (int)(long)code);
}

static void *lock_whole(void *unused) {
  tid = gettid();
  return (void *)(long)(flock(fd, LOCK_EX) < 0 ? errno : 0);
}

static void *lock_bytes(void *unused) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_start = 10, .l_len = 10};
  tid = gettid();
  return (void *)(long)(fcntl(fd, F_SETLKW, &lock) < 0 ? errno : 0);
}

static void *lock_bytes_of_file(void *unused) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 10};
  tid = gettid();
  return (void *)(long)(fcntl(fd, F_OFD_SETLKW, &lock) < 0 ? errno : 0);
}

static void *receive(void *unused) {
  char text[8];
  tid = gettid();
  return (void *)(long)(mq_receive(fd, text, sizeof text, NULL) < 0 ? errno : 0);
}

static void *send_one(void *unused) {
  tid = gettid();
  return (void *)(long)(mq_send(fd, "two", 4, 0) < 0 ? errno : 0);
}

static void *watch(void *unused) {
  struct epoll_event event;
  tid = gettid();
  return (void *)(long)(epoll_wait(fd, &event, 1, -1) < 0 ? errno : 0);
}

// Another process asks, has the first twenty bytes locked, or lets them go.
static int ask[2], said[2];
static void other(void) {
  char what;
  int own = open(name, O_RDWR);
  while (read(ask[0], &what, 1) == 1) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 100};
    if (what == 'u') lock.l_type = F_UNLCK;
    fcntl(own, what == '?' ? F_GETLK : F_SETLK, &lock);
    if (what == '?' && lock.l_type == F_UNLCK) printf("no lock\n");
    else if (what == '?') printf("lock from %ld, %ld bytes\n", lock.l_start, lock.l_len);
    write(said[1], "x", 1);
  }
  _exit(0);
}

static void tell(char what) {
  char byte;
  write(ask[1], &what, 1);
  read(said[0], &byte, 1);
}

int main(void) {
  pipe(ask);
  pipe(said);
  int first = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
  pid_t pid = fork();
  if (pid == 0) {
    close(ask[1]);
    close(first);
    other();
  }

  TRY(flock(first, LOCK_EX));
  fd = open(name, O_RDWR);
  begin(lock_whole);
  close(fd);
  TRY(flock(first, LOCK_UN));
  end("flock of a closed one");
  // With the call its file went, and the lock.
  TRY(flock(first, LOCK_EX | LOCK_NB));

  // The place counts as it was.
  tell('l');
  fd = open(name, O_RDWR);
  begin(lock_bytes);
  lseek(fd, 50, SEEK_SET);
  tell('u');
  end("F_SETLKW with another place");
  tell('?');
  close(fd);
  tell('?');

  // A lock of a closed descriptor is given back.
  tell('l');
  fd = open(name, O_RDWR);
  begin(lock_bytes);
  close(fd);
  tell('u');
  end("F_SETLKW of a closed one");
  tell('?');
  tell('l');
  fd = open(name, O_RDWR);
  begin(lock_bytes);
  dup2(first, fd);
  tell('u');
  end("F_SETLKW of one that is another file");
  tell('?');
  tell('l');
  begin(lock_bytes_of_file);
  close(fd);
  tell('u');
  end("F_OFD_SETLKW of a closed one");
  tell('?');
  close(first);
  tell('?');
  close(ask[1]);
  reap("the other", pid);
  unlink(name);

  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
  mq_unlink(queue_name);
  mqd_t queue = mq_open(queue_name, O_RDWR | O_CREAT, 0600, &attributes);
  fd = mq_open(queue_name, O_RDWR);
  begin(receive);
  mq_close(fd);
  TRY(mq_send(queue, "one", 4, 0));
  end("mq_receive of a closed one");
  TRY(mq_send(queue, "one", 4, 0));
  fd = mq_open(queue_name, O_RDWR);
  begin(send_one);
  mq_close(fd);
  char text[8];
  TRY(mq_receive(queue, text, sizeof text, NULL));
  end("mq_send to a closed one");
  TRY(mq_receive(queue, text, sizeof text, NULL));
  puts(text);
  mq_unlink(queue_name);

  int ends[2];
  pipe(ends);
  fd = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
  begin(watch);
  close(fd);
  write(ends[1], "x", 1);
  end("epoll_wait of a closed one");
  return 0;
}
