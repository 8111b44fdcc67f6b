// A message queue that tells a thread: what the kernel says through a socket, and personalities beside.
#include "check.h"
#include <mqueue.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/utsname.h>

static void *value;
static int told;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void tell(union sigval said) {
  pthread_mutex_lock(&lock);
  value = said.sival_ptr;
  told++;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
}

int main(void) {
  struct mq_attr sizes = {.mq_maxmsg = 2, .mq_msgsize = 8};
  mqd_t queue = mq_open("/threads", O_CREAT | O_RDWR, 0600, &sizes);
  struct sigevent event = {.sigev_notify = SIGEV_THREAD};
  event.sigev_notify_function = tell;
  event.sigev_value.sival_ptr = &told;
  TRY(mq_notify(queue, &event));
  TRY(mq_notify(queue, &event));
  mq_send(queue, "one", 3, 0);
  pthread_mutex_lock(&lock);
  while (told == 0) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  CHECK(value == &told);
  VALUE(told);

  // Without a library: 32 bytes of one's own, of which the last says what has happened.
  char bytes[32] = "cookie", heard[64];
  int listener = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
  CHECK(listener >= 0);
  event.sigev_signo = listener;
  event.sigev_value.sival_ptr = bytes;
  mq_receive(queue, heard, 8, NULL);
  TRY(syscall(SYS_mq_notify, queue, &event));
  TRY(syscall(SYS_mq_notify, queue, NULL));
  VALUE(recv(listener, heard, sizeof heard, 0));
  show("bytes", heard);
  VALUE(heard[31]);
  TRY(syscall(SYS_mq_notify, queue, &event));
  mq_send(queue, "two", 3, 0);
  VALUE(recv(listener, heard, sizeof heard, 0));
  VALUE(heard[31]);
  TRY(recv(listener, heard, sizeof heard, MSG_DONTWAIT));
  event.sigev_signo = 77;
  TRY(syscall(SYS_mq_notify, queue, &event));
  event.sigev_signo = open("/dev/null", O_RDONLY);
  TRY(syscall(SYS_mq_notify, queue, &event));
  int pair[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  event.sigev_signo = pair[0];
  TRY(syscall(SYS_mq_notify, queue, &event));
  event.sigev_value.sival_ptr = (void *)1;
  TRY(syscall(SYS_mq_notify, queue, &event));
  TRY(socket(AF_NETLINK, SOCK_STREAM, 0));
  TRY(socket(AF_NETLINK, SOCK_RAW, 99));
  TRY(socket(99, SOCK_RAW, 0));

  int size = 1000;
  socklen_t length = sizeof size;
  TRY(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
  getsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, &length);
  VALUE(size);
  size = 1;
  TRY(setsockopt(pair[0], SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
  getsockopt(pair[0], SOL_SOCKET, SO_RCVBUF, &size, &length);
  VALUE(size);

  VALUE(personality(0xffffffff));
  VALUE(personality(ADDR_NO_RANDOMIZE));
  VALUE(personality(0xffffffff) == ADDR_NO_RANDOMIZE);
  pid_t child = fork();
  if (child == 0) _exit(personality(0xffffffff) == ADDR_NO_RANDOMIZE ? 5 : 6);
  int status;
  waitpid(child, &status, 0);
  show_status("child", status);
  struct utsname names;
  personality(UNAME26);
  uname(&names);
  CHECK(strncmp(names.release, "2.6.78", 6) == 0);
}
