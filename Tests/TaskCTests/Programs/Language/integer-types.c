#include <stdio.h>
#include <stdint.h>
int main(void) {
  char c = 200; int8_t i8 = 130; uint8_t u8 = 300; int16_t i16 = 40000; uint16_t u16 = 70000;
  int i = 3000000000; unsigned u = -1; long l = -1; unsigned long ul = -1;
  printf("%d %d %d %d %d %d %u %ld %lu\n", c, i8, u8, i16, u16, i, u, l, ul);
  printf("%lu %lu %lu %lu %lu\n", sizeof c, sizeof i16, sizeof i, sizeof l, sizeof(void *));
  c = 127; c++; u8 = 255; u8++; i16 = -32768; i16--; u16 = 0; u16--;
  printf("%d %d %d %d\n", c, u8, i16, u16);
  return 0;
}
