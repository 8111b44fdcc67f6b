// Namespaces of names and users: a new one has its own host name, setns leads back.
#include "check.h"
#include <sys/utsname.h>

int main(void) {
  struct utsname before, after;
  TRY(unshare(CLONE_NEWUTS));
  TRY(sethostname("outside", 7));
  uname(&before);
  int home = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
  CHECK(home >= 0);
  TRY(unshare(CLONE_NEWUTS));
  TRY(sethostname("inside", 6));
  uname(&after);
  puts(after.nodename);
  pid_t pid = fork();
  if (pid == 0) {
    char name[65] = "";
    gethostname(name, sizeof name);
    puts(name);
    TRY(setns(home, CLONE_NEWUTS));
    uname(&after);
    CHECK(strcmp(after.nodename, before.nodename) == 0);
    _exit(0);
  }
  reap("child", pid);
  uname(&after);
  puts(after.nodename);
  TRY(setns(home, CLONE_NEWPID));
  TRY(setns(0, 0));
  TRY(setns(9999, 0));
  TRY(sethostname(after.nodename, 65));
  TRY(unshare(0x7));
  TRY(unshare(CLONE_FILES | CLONE_FS));
  TRY(setns(home, 0));
  return 0;
}
