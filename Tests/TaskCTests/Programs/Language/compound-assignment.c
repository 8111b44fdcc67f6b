#include <stdio.h>
#include <stdint.h>
int main(void) {
  int i = 100; i += 5; i -= 3; i *= 2; i /= 7; i %= 20; i <<= 4; i >>= 1; i |= 3; i &= ~1; i ^= 0xff; printf("%d\n", i);
  char c = 100; c += 100; printf("%d ", c); c *= 3; printf("%d ", c); c >>= 1; printf("%d ", c); c /= 2; printf("%d\n", c);
  uint8_t u8 = 200; u8 += 100; printf("%d ", u8); u8 <<= 3; printf("%d ", u8); u8 -= 255; printf("%d\n", u8);
  unsigned u = 10; u -= 11; printf("%u ", u); u /= 3; printf("%u ", u); u %= 1000; printf("%u\n", u);
  long l = 1; l <<= 45; l += i; l /= -3; printf("%ld\n", l);
  int neg = -7; neg /= 2u; printf("%d ", neg); neg = -7; neg >>= 1; printf("%d ", neg); neg += 3000000000L; printf("%d\n", neg);
  int a[3] = {1, 2, 3}, k = 0; a[k++] += 10; a[k++] *= 10; a[k] -= 10; printf("%d %d %d %d\n", a[0], a[1], a[2], k);
  int x, y, z; x = y = z = 7; x += y -= z *= 2; printf("%d %d %d\n", x, y, z);
  return 0;
}
