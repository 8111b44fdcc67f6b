#include <threadbare.h>
// A vfork's child uses the parent's memory, and the parent waits for its end or its execve.
static volatile int word = 1;
int main(int count, char **words) {
  int status;
  if (count == 2) _exit(word * 20);
  pid_t child = vfork();
  if (child == 0) {
    word = 2;
    _exit(7);
  }
  printf("%d\n", word);
  printf("%d ", waitpid(child, &status, 0) == child);
  printf("%d\n", WEXITSTATUS(status));
  char *next[3] = {words[0], "x", NULL};
  child = vfork();
  if (child == 0) {
    word = 3;
    execve("/proc/self/exe", next, NULL);
    _exit(1);
  }
  printf("%d\n", word);
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  child = vfork();
  if (child == 0) {
    execve("/nowhere", next, NULL);
    word = errno;
    _exit(127);
  }
  waitpid(child, &status, 0);
  printf("%d %d\n", word == ENOENT, WEXITSTATUS(status));
  return 0;
}
