#include <stdio.h>
struct point { int x, y; };
struct line { struct point from, to; char name[6]; struct line *next; };
struct line lines[2] = {{{1, 2}, {3, 4}, "first", &lines[1]}, {{5, 6}, {7, 8}, "other"}};
struct mixed { char a; long b; char c; int d; char e; };
int main(void) {
  struct line *p = lines; printf("%d %s %d %s\n", p->to.y, p->name, p->next->from.x, p->next->name); printf("%d\n", p->next->next == 0);
  struct point a = {10, 20}, b = a; b.x++; printf("%d %d %d\n", a.x, b.x, b.y); a = lines[1].to; printf("%d %d\n", a.x, a.y);
  struct mixed m = {1, 2, 3, 4, 5}, *q = &m; q->b += q->e; printf("%lu %ld %d\n", sizeof m, m.b, q->d); lines[0].from = lines[1].to; printf("%d\n", lines[0].from.y);
  struct { int n; struct { char c[3]; } in; } odd = {1, {{'a', 'b'}}}; printf("%c %lu\n", odd.in.c[1], sizeof odd); struct line copy = *p; copy.name[0] = 'F'; printf("%s %s\n", copy.name, p->name);
  struct point grid[2][2] = {{{1, 1}, {2, 2}}, {{3, 3}, {4, 4}}}; grid[0][1] = grid[1][0]; printf("%d\n", grid[0][1].x); struct point *all = &grid[0][0]; printf("%d\n", all[3].y);
  return 0;
}
