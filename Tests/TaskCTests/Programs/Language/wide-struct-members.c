#include <stdio.h>
#include <stdint.h>
struct all { char a; uint8_t b; int16_t c; uint16_t d; int e; unsigned f; long g; unsigned long h; char *i; int j[3]; struct { char k; long l; } m; int (*n)(void); };
static int seven(void) { return 7; }
static struct all make(int x) { struct all s = {(char)x, (uint8_t)x, (int16_t)x, (uint16_t)x, x, (unsigned)x, x, (unsigned long)x, "i", {x, x + 1, x + 2}, {(char)-x, -x}, seven}; return s; }
static void show(const struct all *s) { printf("%d %d %d %d %d %u %ld %lu %s %d %d %ld %d\n", s->a, s->b, s->c, s->d, s->e, s->f, s->g, s->h, s->i, s->j[2], s->m.k, s->m.l, s->n()); }
int main(void) { struct all s = make(-3), t; show(&s); t = make(70000); show(&t); s = t; s.a++; s.b--; s.c += 2; s.d -= 3; s.e <<= 1; s.f >>= 1; s.g *= s.e; s.h ^= ~0UL; s.j[1] = s.j[0]--; s.m.l %= 7; show(&s); show(&t); printf("%d\n", make(5).j[1] + make(6).n()); struct all array[3] = {make(1), make(2), make(3)}; array[0] = array[2]; show(array); return 0; }
