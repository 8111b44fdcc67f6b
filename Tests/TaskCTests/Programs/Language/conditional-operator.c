#include <stdio.h>
int max(int a, int b) { return a > b ? a : b; }
int sign(long x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
struct pair { long a, b, c; };
int main(void) {
  struct pair p = {1, 2, 3}, q = {4, 5, 6}, r;
  printf("%d %d %d %d\n", max(3, 9), sign(-5L << 40), sign(0), sign(7));
  for (int i = 0; i < 2; i++) { r = i ? p : q; printf("%ld %ld\n", r.a, (i ? q : p).c); }
  char c = -1; unsigned u = 1; int yes = 1;
  printf("%ld %s\n", (long)(yes ? c : u), yes ? "yes" : "no");
  int *null = yes ? 0 : &yes; printf("%d\n", null == 0);
  yes ? puts("then") : puts("else");
  return 0;
}
