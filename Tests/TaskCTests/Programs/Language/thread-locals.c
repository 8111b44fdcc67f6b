#include <stdio.h>
#include <errno.h>
__thread int own = 5; static __thread int zero; __thread int other = -1;
static int next(void) { static __thread int counter = 7; return counter++; }
int main(void) { int *p = &own; *p += 3; zero--; other *= 2; next(); printf("%d %d %d %d\n", own, zero, other, next()); errno = 5; int saved = errno++; printf("%d %d\n", saved, errno); return 0; }
