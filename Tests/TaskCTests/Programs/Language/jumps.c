#include <threadbare.h>
// Ways through loops and switches.
static int fall(int n) {
  int result = 0;
  switch (n) {
  default: result += 1000;
  case 1: result += 1;
  case 2:
  case 3: result += 10; break;
  case -1: return -1;
  case 4: {
    result = 44;
    break;
  }
  case 'a': result += 5;
  }
  return result;
}
static int nested(int a, int b) {
  switch (a) {
  case 0:
    switch (b) {
    case 0: return 1;
    case 1: break;
    default: return 3;
    }
    return 2;
  case 1:
    for (int i = 0;; i++) {
      if (i == b) break;
      if (i > 5) return 5;
      continue;
    }
    return 6;
  }
  return 7;
}
static int wide(long n) {
  switch (n) {
  case 1L << 40: return 1;
  case -1: return 2;
  case 0x7fffffffffffffff: return 3;
  }
  return 0;
}
int main(void) {
  for (int i = -2; i < 6; i++) printf("%d ", fall(i));
  printf("%d\n", fall('a'));
  printf("%d %d %d %d %d %d\n", nested(0, 0), nested(0, 1), nested(0, 2), nested(1, 2), nested(1, 9), nested(2, 0));
  printf("%d %d %d %d\n", wide(1L << 40), wide(-1), wide(0x7fffffffffffffff), wide(0));
  int i = 0, j = 10, total = 0;
  while (1) {
    if (++i > 9) break;
    if (i % 3) continue;
    do {
      total += j;
      if (j < 5) break;
      if (j == 8) continue;
      total++;
    } while (--j > i);
  }
  printf("%d %d %d\n", i, j, total);
  for (i = 0, j = 5; i < j; i++, j--) ;
  printf("%d %d\n", i, j);
  for (;;) {
    switch (i) {
    case 0: break;
    default: i--; continue;
    }
    break;
  }
  printf("%d\n", i);
  if (i) ;
  else if (j == 2) printf("dangling ");
  else printf("never ");
  if (1)
    if (0) printf("never ");
    else printf("inner\n");
  do ; while (i++ < 3);
  return i;
}
