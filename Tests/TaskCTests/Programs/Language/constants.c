#include <stdio.h>
#include <limits.h>
#include <stdint.h>
#define SIX 6
#define NINE SIX + 3
#define TEXT "macro " "text"
int main(void) { printf("%d %d %s\n", NINE, 2 * NINE, TEXT); printf("%d %d %d %d\n", 017, 0xff, 'a', '\0'); printf("%d %d %u\n", INT_MIN, INT_MAX, UINT_MAX); printf("%ld %ld %lu\n", LONG_MIN, LONG_MAX, ULONG_MAX); printf("%ld %lu %lx\n", 9223372036854775807L, 18446744073709551615UL, 0xdeadbeefcafebabeUL);
  long v[] = {0x7ff, 0x800, 0xfff, 0x1000, -0x800, -0x801, 0x7fffffff, 0x80000000L, -0x80000000L, -0x80000001L, 0x7fffffff800L, 0x123456789abcdef0L, -0x123456789abcdef0L, 1L << 62, ~0L << 33, 0xffffffffL, 0x7fffffffffffffffL}; for (int i = 0; i < 17; i++) printf("%lx ", v[i]); putchar('\n'); long sum = 0; sum += 0x7ff; sum += 0x800; sum -= 0x800; sum -= 0x801; sum ^= 0x12345678; sum |= 0x800000000L; sum &= ~0xfffL; printf("%lx\n", sum); return 0; }
