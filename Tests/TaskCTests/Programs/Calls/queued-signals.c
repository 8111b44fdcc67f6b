#include <threadbare.h>
static volatile int values[8], at;
static void handler(int s, siginfo_t *info, void *c) { values[at++] = info->si_value.sival_int + (info->si_code == SI_QUEUE ? 1000 : 0) + (s == SIGRTMIN + 1 ? 5000 : 0); }
int main(void) { struct sigaction a; memset(&a, 0, sizeof a); a.sa_sigaction = handler; a.sa_flags = SA_SIGINFO; sigaction(SIGRTMIN + 1, &a, NULL); sigset_t set; sigemptyset(&set); sigaddset(&set, SIGRTMIN + 1); sigprocmask(SIG_BLOCK, &set, NULL); for (int i = 0; i < 3; i++) { union sigval v; v.sival_int = i + 1; printf("%d ", sigqueue(getpid(), SIGRTMIN + 1, v)); } sigprocmask(SIG_UNBLOCK, &set, NULL); printf("%d %d %d %d\n", at, values[0], values[1], values[2]); return 0; }
