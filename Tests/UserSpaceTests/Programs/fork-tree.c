// A tree of processes: each waits for its own children, sums come up in statuses.
#include "check.h"

static int grow(int depth, int number) {
  int sum = number;
  if (depth == 0) return sum;
  pid_t children[2];
  for (int i = 0; i < 2; i++) {
    children[i] = fork();
    if (children[i] == 0) _exit(grow(depth - 1, number + i));
  }
  for (int i = 0; i < 2; i++) {
    int status;
    waitpid(children[i], &status, 0);
    sum += WEXITSTATUS(status);
  }
  return sum;
}

int main(void) {
  VALUE(grow(1, 1));
  VALUE(grow(2, 1));
  VALUE(grow(4, 1));
  TRY(wait(NULL));
  return 0;
}
