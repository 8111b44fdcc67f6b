#include <threadbare.h>
int main(void) { int status; pid_t child = fork(); if (child == 0) { raise(SIGSTOP); _exit(3); } waitpid(child, &status, WUNTRACED); printf("%d %d %d\n", WIFSTOPPED(status), WSTOPSIG(status) == SIGSTOP, WIFEXITED(status)); kill(child, SIGCONT); waitpid(child, &status, 0); printf("%d %d\n", WIFEXITED(status), WEXITSTATUS(status)); return 0; }
