#include <stdio.h>
struct matrix { long m[3][3]; };
struct matrix multiply(struct matrix a, struct matrix b) { struct matrix r = {{{0}}}; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) for (int k = 0; k < 3; k++) r.m[i][j] += a.m[i][k] * b.m[k][j]; return r; }
struct matrix power(struct matrix a, int n) { struct matrix r = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}; while (n) { if (n & 1) r = multiply(r, a); a = multiply(a, a); n >>= 1; } return r; }
int main(void) { struct matrix t = {{{1, 1, 1}, {1, 0, 0}, {0, 1, 0}}}; for (int n = 1; n < 60; n += 7) printf("%ld ", power(t, n).m[0][2]); putchar('\n'); printf("%ld\n", multiply(t, multiply(t, t)).m[1][1]); return 0; }
