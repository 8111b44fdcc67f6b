#include <threadbare.h>
int main(void) { int status; if (fork() == 0) { int *p = NULL; *p = 1; _exit(0); } wait(&status); printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status) == SIGSEGV); if (fork() == 0) { int (*f)(void) = NULL; _exit(f()); } wait(&status); printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status) == SIGSEGV); return 0; }
