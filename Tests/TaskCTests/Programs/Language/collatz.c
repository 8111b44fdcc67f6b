#include <stdio.h>
static int length(long n) { int steps = 1; while (n != 1) { n = n % 2 ? 3 * n + 1 : n / 2; steps++; } return steps; }
int main(void) { int best = 0; long at = 0; for (long n = 1; n < 3000; n++) { int l = length(n); if (l > best) { best = l; at = n; } } printf("%ld %d\n", at, best); return 0; }
