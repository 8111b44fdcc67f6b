#include <stdio.h>
int table[3][4] = {{1, 2, 3, 4}, {5, 6}, 7, 8};
char names[2][8] = {"first", "second"};
long big[1000];
int sum(int a[], int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
int trace(int m[][4]) { return m[0][0] + m[1][1] + m[2][2]; }
int main(void) {
  int local[2][3][2] = {{{1, 2}, {3, 4}, {5, 6}}, {{7, 8}, {9, 10}, {11, 12}}};
  for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) printf("%d ", local[i][j][1]);
  printf("%d %d %s %s\n", sum(table[1], 4), trace(table), names[0], names[1]);
  for (int i = 0; i < 1000; i++) big[i] = (long)i * i; long s = 0; for (int i = 0; i < 1000; i++) s += big[999 - i]; printf("%ld\n", s);
  int (*row)[4] = table; row++; printf("%d %lu %lu\n", (*row)[1], sizeof table, sizeof table[0] / sizeof table[0][0]);
  int zeroes[100] = {0}; int few[10] = {1, 2, 3}; printf("%d %d\n", sum(zeroes, 100), sum(few, 10));
  char text[] = "abc"; text[1] = 'X'; printf("%s %lu\n", text, sizeof text);
  for (int i = 0; i < 3; i++) { int again[4] = {i, i + 1}; again[3] += 5; printf("%d ", sum(again, 4)); } putchar('\n');
  return 0;
}
