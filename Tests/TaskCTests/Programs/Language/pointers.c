#include <stdio.h>
void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
int *larger(int *a, int *b) { return *a > *b ? a : b; }
int main(void) {
  int x = 1, y = 2, *p = &x, **pp = &p, ***ppp = &pp;
  swap(&x, &y); printf("%d %d\n", x, y); *larger(&x, &y) = 50; printf("%d %d\n", x, y);
  **pp = 7; ***ppp += 1; printf("%d\n", x); *pp = &y; *p = 9; printf("%d\n", y);
  int a[5] = {1, 2, 3, 4, 5}; int *q = a + 3; printf("%d %d %d %ld\n", *q, q[-1], *(a + 4), q - a);
  printf("%d %d %d\n", q > a, q == &a[3], a + 5 != q); printf("%d\n", 3[a]);
  void *v = a; long *l = (long *)v; printf("%lx\n", *l); char *c = (char *)&x; printf("%d\n", *c);
  struct s { int a, b; } s[3] = {{1, 2}, {3, 4}, {5, 6}}, *t = s; t++; printf("%d %d %ld\n", t->a, (t + 1)->b, &s[2] - t);
  int n = 0; for (int *w = a; w < a + 5; w++) n += *w; printf("%d\n", n);
  p = 0; printf("%d %d\n", p == 0, !p); long address = (long)&a[2] - (long)a; printf("%ld\n", address);
  return 0;
}
