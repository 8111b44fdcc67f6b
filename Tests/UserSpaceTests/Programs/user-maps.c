// uid_map, gid_map and setgroups of user namespaces: who may write what, and what it changes.
#include "check.h"
#include <grp.h>
#include <sys/resource.h>
#include <sys/shm.h>

static char place[64];
static const char *file(pid_t pid, const char *name) {
  if (pid == 0) snprintf(place, sizeof place, "/proc/self/%s", name);
  else snprintf(place, sizeof place, "/proc/%d/%s", pid, name);
  return place;
}

// Writes a file at once, and tells what came of it.
static void put(pid_t pid, const char *name, const char *text) {
  int fd = open(file(pid, name), O_WRONLY);
  if (fd < 0) {
    printf("%s \"%s\": open %s\n", name, text, strerrorname_np(errno));
    return;
  }
  ssize_t count = write(fd, text, strlen(text));
  printf("%s \"%s\": ", name, text);
  if (count < 0) printf("%s\n", strerrorname_np(errno));
  else printf("%ld\n", (long)count);
  close(fd);
}

static void get(pid_t pid, const char *name) {
  char text[512] = "";
  int fd = open(file(pid, name), O_RDONLY);
  ssize_t count = read(fd, text, sizeof text - 1);
  close(fd);
  printf("%s:\n%s", name, count < 0 ? strerrorname_np(errno) : text);
}

static void who(void) {
  uid_t r, e, s;
  gid_t rg, eg, sg;
  getresuid(&r, &e, &s);
  getresgid(&rg, &eg, &sg);
  printf("users %u %u %u, groups %u %u %u\n", r, e, s, rg, eg, sg);
}

// Who has a file and a segment, made before there was the namespace.
static void owners(int fd, int segment) {
  struct stat status;
  struct shmid_ds facts;
  fstat(fd, &status);
  printf("file of %u %u\n", status.st_uid, status.st_gid);
  TRY(shmctl(segment, IPC_STAT, &facts));
  struct ipc_perm *who = &facts.shm_perm;
  printf("segment of %u %u, made by %u %u\n", who->uid, who->gid, who->cuid, who->cgid);
}

int main(void) {
  uid_t user = getuid();
  gid_t group = getgid();
  char text[64];
  put(0, "uid_map", "0 0 1\n");
  fflush(stdout);
  // The owner of a namespace names himself, once.
  pid_t pid = fork();
  if (pid == 0) {
    int made = memfd_create("made", 0), segment = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    TRY(unshare(CLONE_NEWUSER));
    who();
    owners(made, segment);
    TRY(fchown(made, user, -1));
    TRY(fchown(made, -1, group));
    TRY(fchown(made, -1, -1));
    TRY(setpriority(PRIO_USER, 5, 3));
    get(0, "uid_map");
    get(0, "gid_map");
    TRY(setuid(0));
    put(0, "uid_map", "");
    put(0, "uid_map", "0 0\n");
    put(0, "uid_map", "0 0 0\n");
    put(0, "uid_map", "x\n");
    put(0, "uid_map", "0 0 1 2\n");
    put(0, "uid_map", "5 0 1\n5 1 1\n");
    put(0, "uid_map", "4294967295 0 1\n");
    put(0, "uid_map", "1 4294967290 10\n");
    put(0, "setgroups", "maybe");
    snprintf(text, sizeof text, "7 %u 1", user);
    put(0, "uid_map", text);
    put(0, "uid_map", text);
    get(0, "uid_map");
    who();
    snprintf(text, sizeof text, "9 %u 1\n", group);
    put(0, "setgroups", "deny");
    put(0, "gid_map", text);
    put(0, "setgroups", "allow");
    put(0, "setgroups", "deny\n");
    get(0, "gid_map");
    get(0, "setgroups");
    who();
    TRY(setgroups(0, NULL));
    TRY(setuid(0));
    TRY(setuid(7));
    TRY(setresuid(-1, 7, -1));
    TRY(setgid(9));
    owners(made, segment);
    TRY(fchown(made, 7, 9));
    TRY(fchown(made, user, -1));
    TRY(fchown(made, -1, group));
    TRY(setpriority(PRIO_USER, 5, 3));
    TRY(setpriority(PRIO_USER, 7, 3));
    VALUE(getpriority(PRIO_PROCESS, 0));
    VALUE(getpriority(PRIO_USER, 7));
    TRY(getpriority(PRIO_USER, 5));
    shmctl(segment, IPC_RMID, NULL);
    struct stat status;
    TRY(stat("/proc/self", &status));
    printf("own process: %u %u\n", status.st_uid, status.st_gid);
    // One within it can be made now.
    TRY(unshare(CLONE_NEWUSER));
    who();
    put(0, "setgroups", "deny");
    put(0, "uid_map", "3 7 1\n");
    who();
    get(0, "uid_map");
    exit(0);
  }
  reap("child", pid);
  // As root within the namespace.
  pid = fork();
  if (pid == 0) {
    TRY(unshare(CLONE_NEWUSER));
    put(0, "setgroups", "deny");
    snprintf(text, sizeof text, "0 %u 1\n", user);
    put(0, "uid_map", text);
    snprintf(text, sizeof text, "0 %u 1\n", group);
    put(0, "gid_map", text);
    who();
    TRY(setuid(0));
    TRY(unshare(CLONE_NEWUTS));
    TRY(sethostname("inside", 6));
    pid_t inner = fork();
    if (inner == 0) _exit(getuid() != 0);
    reap("inner", inner);
    exit(0);
  }
  reap("child", pid);
  // From outside, as its parent in the namespace above.
  int ends[2], back[2];
  pipe(ends);
  pipe(back);
  pid = fork();
  if (pid == 0) {
    char byte;
    unshare(CLONE_NEWUSER);
    write(ends[1], "x", 1);
    read(back[0], &byte, 1);
    who();
    exit(0);
  }
  char byte;
  read(ends[0], &byte, 1);
  snprintf(text, sizeof text, "4 %u 1\n", user);
  put(pid, "uid_map", text);
  get(pid, "uid_map");
  snprintf(text, sizeof text, "6 %u 1\n", group);
  put(pid, "gid_map", text);
  fflush(stdout);
  write(back[1], "x", 1);
  reap("child", pid);
  return 0;
}
