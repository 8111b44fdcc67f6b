#include <stdio.h>
struct one { char c; }; struct three { char c[3]; }; struct eight { int a, b; }; struct twelve { int a, b, c; }; struct sixteen { long a, b; }; struct large { long a[5]; };
struct one f1(struct one s) { s.c++; return s; } struct three f3(struct three s, int i) { s.c[i] = 'x'; return s; }
struct eight f8(struct eight s) { int t = s.a; s.a = s.b; s.b = t; return s; } struct twelve f12(int k, struct twelve s) { s.b += k; return s; }
struct sixteen f16(struct sixteen s, struct sixteen t) { s.a += t.b; s.b += t.a; return s; } struct large fl(struct large s, long k) { s.a[k] = k; return s; }
long many(struct sixteen a, struct sixteen b, struct sixteen c, int x, struct sixteen d, struct eight e) { return a.a + b.b * 2 + c.a * 3 + x * 4 + d.a * 5 + d.b * 6 + e.a * 7 + e.b * 8; }
struct large chain(int n) { struct large s = {{n}}; return n ? fl(chain(n - 1), n % 5) : s; }
int main(void) {
  struct one a = {'a'}; struct three b = {{'1', '2', '3'}}; struct eight c = {1, 2}; struct twelve d = {1, 2, 3}; struct sixteen e = {10, 20}, f = {3, 4}; struct large g = {{9, 8, 7, 6, 5}};
  printf("%c %c %c\n", f1(a).c, a.c, f1(f1(a)).c); printf("%c%c%c %c\n", f3(b, 1).c[0], f3(b, 1).c[1], f3(b, 2).c[2], b.c[1]); printf("%d %d\n", f8(c).a, c.a); d = f12(5, d); printf("%d %d %d\n", d.a, d.b, d.c);
  e = f16(e, f); printf("%ld %ld\n", e.a, e.b); printf("%ld\n", f16(f16(e, f), f16(f, e)).b); g = fl(g, 2); printf("%ld %ld\n", g.a[2], fl(fl(g, 0), 4).a[4]); printf("%ld\n", many(e, f, e, 7, f, c));
  struct large h = chain(7); for (int i = 0; i < 5; i++) printf("%ld ", h.a[i]); putchar('\n');
  return 0;
}
