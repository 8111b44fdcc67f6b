#include <stdio.h>
int main(void) {
  int a = 17, b = -5; unsigned u = 17, v = 5; long l = 1L << 40; unsigned long w = 0xffffffffffffffffUL;
  printf("%d %d %d %d %d\n", a + b, a - b, a * b, a / b, a % b);
  printf("%d %d %d %d\n", -a / 5, -a % 5, a / -5, a % -5);
  printf("%u %u %u %u\n", u / v, u % v, u - 20, u * 0x10000001u);
  printf("%ld %ld %ld\n", l / 3, l % 1000003, l * 3);
  printf("%lu %lu %lu\n", w / 10, w % 10, w * w);
  printf("%d %d\n", -a, -(-b));
  return 0;
}
