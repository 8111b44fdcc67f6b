#include <stdio.h>
int solve(int n, unsigned columns, unsigned left, unsigned right) { unsigned all = (1u << n) - 1; if (columns == all) return 1; int count = 0; unsigned free = all & ~(columns | left | right); while (free) { unsigned bit = free & -free; free ^= bit; count += solve(n, columns | bit, (left | bit) << 1, (right | bit) >> 1); } return count; }
int main(void) { for (int n = 1; n <= 8; n++) printf("%d ", solve(n, 0, 0, 0)); putchar('\n'); return 0; }
