#include <stdio.h>
int count(unsigned long x) { int n = 0; while (x) { x &= x - 1; n++; } return n; }
unsigned reverse(unsigned x) {
  unsigned r = 0;
  for (int i = 0; i < 32; i++) { r = r << 1 | (x & 1); x >>= 1; }
  return r;
}
int main(void) {
  int a = 0x0ff0, b = 0x3c3c;
  printf("%x %x %x %x %x\n", a & b, a | b, a ^ b, ~a, a & ~b);
  printf("%d %d %d\n", count(0xf0f0), count(-1UL), count(0));
  printf("%x %x\n", reverse(1), reverse(0x12345678));
  long big = 0x123456789abcdefL;
  printf("%lx %lx %lx\n", big & 0xfff, big | 0xf00000000000000L, big ^ -1L);
  return 0;
}
