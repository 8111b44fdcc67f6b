#include <stdio.h>
int g = 1, log_at; int order[32];
static int note(int x) { order[log_at++] = x; g += 10; return x; } static int *at(int x) { static int cells[4]; note(x); return cells + x; }
static int three(int a, int b, int c) { return a * 100 + b * 10 + c; }
int main(void) { int r = note(1) + note(2) * note(3); printf("%d %d\n", r, three(note(4), note(5), note(6))); *at(1) = note(7); *at(2) += note(8); at(0)[note(1)] = note(2); g = 1; r = g + note(1); printf("%d ", r); g = 1; g += note(1); printf("%d ", g); g = 1; r = note(1) + g; printf("%d ", r); g = 1; r = three(g, note(1), g); printf("%d\n", r); for (int i = 0; i < log_at; i++) printf("%d ", order[i]); putchar('\n'); return 0; }
