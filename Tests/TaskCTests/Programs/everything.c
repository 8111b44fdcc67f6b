#include <threadbare.h>
#define N 10
#ifdef FOO
int bad(;
#else
static int counter = 3;
#endif
__thread int mine;
struct pair { char c; long value; int xs[3]; struct pair *next; };
enum color { RED, GREEN = 5, BLUE };
int table[N][2] = {{1, 2}, {3, 4}, 5, 6};
char text[] = "hello" " world";
const char *names[] = {"a", "b", "c"};
struct pair p = {'x', 5, {1, 2, 3}, &p};
int (*op)(long);
int check1[sizeof(struct pair) == 40 ? 1 : -1];
int check2[sizeof(text) == 12 ? 1 : -1];
int check3[sizeof(names) / sizeof names[0] == 3 ? 1 : -1];
int check4[(unsigned)-1 > 0 ? 1 : -1];
int check5[-1 < 0u ? -1 : 1];
int check6[sizeof(siginfo_t) == 72 + 32 ? 1 : 1];
static int child(long arg) {
  printf("child %ld\n", arg);
  return (int)arg + 1;
}
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
int main(int argc, char **argv) {
  int status, i, total = 0;
  int local[4] = {1, 2}, *q = local, **qq = &q;
  struct pair s = {0}, t = p;
  volatile int flag = 0;
  s.next = &t;
  s.next->xs[1] += 4;
  for (i = 0; i < N; i++) {
    if (i == 3) continue;
    else if (i == 8) break;
    total += table[i][1] << 2;
  }
  do { total--; } while (total > 100 && !flag);
  switch (argc) {
  case RED:
  case 1: total = 1; break;
  case GREEN: { int z = 4; total = z; break; }
  default: break;
  }
  int tid = task_clone(CLONE_VM | CLONE_FS | SIGCHLD, child, 5, NULL, NULL, NULL);
  pid_t pid = fork();
  if (pid == 0) _exit(7);
  if (waitpid(pid, &status, 0) == pid && WIFEXITED(status)) printf("%d %s\n", WEXITSTATUS(status), names[1]);
  op = child;
  op = &child;
  total += op(3) + (*op)(4);
  signal(SIGINT, SIG_IGN);
  struct sigaction sa;
  sa.sa_handler = SIG_DFL;
  union semun arg;
  arg.val = 3;
  char *m = malloc(100);
  m[3] = 'a';
  *(long *)(m + 8) = 5;
  _Atomic int shared = 0;
  atomic_fetch_add(&shared, 1);
  shared++;
  futex(&flag, FUTEX_WAIT, 0, NULL, NULL, 0);
  for (int j = 0, k = 3; j < k; j++, k--) swap(&i, &total);
  printf("%p %lx %c %u%%\n", (void *)m, sizeof(int), 'a', (unsigned)(q - local));
  return **qq + (argv[0] != 0 ? i, 3 : 4) + tid + mine + counter;
}
