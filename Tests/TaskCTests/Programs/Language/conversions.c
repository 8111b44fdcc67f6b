#include <stdio.h>
#include <stdint.h>
long widen(unsigned u) { return u; }
long extend(int i) { return i; }
unsigned cut(long l) { return (unsigned)l; }
int main(void) {
  int minus = -1; unsigned one = 1; char c = -1; unsigned long ul;
  printf("%d %d %d\n", minus < (int)one, minus < one, c < one);
  printf("%ld %ld %u\n", widen(4000000000u), extend(-5), cut(-2L));
  ul = minus; printf("%lx\n", ul);
  ul = (unsigned)minus; printf("%lx\n", ul);
  ul = (uint8_t)c; printf("%lx\n", ul);
  printf("%ld %ld\n", (long)(int)0xffffffffL, (long)(unsigned)0xffffffffL);
  printf("%d %d %d\n", (char)0x1ff, (int16_t)0x18000, (uint16_t)-1);
  printf("%lx\n", (unsigned long)(int16_t)0x8000 + (uint32_t)-1);
  return 0;
}
