#include <stdio.h>
int main(void) {
  int i = -64; unsigned u = 0x80000001u; long l = -1L << 50; unsigned long w = 0x8000000000000001UL; int by = 5;
  printf("%d %d %u %u\n", i >> 2, i >> by, u >> 4, u >> by);
  printf("%u %x %ld %lu %lx\n", u << 3, u << by, l >> 3, w >> 60, w << by);
  char c = -128; unsigned char_shift = (unsigned)c >> 28;
  printf("%d %u %d\n", c >> 3, char_shift, 1 << 30);
  for (int n = 0; n < 32; n += 7) printf("%x %x ", 0xdeadbeefu >> n, 0xdeadbeefu << n);
  putchar('\n');
  return 0;
}
