#include <threadbare.h>
static char memory[16384]; static volatile int inside;
static void handler(int s) { int local; inside = (char *)&local > memory && (char *)&local < memory + sizeof memory; }
int main(void) { stack_t stack = {memory, 0, sizeof memory}, old; printf("%d\n", sigaltstack(&stack, &old)); printf("%d\n", old.ss_flags == SS_DISABLE); struct sigaction a; memset(&a, 0, sizeof a); a.sa_handler = handler; sigaction(SIGUSR1, &a, NULL); raise(SIGUSR1); printf("%d ", inside); a.sa_flags = SA_ONSTACK; sigaction(SIGUSR1, &a, NULL); raise(SIGUSR1); printf("%d\n", inside); sigaltstack(NULL, &old); printf("%d %d\n", old.ss_sp == memory, old.ss_size == sizeof memory); return 0; }
