#include <stdio.h>
static int one(void) { return 1; }
int main(void) { int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8; long w = 9;
 printf("%d\n", (a + (b + (c + (d + (e + (f + (g + (h + (a + b))))))))));
 printf("%d\n", ((a * b + c * d) * (e * f + g * h) - ((a + b) * (c + d) - (e + f) * (g + h))) ^ ((a | b) & (c | d) ^ (e & f) + (g ^ h)));
 printf("%d\n", one() + (one() + (one() + (one() + one() * 2) * 3) * 4) * 5);
 printf("%ld\n", w * (a + w * (b + w * (c + w * (d + w * (e + w * (f + w * (g + w)))))))); int x[4] = {1, 2, 3, 0}; printf("%d\n", x[x[x[x[3]]]] + x[x[0] + x[x[3] + x[3]]]);
 printf("%d\n", a < b == c < d == (e > f) != (g >= h) | !(a && b || c && !d)); printf("%d\n", a ? b ? c ? d ? e : f : g : h : a); printf("%d\n", (a = b, b = c, c = d, a + b) + (a, b, c)); return 0; }
