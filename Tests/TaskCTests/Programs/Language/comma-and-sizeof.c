#include <stdio.h>
int calls; int count(void) { return ++calls; }
int main(void) { int a = (1, 2, 3), b; b = (count(), count(), calls * 10); printf("%d %d\n", a, b); for (int i = 0, j = 5; i < j; i++, j--) b += i * j; printf("%d\n", b); printf("%lu %lu %lu %d\n", sizeof(count()), sizeof a, sizeof "abcd", calls); int array[7]; printf("%lu %lu %lu\n", sizeof array, sizeof &array, sizeof(array + 0)); int *p = array; printf("%lu %lu %lu\n", sizeof p, sizeof *p, sizeof(struct { char c; int i; })); printf("%lu %lu\n", sizeof(char), sizeof 'a'); return 0; }
