#include <stdio.h>
#include <stdint.h>
#include <string.h>
static uint32_t digits[40]; static int used = 1;
static void multiply(uint32_t by) { uint64_t carry = 0; for (int i = 0; i < used; i++) { carry += (uint64_t)digits[i] * by; digits[i] = (uint32_t)(carry % 1000000000); carry /= 1000000000; } while (carry) { digits[used++] = (uint32_t)(carry % 1000000000); carry /= 1000000000; } }
int main(void) { digits[0] = 1; for (uint32_t n = 2; n <= 60; n++) multiply(n); printf("%u", digits[used - 1]); for (int i = used - 2; i >= 0; i--) printf("%09u", digits[i]); putchar('\n'); int64_t a = INT64_MAX; uint64_t b = UINT64_MAX; printf("%ld %lu %ld\n", a / 7, b / 7, (int64_t)(b / 2) - a); return 0; }
