#include <stdio.h>
struct big { long a[400]; };
static long sum(struct big b) { long s = 0; for (int i = 0; i < 400; i++) s += b.a[i]; b.a[0] = -1; return s; }
static struct big fill(int k) { struct big b; for (int i = 0; i < 400; i++) b.a[i] = i * k; return b; }
int main(void) { int before = 5; char pages[20000]; struct big one = fill(2), two; int behind = 6; for (int i = 0; i < 20000; i++) pages[i] = (char)i; two = one; two.a[399] = 7; long s = 0; for (int i = 0; i < 20000; i += 100) s += pages[i]; printf("%d %d %ld %ld %ld %ld\n", before, behind, s, sum(one), sum(two), one.a[0]); printf("%ld %ld\n", sum(fill(3)), fill(5).a[399]); struct big rows[3] = {{{1}}, {{2, 3}}}; rows[2] = rows[1]; printf("%ld %ld\n", sum(rows[2]), rows[0].a[0]); return 0; }
