// setjmp and longjmp: out of deep calls, values of volatile variables, and many times.
// compile: -O2 -static -pthread
#include "check.h"
#include <setjmp.h>

static jmp_buf place;
static void dive(int depth) {
  if (depth < 0) return;
  if (depth == 0) longjmp(place, 7);
  dive(depth - 1);
  puts("never");
}
static int evaluate(int number) {
  jmp_buf inner;
  int got = setjmp(inner);
  if (got == 0) longjmp(inner, number);
  return got;
}

int main(void) {
  volatile int turns = 0;
  double kept = 2.5;
  int got = setjmp(place);
  turns++;
  if (turns < 5) dive(turns * 10);
  VALUE(got);
  VALUE(turns);
  CHECK(kept == 2.5);
  int sum = 0;
  for (int i = 1; i <= 100; i++) sum += evaluate(i);
  VALUE(sum);
  return turns;
}
