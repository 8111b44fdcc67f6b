#include <stdio.h>
int x = 1;
int f(int x) { { int x = 3; x++; } return x; }
int main(void) { int y = x; int x = 2; printf("%d %d ", x, y); { int x = 3; printf("%d ", x); { extern int x; printf("%d ", x); } } for (int x = 0; x < 2; x++) { int x = 7; printf("%d ", x); } printf("%d %d\n", x, f(9)); return 0; }
