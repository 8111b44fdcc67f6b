#include <stdio.h>
static int classify(int x) { if (x < 0) return -1; if (!x) return 0; for (int i = 2; i * i <= x; i++) { if (x % i == 0) return i; } return x; }
static void maybe(int x) { if (x) { puts("in"); return; } puts("out"); }
static int search(int a[3][3], int v) { for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) if (a[i][j] == v) return i * 10 + j; return -1; }
int main(void) { int a[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}; for (int i = -1; i < 50; i += 6) printf("%d ", classify(i)); maybe(0); maybe(1); printf("%d %d\n", search(a, 8), search(a, 10)); if (a[0][0] == 1) { return 5; } return 6; }
