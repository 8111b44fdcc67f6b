#include <stdio.h>
int next(void) { static int counter = 10; return counter++; } int *keep(void) { static int values[3] = {1, 2, 3}; return values; } static int counter = 100;
int other(void) { static int counter; counter += 2; return counter; }
int main(void) { next(); next(); printf("%d %d\n", next(), counter); keep()[1] = 50; printf("%d\n", keep()[1]); other(); printf("%d\n", other()); for (int i = 0; i < 3; i++) { static int inner = 5; inner *= 2; printf("%d ", inner); } putchar('\n'); return 0; }
