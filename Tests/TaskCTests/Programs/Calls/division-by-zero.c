#include <threadbare.h>
static volatile int zero; static void handler(int s) { printf("signal %d\n", s); _exit(7); }
int main(void) { signal(SIGFPE, handler); printf("%d\n", 5 / (zero + 2)); printf("%d\n", 5 / zero); return 0; }
