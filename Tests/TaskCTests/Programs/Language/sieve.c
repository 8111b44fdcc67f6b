#include <stdio.h>
#define N 10000
char composite[N + 1];
int main(void) { int count = 0; for (int i = 2; i <= N; i++) { if (composite[i]) continue; count++; for (long j = (long)i * i; j <= N; j += i) composite[j] = 1; } printf("%d primes, the last %s\n", count, composite[9973] ? "wrong" : "9973"); return 0; }
