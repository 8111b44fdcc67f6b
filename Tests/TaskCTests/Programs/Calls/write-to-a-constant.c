#include <threadbare.h>
const int fixed = 5; static void handler(int s) { printf("signal %d\n", s == SIGSEGV); _exit(0); }
int main(void) { signal(SIGSEGV, handler); printf("%d\n", fixed); int *p = (int *)&fixed; *p = 6; printf("changed %d\n", fixed); return 1; }
