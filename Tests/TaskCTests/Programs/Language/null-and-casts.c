#include <stdio.h>
#include <stdint.h>
#include <stddef.h>
int main(void) { int x = 0x12345678; unsigned char *b = (unsigned char *)&x; printf("%x %x %x %x\n", b[0], b[1], b[2], b[3]); void *v = &x; int *p = v; printf("%d\n", *p == x); long l = (long)v; printf("%d\n", (int *)l == &x); uint64_t u = (uint64_t)p; printf("%d\n", (void *)u == v); p = NULL; printf("%d %d\n", p == NULL, (long)p == 0); *(int16_t *)&x = -1; printf("%x\n", x); ((char *)&x)[3] = 0x7f; printf("%x\n", x); (void)x; (void)printf("cast\n"); int y = (int)(char)x + (int)(unsigned char)x; printf("%d\n", y); char buffer[16] = {0}; *(long *)buffer = 0x6a6b6c; *(long *)(buffer + 8) = -1; printf("%s %d\n", buffer, buffer[8]); printf("%d\n", *(const volatile int *)&x == x); return 0; }
