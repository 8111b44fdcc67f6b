#include <stdio.h>
int eight(int a, long b, char c, unsigned d, long e, int f, char g, int h) { return (int)(a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8); }
static long forward(int);
void nothing(void) { }
char narrow(int x) { return (char)x; }
unsigned wide(void) { return 0xfffffff0u; }
int main(void) {
  printf("%d\n", eight(1, 2, 3, 4, 5, 6, 7, 8)); printf("%d\n", eight(-1, -2, -3, 4, -5, -6, -7, -8));
  nothing(); printf("%ld %d %d\n", forward(5), narrow(200), narrow(300)); long l = wide(); printf("%ld\n", l);
  printf("%d\n", eight(eight(1, 1, 1, 1, 1, 1, 1, 1), 1, 1, eight(2, 2, 2, 2, 2, 2, 2, 2), 1, 1, 1, eight(3, 3, 3, 3, 3, 3, 3, 3)));
  printf("%d %d %d %d %d %d %d %d %d %d %d %d\n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, eight(1, 0, 0, 0, 0, 0, 0, 0), 12);
  return 0;
}
static long forward(int x) { return x ? x * forward(x - 1) : 1; }
