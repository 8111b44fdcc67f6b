#include <threadbare.h>
// Functions that call themselves and one another, with many values alive.
struct pair { long a, b; };
static int odd(int n);
static int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }
static long ackermann(long m, long n) {
  if (m == 0) return n + 1;
  if (n == 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}
static struct pair fibonacci(int n) {
  struct pair before, result = {0, 1};
  if (n == 0) return result;
  before = fibonacci(n - 1);
  result.a = before.b;
  result.b = before.a + before.b;
  return result;
}
static int paths(int *board, int size, int x, int y) {
  if (x < 0 || y < 0 || x >= size || y >= size || board[y * size + x]) return 0;
  if (x == size - 1 && y == size - 1) return 1;
  board[y * size + x] = 1;
  int found = paths(board, size, x + 1, y) + paths(board, size, x, y + 1) + paths(board, size, x - 1, y)
              + paths(board, size, x, y - 1);
  board[y * size + x] = 0;
  return found;
}
static long many(long a, char b, int c, unsigned d, long *e, const char *f, int g, long h) {
  if (h == 0) return a + b + c + d + *e + f[0] + g;
  *e += 1;
  return many(a + 1, (char)(b + 1), c - 1, d * 2, e, f + 1, -g, h - 1) + h;
}
int main(void) {
  int board[16];
  long count = 5;
  memset(board, 0, sizeof board);
  printf("%d %d\n", even(1000), odd(777));
  printf("%ld\n", ackermann(2, 5));
  printf("%ld %ld\n", fibonacci(50).a, fibonacci(90).b);
  printf("%d\n", paths(board, 4, 0, 0));
  printf("%ld %ld\n", many(1, 120, 3, 1u << 30, &count, "abcdef", 6, 5), count);
  return 0;
}
