#include <stdio.h>
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int even(int n); int odd(int n) { return n == 0 ? 0 : even(n - 1); } int even(int n) { return n == 0 ? 1 : odd(n - 1); }
int ackermann(int m, int n) { if (m == 0) return n + 1; if (n == 0) return ackermann(m - 1, 1); return ackermann(m - 1, ackermann(m, n - 1)); }
int gcd(int a, int b) { return b ? gcd(b, a % b) : a; }
void hanoi(int n, int a, int b, int c, int *moves) { if (!n) return; hanoi(n - 1, a, c, b, moves); ++*moves; hanoi(n - 1, c, b, a, moves); }
int deep(int n) { int local[50]; local[n % 50] = n; return n ? deep(n - 1) + local[n % 50] % 3 : 0; }
int main(void) {
  int moves = 0; hanoi(10, 1, 2, 3, &moves);
  printf("%d %d %d %d %d %d %d\n", fib(22), even(100), odd(7), ackermann(2, 9), gcd(1071, 462), moves, deep(2000));
  return 0;
}
