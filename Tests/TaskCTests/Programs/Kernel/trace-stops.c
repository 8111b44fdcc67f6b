#include <threadbare.h>
// A traced child stops at each signal; its tracer reads and writes its memory, and decides.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile long word = 11;
static volatile int handled;
static void note(int number) { handled = number; }
int main(void) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    signal(SIGUSR1, note);
    signal(SIGUSR2, note);
    kill(getpid(), SIGSTOP);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGKILL + 3);
    _exit((int)word + (handled == SIGUSR2 ? 100 : 0));
  }
  waitpid(child, &status, 0);
  printf("%d %d\n", WIFSTOPPED(status), WSTOPSIG(status) == SIGSTOP);
  errno = 0;
  printf("%ld ", ptrace(PTRACE_PEEKDATA, child, &word, 0));
  printf("%d\n", errno);
  tell(ptrace(PTRACE_POKEDATA, child, &word, 55L));
  printf("%ld %ld\n", ptrace(PTRACE_PEEKDATA, child, &word, 0), word);
  tell(ptrace(PTRACE_PEEKDATA, child, 8, 0));
  tell(ptrace(PTRACE_CONT, child, 0, 0L));
  waitpid(child, &status, 0);
  printf("%d\n", WSTOPSIG(status) == SIGUSR1);
  // This one never arrives, the next one as another.
  ptrace(PTRACE_CONT, child, 0, 0L);
  waitpid(child, &status, 0);
  ptrace(PTRACE_CONT, child, 0, (long)SIGUSR2);
  waitpid(child, &status, 0);
  printf("%d\n", WSTOPSIG(status) == SIGUSR2);
  ptrace(PTRACE_CONT, child, 0, (long)SIGUSR2);
  waitpid(child, &status, 0);
  printf("%d %d\n", WIFEXITED(status), WEXITSTATUS(status));
  tell(ptrace(PTRACE_CONT, child, 0, 0L));
  tell(ptrace(PTRACE_ATTACH, getpid(), 0, 0L));
  tell(ptrace(PTRACE_ATTACH, 99999, 0, 0L));
  tell(ptrace(PTRACE_PEEKDATA, getpid(), &word, 0));
  return 0;
}
