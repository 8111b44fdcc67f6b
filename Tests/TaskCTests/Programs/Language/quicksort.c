#include <stdio.h>
static unsigned seed = 42;
static int draw(void) { seed = seed * 1664525u + 1013904223u; return (int)(seed >> 8) - (1 << 23); }
static void sort(int *a, int low, int high, int (*less)(int, int)) { while (low < high) { int pivot = a[(low + high) / 2], i = low, j = high; while (i <= j) { while (less(a[i], pivot)) i++; while (less(pivot, a[j])) j--; if (i <= j) { int t = a[i]; a[i++] = a[j]; a[j--] = t; } } if (j - low < high - i) { sort(a, low, j, less); low = i; } else { sort(a, i, high, less); high = j; } } }
static int up(int a, int b) { return a < b; } static int down(int a, int b) { return a > b; }
int main(void) { static int a[1000]; for (int i = 0; i < 1000; i++) a[i] = draw(); sort(a, 0, 999, up); int ok = 1; for (int i = 1; i < 1000; i++) if (a[i - 1] > a[i]) ok = 0; printf("%d %d %d %d\n", ok, a[0], a[500], a[999]); sort(a, 0, 999, down); printf("%d %d\n", a[0], a[999]); return !ok; }
