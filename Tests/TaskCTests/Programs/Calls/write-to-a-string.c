#include <threadbare.h>
static void handler(int s) { printf("signal %d\n", s == SIGSEGV); _exit(0); }
int main(void) { char own[] = "may change"; own[0] = 'M'; puts(own); signal(SIGSEGV, handler); char *text = "must not change"; text[0] = 'M'; puts(text); return 1; }
