#include <stdio.h>
#define A 1
#define B A + 2
#define EMPTY
#define LIST {1, 2, 3}
#ifdef A
#define MODE "a"
#else
#define MODE "none"
#endif
#ifndef C
#define C (B)
#endif
#undef A
#define A 10
#ifdef NOTHING
#error never read
#ifdef A
#endif
#else
int seen = 1; /* a comment
over lines */ // another
#endif
int list[] = LIST;
int main(void) { EMPTY printf("%d %d %s %d %d \
%d\n", B, C * 2, MODE, seen, list[2], A); return 0; }
