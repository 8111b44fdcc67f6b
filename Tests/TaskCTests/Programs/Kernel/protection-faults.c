#include <threadbare.h>
// A handler repairs what was not allowed, and the instruction is tried again.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static char *page;
static volatile int faults, code, is_there;
static void repair(int number, siginfo_t *info, void *context) {
  faults++;
  code = info->si_code;
  is_there = info->si_addr == page + 100;
  mprotect(page, 4096, PROT_READ | PROT_WRITE);
}
int main(void) {
  struct sigaction action;
  int status;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = repair;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, NULL);
  page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("%d\n", page[100]);
  page[100] = 5;
  printf("%d %d %d %d\n", page[100], faults, code, is_there);
  tell(mprotect(page, 4096, PROT_NONE));
  page[100] = page[100] + 1;
  printf("%d %d %d\n", page[100], faults, code);
  // A call answers EFAULT, and no signal comes.
  mprotect(page, 4096, PROT_NONE);
  int ends[2];
  pipe(ends);
  tell(write(ends[1], page, 4));
  write(ends[1], "abcd", 4);
  tell(read(ends[0], page, 4));
  printf("%d\n", faults);
  tell(mprotect(page + 1, 4096, PROT_READ));
  tell(mprotect(NULL, 4096, PROT_READ));
  tell(munmap(page, 4096));
  pid_t child = fork();
  if (child == 0) {
    signal(SIGSEGV, SIG_DFL);
    page[0] = 1;
    _exit(0);
  }
  waitpid(child, &status, 0);
  printf("%d\n", WTERMSIG(status) == SIGSEGV);
  child = fork();
  if (child == 0) {
    // Ignored or blocked, a fault kills all the same.
    signal(SIGSEGV, SIG_IGN);
    page[0] = 1;
    _exit(0);
  }
  waitpid(child, &status, 0);
  printf("%d\n", WTERMSIG(status) == SIGSEGV);
  return 0;
}
