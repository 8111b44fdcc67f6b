// Faults: si_addr and si_code of SIGSEGV for no mapping, no right, and of SIGILL and SIGTRAP.
#include "check.h"
#include <setjmp.h>

static sigjmp_buf back;
static siginfo_t seen;
static void handler(int number, siginfo_t *info, void *context) {
  (void)context;
  seen = *info;
  siglongjmp(back, number);
}
static void report(const char *what, void *place) {
  printf("%s: %s code %s address %s\n", what, sigabbrev_np(seen.si_signo),
      seen.si_code == SEGV_MAPERR ? "MAPERR" : seen.si_code == SEGV_ACCERR ? "ACCERR" : "other",
      seen.si_addr == place ? "right" : "wrong");
}

int main(void) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGILL, &action, NULL);
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  volatile char sink;
  if (!sigsetjmp(back, 1)) *(volatile char *)16 = 1;
  report("write at 16", (void *)16);
  mprotect(page, 4096, PROT_READ);
  if (!sigsetjmp(back, 1)) page[100] = 1;
  report("write to read-only", page + 100);
  sink = page[100];
  mprotect(page, 4096, PROT_NONE);
  if (!sigsetjmp(back, 1)) sink = page[7];
  report("read of none", page + 7);
  page[4096] = 1;
  munmap(page, 8192);
  if (!sigsetjmp(back, 1)) sink = page[4097];
  report("read of unmapped", page + 4097);
  (void)sink;
  if (!sigsetjmp(back, 1)) ((void (*)(void))(uintptr_t)0x10)();
  report("jump to 16", (void *)16);
  if (!sigsetjmp(back, 1)) {
#ifdef __riscv
    __asm__ volatile(".word 0");
#else
    __asm__ volatile("ud2");
#endif
  }
  CHECK(seen.si_signo == SIGILL);
  return 0;
}
