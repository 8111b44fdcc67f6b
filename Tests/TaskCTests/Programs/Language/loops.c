#include <stdio.h>
int main(void) {
  int sum = 0, i;
  for (i = 0; i < 10; i++) sum += i; printf("%d %d\n", sum, i);
  for (;;) { if (sum-- < 40) break; } printf("%d\n", sum);
  while (sum > 30) sum -= 2; printf("%d\n", sum);
  do sum++; while (sum < 0); printf("%d\n", sum);
  for (int a = 0, b = 10; a < b; a++, b--) { if (a == 2) continue; printf("%d-%d ", a, b); } putchar('\n');
  int n = 0; do { if (n == 3) continue; if (n == 6) break; printf("%d ", n); } while (n++ < 8); putchar('\n');
  for (int r = 1; r <= 3; r++) { for (int c = 1; c <= 5; c++) { if (c == r) continue; if (c > 4) break; printf("%d%d ", r, c); } } putchar('\n');
  while (1) { while (1) break; break; }
  for (i = 0; i < 0; i++) puts("never"); while (0) puts("never"); do puts("once"); while (0);
  return 0;
}
