#include <stdio.h>
struct p { long a, b; }; struct q { long a[3]; };
static long f(int a, struct p b, struct q c, long d, struct p e, char f, int g, struct p h) { return a + b.a * 2 + b.b * 3 + c.a[2] * 4 + d * 5 + e.a * 6 + e.b * 7 + f * 8 + g * 9 + h.a * 10 + h.b * 11; }
static struct q back(struct p a, struct p b, struct p c, struct p d, long e) { struct q r = {{a.a + b.b, c.a + d.b, e}}; return r; }
int main(void) { struct p p = {1, 2}, r = {3, 4}; struct q q = {{5, 6, 7}}; printf("%ld\n", f(1, p, q, 8, r, 9, -10, p)); printf("%ld\n", f(-1, r, back(p, r, p, r, f(0, p, q, 0, p, 0, 0, p)), 8, p, 'a', 1, r)); printf("%ld\n", back(r, r, p, p, 99).a[2]); printf("%d %d %d %d %d %d %d %ld %s %c\n", 1, 2, 3, 4, 5, 6, 7, f(1, p, q, 1, p, 1, 1, p), "eight", 'n'); return 0; }
