// waitpid: WNOHANG, groups, no such children, and bad options.
#include "check.h"

int main(void) {
  int gate[2], status;
  TRY(waitpid(-1, NULL, WNOHANG));
  pipe(gate);
  pid_t first = fork();
  if (first == 0) {
    char byte;
    setpgid(0, 0);
    close(gate[1]);
    read(gate[0], &byte, 1);
    _exit(1);
  }
  setpgid(first, first);
  pid_t second = fork();
  if (second == 0) _exit(2);
  TRY(waitpid(first, &status, WNOHANG));
  CHECK(waitpid(0, &status, 0) == second);
  show_status("group 0", status);
  TRY(waitpid(0, &status, WNOHANG));
  TRY(waitpid(-first, &status, WNOHANG));
  TRY(waitpid(-99999, &status, 0));
  TRY(waitpid(getpid(), &status, 0));
  TRY(waitpid(1, &status, 0));
  TRY(waitpid(-1, &status, 0x10));
  TRY(waitpid(INT_MIN, &status, 0));
  close(gate[1]);
  CHECK(waitpid(-first, &status, 0) == first);
  show_status("own group", status);
  TRY(wait(&status));
  return 0;
}
