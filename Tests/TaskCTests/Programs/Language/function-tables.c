#include <threadbare.h>
// Pointers to functions: in arrays, in structures, as parameters and results.
static int add(int a, int b) { return a + b; }
static int subtract(int a, int b) { return a - b; }
static int multiply(int a, int b) { return a * b; }
struct operation {
  const char *name;
  int (*apply)(int, int);
  struct operation *then;
};
static int (*table[3])(int, int) = {add, &subtract, multiply};
static int (*choose(int which))(int, int) { return table[which % 3]; }
static int fold(int (*f)(int, int), const int *list, int count, int start) {
  return count == 0 ? start : fold(f, list + 1, count - 1, f(start, *list));
}
static void each(int *list, int count, void (*visit)(int *)) {
  while (count-- > 0) visit(list++);
}
static void square(int *n) { *n *= *n; }
static int calls;
static int counting(int a, int b) { return ++calls, a; }
int main(void) {
  int list[4] = {1, 2, 3, 4};
  struct operation last = {"times", multiply, NULL}, first = {"plus", add, &last};
  for (int i = 0; i < 3; i++) printf("%d %d ", table[i](7, 2), (*choose(i))(3, 3));
  printf("\n%s %d %s %d\n", first.name, first.apply(1, 2), first.then->name, first.then->apply(3, 4));
  printf("%d %d\n", fold(add, list, 4, 0), fold(multiply, list, 4, 1));
  each(list, 4, square);
  printf("%d %d\n", list[3], fold(choose(1), list, 4, 100));
  int (*f)(int, int) = NULL;
  printf("%d ", f == NULL);
  f = list[0] ? add : subtract;
  printf("%d %d %d\n", f == add, f != subtract, (**f)(5, 6));
  printf("%d\n", add(counting(1, 2), counting(3, 4)) + calls);
  printf("%d\n", (int)sizeof table / (int)sizeof(int (*)(int, int)));
  return choose(2)(6, 7);
}
