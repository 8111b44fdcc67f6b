#include <stdio.h>
enum color { RED, GREEN = 10, BLUE, LAST = BLUE + 5 }; enum { MINUS = -3, ZERO = 0 };
enum color next(enum color c) { return c == RED ? GREEN : c == GREEN ? BLUE : RED; }
int counts[LAST];
int main(void) { enum color c = RED; for (int i = 0; i < 4; i++) { printf("%d ", c); counts[c]++; c = next(c); } printf("%d %d %d %lu\n", LAST, MINUS, counts[RED], sizeof counts); return MINUS + 5; }
