#include <threadbare.h>
// Which type an operation has: small types become int, and signs meet.
static char letter = -1;
static unsigned char byte = 255;
static uint16_t half = 65535;
static int16_t small = -32768;
int main(void) {
  int minus = -1;
  unsigned one = 1;
  long wide = -1;
  unsigned long huge = 1;
  printf("%d %d %d\n", letter < byte, letter + byte, byte + 1);
  printf("%d %d %d\n", half + 1, half * 2, small - 1);
  printf("%d %d\n", (unsigned char)(byte + 1), (int16_t)(small - 1));
  printf("%d %d %d\n", minus < one, minus < (int)one, wide < one);
  printf("%d %d\n", wide < huge, wide < (long)huge);
  printf("%d %d %d\n", ~byte, -half, !letter);
  printf("%u %lu\n", minus + one, wide + huge);
  printf("%ld %lu\n", one - 2L, one - 2UL);
  printf("%ld\n", (long)(one - 2));
  printf("%d %d\n", byte >> 4 << 4, (char)(letter << 1));
  printf("%d %d\n", (int)sizeof(byte + byte), (int)sizeof(wide + one));
  printf("%d %d\n", (int)sizeof(1 ? byte : letter), (int)sizeof(1 ? one : wide));
  printf("%d\n", -1 / 2 * 2 + -1 % 2);
  printf("%u %d\n", -7 / 2u, -7 / 2);
  byte += 300;
  letter *= 3;
  half -= 65536;
  printf("%d %d %d\n", byte, letter, half);
  byte = 200;
  byte <<= 1;
  small = -5;
  small >>= 1;
  printf("%d %d\n", byte, small);
  printf("%d %d\n", 'a' == 97, (int)sizeof 'a');
  printf("%lx %lx\n", (long)-1 & 0xffffffff, (long)(int)0xffffffff);
  return (char)300;
}
