#include <stdio.h>
enum { RED, GREEN = 5, BLUE };
int name(int x) { switch (x) { case 1: return 10; case 2: case 3: return 23; case -1: return 99; default: return 0; } }
int fall(int x) { int r = 0; switch (x) { case 0: r++; case 1: r += 10; break; default: r = 100; case 7: r += 1000; } return r; }
int many(long x) {
  switch (x) { case 10: return 1; case 20: return 2; case 30: return 3; case 40: return 4; case 50: return 5; case 60: return 6; case 70: return 7; case 80: return 8;
  case 90: return 9; case 1L << 40: return 10; case -5: return 11; case 0: return 12; } return -1; }
int main(void) {
  for (int i = -2; i < 5; i++) printf("%d ", name(i)); putchar('\n');
  for (int i = 0; i < 9; i++) printf("%d ", fall(i)); putchar('\n');
  for (long i = -5; i < 100; i += 5) printf("%d ", many(i)); printf("%d\n", many(1L << 40));
  unsigned char c = 200; switch (c) { case 200: puts("unsigned"); break; case -56: puts("signed"); break; }
  switch (3) { } switch (BLUE) { case RED: puts("red"); break; case BLUE: { int z = 6; printf("blue %d\n", z); break; } }
  unsigned u = 0xffffffff; switch (u) { case -1: puts("all ones"); break; default: puts("no"); }
  for (int i = 0; i < 3; i++) { switch (i) { case 1: continue; default: break; } printf("%d ", i); } putchar('\n');
  return 0;
}
