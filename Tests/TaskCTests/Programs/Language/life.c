#include <stdio.h>
#define SIZE 12
static char now[SIZE][SIZE], then[SIZE][SIZE];
static int around(int y, int x) { int n = 0; for (int dy = -1; dy <= 1; dy++) for (int dx = -1; dx <= 1; dx++) if (dy || dx) n += now[(y + dy + SIZE) % SIZE][(x + dx + SIZE) % SIZE]; return n; }
int main(void) { now[1][2] = now[2][3] = now[3][1] = now[3][2] = now[3][3] = 1; for (int step = 0; step < 20; step++) { for (int y = 0; y < SIZE; y++) for (int x = 0; x < SIZE; x++) { int n = around(y, x); then[y][x] = n == 3 || (n == 2 && now[y][x]); } for (int y = 0; y < SIZE; y++) for (int x = 0; x < SIZE; x++) now[y][x] = then[y][x]; } for (int y = 0; y < SIZE; y++) { for (int x = 0; x < SIZE; x++) putchar(now[y][x] ? '#' : '.'); putchar('\n'); } return 0; }
