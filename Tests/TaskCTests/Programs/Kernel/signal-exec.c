#include <threadbare.h>
// execve keeps the mask, what is ignored and what is pending; handlers become the default.
static void handler(int number) {}
int main(int count, char **words) {
  struct sigaction now;
  sigset_t set;
  if (count == 4) {
    sigaction(SIGUSR1, NULL, &now);
    printf("handled: %d\n", now.sa_handler == SIG_DFL);
    sigaction(SIGUSR2, NULL, &now);
    printf("ignored: %d\n", now.sa_handler == SIG_IGN);
    sigprocmask(SIG_BLOCK, NULL, &set);
    printf("mask: %d %d\n", sigismember(&set, SIGTERM), sigismember(&set, SIGHUP));
    sigpending(&set);
    printf("pending: %d %d\n", sigismember(&set, SIGTERM), sigismember(&set, SIGHUP));
    printf("alarm: %d\n", alarm(0) > 0);
    printf("words: %s %s %s\n", words[1], words[2], words[3]);
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    return 0;
  }
  signal(SIGUSR1, handler);
  signal(SIGUSR2, SIG_IGN);
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  raise(SIGTERM);
  alarm(100);
  char *next[5] = {words[0], "a", "b c", "", NULL};
  execve("/proc/self/exe", next, NULL);
  perror("execve");
  return 1;
}
