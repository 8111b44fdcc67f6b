// Roots of their own: where paths begin and end, what is told of them, who may, and what shares them.
#include "check.h"

static void show_link(const char *name) {
  char path[256] = "";
  ssize_t length = readlink(name, path, sizeof path - 1);
  printf("%s: %.*s\n", name, (int)(length < 0 ? 0 : length), path);
}

static void show_directory(void) {
  char path[256] = "";
  show("directory", syscall(SYS_getcwd, path, sizeof path) > 0 ? path : "none");
}

int main(void) {
  chdir("/tmp");
  mkdir("/tmp/root", 0755);
  mkdir("/tmp/root/tmp", 0755);
  mkdir("/tmp/root/tmp/inner", 0755);
  close(open("/tmp/root/file", O_CREAT | O_WRONLY, 0600));
  symlink("/file", "/tmp/root/link");
  TRY(chroot("/tmp/none"));
  TRY(chroot("/tmp/root/file"));
  TRY(chroot((char *)1));
  int outside = open("/", O_RDONLY | O_DIRECTORY);

  pid_t child = fork();
  if (child == 0) {
    TRY(chroot("/tmp/root"));
    show_directory();
    TRY(access("/file", F_OK));
    TRY(access("/link", F_OK));
    TRY(access("/../../file", F_OK));
    TRY(access("/tmp/root", F_OK));
    TRY(chdir("/tmp/inner"));
    show_directory();
    TRY(access("../../../../file", F_OK));
    pid_t grandchild = fork();
    if (grandchild == 0) {
      TRY(access("/file", F_OK));
      TRY(chroot("/tmp"));
      show_directory();
      TRY(access("/inner", F_OK));
      fflush(stdout);
      _exit(0);
    }
    waitpid(grandchild, NULL, 0);
    TRY(access("/file", F_OK));
    // What was open before leads outside.
    TRY(fchdir(outside));
    show_directory();
    TRY(access("tmp/root", F_OK));
    TRY(unshare(CLONE_NEWUSER));
    TRY(chroot("."));
    show_directory();
    TRY(access("/tmp/root/file", F_OK));
    show_link("/proc/self/root");
    fflush(stdout);
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  show_status("child", status);
  TRY(access("/tmp/root/file", F_OK));
  show_link("/proc/self/root");
}
