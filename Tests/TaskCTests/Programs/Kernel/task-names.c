#include <threadbare.h>
// prctl: a name, the signal at the parent's end, and who adopts orphans.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(void) {
  char name[20];
  int word = -1, status, ends[2];
  tell(prctl(PR_SET_NAME, "a name of more than fifteen", 0, 0, 0));
  memset(name, 'x', sizeof name);
  tell(prctl(PR_GET_NAME, name, 0, 0, 0));
  printf("%s\n", name);
  tell(prctl(PR_GET_PDEATHSIG, &word, 0, 0, 0));
  tell(prctl(PR_SET_PDEATHSIG, 65L, 0, 0, 0));
  tell(prctl(PR_SET_PDEATHSIG, (long)SIGUSR1, 0, 0, 0));
  prctl(PR_GET_PDEATHSIG, &word, 0, 0, 0);
  printf("%d\n", word == SIGUSR1);
  pid_t child = fork();
  if (child == 0) {
    // It is not inherited; the name is.
    prctl(PR_GET_PDEATHSIG, &word, 0, 0, 0);
    prctl(PR_GET_NAME, name, 0, 0, 0);
    _exit(word * 10 + (name[0] == 'a'));
  }
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  tell(prctl(PR_GET_CHILD_SUBREAPER, &word, 0, 0, 0));
  printf("%d\n", word);
  tell(prctl(PR_SET_CHILD_SUBREAPER, 1L, 0, 0, 0));
  prctl(PR_GET_CHILD_SUBREAPER, &word, 0, 0, 0);
  printf("%d\n", word);
  pipe(ends);
  child = fork();
  if (child == 0) {
    pid_t orphan = fork();
    if (orphan == 0) {
      prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0, 0, 0);
      write(ends[1], "r", 1);
      while (1) pause();
    }
    read(ends[0], name, 1);
    _exit(1);
  }
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  printf("%d ", wait(&status) > child);
  printf("%d\n", WTERMSIG(status) == SIGKILL);
  tell(prctl(9999, 0L, 0, 0, 0));
  return 0;
}
