#include <threadbare.h>
static void handler(int s) { printf("caught %d\n", s); }
int main(void) { int status; pid_t child = fork(); if (child == 0) { signal(SIGABRT, handler); abort(); } wait(&status); printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status) == SIGABRT); abort(); return 0; }
