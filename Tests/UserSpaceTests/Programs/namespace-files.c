// Namespaces as files of /proc: their links, what stat tells, joining them, and questions to them.
#include "check.h"
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

static const char *names[] = {"cgroup", "ipc",  "mnt",  "net",     "pid",
                              "user",   "time", "uts",  "pid_for_children", "time_for_children"};

static ino_t number(const char *process, const char *name) {
  char path[64];
  struct stat status;
  snprintf(path, sizeof path, "/proc/%s/ns/%s", process, name);
  return stat(path, &status) == 0 ? status.st_ino : 0;
}

static void show_link(const char *name) {
  char path[64], link[64] = "", expected[64];
  struct stat status;
  snprintf(path, sizeof path, "/proc/self/ns/%s", name);
  readlink(path, link, sizeof link - 1);
  int length = strcspn(link, "[");
  printf("%s leads to %.*s\n", name, length, link);
  stat(path, &status);
  snprintf(expected, sizeof expected, "%.*s[%lu]", length, link, (long)status.st_ino);
  CHECK(strcmp(link, expected) == 0);
  printf("mode %o, links %d\n", status.st_mode, (int)status.st_nlink);
  lstat(path, &status);
  printf("mode %o\n", status.st_mode);
  TRY(open(path, O_RDWR));
  int fd = open(path, O_RDONLY);
  VALUE(ioctl(fd, NS_GET_NSTYPE));
  TRY(read(fd, link, 1));
  TRY(lseek(fd, 0, SEEK_SET));
  close(fd);
}

int main(void) {
  for (int i = 0; i < 10; i++) show_link(names[i]);
  TRY(open("/proc/self/ns/none", O_RDONLY));
  // One that belongs to the own user namespace can be joined.
  TRY(unshare(CLONE_NEWUTS));
  char parent[16];
  snprintf(parent, sizeof parent, "%d", getpid());
  pid_t pid = fork();
  if (pid == 0) {
    TRY(unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID));
    sethostname("other", 5);
    for (int i = 0; i < 10; i++)
      printf("%s is %s\n", names[i], number("self", names[i]) == number(parent, names[i]) ? "the same" : "another");
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/ns/uts", parent);
    int home = open(path, O_RDONLY), own = open("/proc/self/ns/uts", O_RDONLY);
    TRY(setns(home, CLONE_NEWIPC));
    TRY(setns(home, CLONE_NEWUTS));
    CHECK(number("self", "uts") == number(parent, "uts"));
    TRY(setns(own, 0));
    struct utsname name;
    uname(&name);
    puts(name.nodename);
    TRY(setns(open("/proc/self/status", O_RDONLY), 0));
    TRY(setns(open("/proc/self/ns/user", O_RDONLY), 0));
    TRY(setns(open("/proc/self/ns/pid", O_RDONLY), CLONE_NEWPID));
    CHECK(number("self", "pid_for_children") == number("self", "pid"));
    _exit(0);
  }
  reap("child", pid);
  return 0;
}
