#include <stdio.h>
int calls;
int say(int x) { calls++; printf("<%d>", x); return x; }
int main(void) {
  int r = say(0) && say(1); printf(" %d\n", r);
  r = say(1) && say(2); printf(" %d\n", r);
  r = say(0) || say(3); printf(" %d\n", r);
  r = say(4) || say(5); printf(" %d\n", r);
  r = !(say(0) || say(0) && say(1)); printf(" %d\n", r);
  if (say(1) && (say(0) || say(7))) puts(" yes"); else puts(" no");
  r = !say(5) + !!say(6); printf(" %d %d\n", r, calls);
  char *p = 0; if (!p || *p) puts("null");
  return 0;
}
