// Capabilities over execve: the bounding set, what is inherited, what is ambient, and user namespaces.
#include "check.h"
#include <linux/capability.h>
#include <sys/prctl.h>

#define BIT(capability) (1ULL << (capability))

static long set(uint64_t effective, uint64_t permitted, uint64_t inheritable) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  for (int half = 0; half < 2; half++) {
    data[half].effective = effective >> (32 * half);
    data[half].permitted = permitted >> (32 * half);
    data[half].inheritable = inheritable >> (32 * half);
  }
  return syscall(SYS_capset, &header, data);
}

static void tell(const char *when) {
  char text[4096] = "";
  int fd = open("/proc/self/status", O_RDONLY);
  read(fd, text, sizeof text - 1);
  close(fd);
  printf("%s\n", when);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
    if (strncmp(line, "Cap", 3) == 0) printf("  %s\n", line);
}

static void execute(const char *when) {
  execl("/proc/self/exe", "capability-rules", when, (char *)NULL);
  perror("exec");
  _exit(127);
}

int main(int count, char **arguments) {
  if (count > 1) {
    tell(arguments[1]);
    return 0;
  }
  uint64_t all = (1ULL << 41) - 1;
  TRY(set(all, all, 0));
  // What is out of the bounding set can be inherited no more, unless it already is.
  pid_t pid = fork();
  if (pid == 0) {
    TRY(set(all, all, BIT(CAP_KILL)));
    TRY(prctl(PR_CAPBSET_DROP, CAP_KILL));
    TRY(prctl(PR_CAPBSET_DROP, CAP_CHOWN));
    TRY(set(all, all, BIT(CAP_KILL)));
    TRY(set(all, all, BIT(CAP_KILL) | BIT(CAP_CHOWN)));
    TRY(set(all, all, BIT(CAP_KILL) | BIT(CAP_FOWNER)));
    execute("inherited from outside of the bounding set");
  }
  reap("child", pid);
  // Ambient ones are permitted and inheritable; they come and go.
  pid = fork();
  if (pid == 0) {
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0));
    TRY(set(all, all, BIT(CAP_KILL) | BIT(CAP_CHOWN)));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 1, 0));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 41, 0, 0));
    VALUE(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0));
    VALUE(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_FOWNER, 0, 0));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_CHOWN, 0, 0));
    VALUE(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0));
    tell("raised");
    TRY(set(all, all, BIT(CAP_CHOWN)));
    VALUE(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0));
    TRY(set(all, all, BIT(CAP_KILL) | BIT(CAP_CHOWN)));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
    VALUE(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_KILL, 0, 0));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0));
    execute("root with an ambient one");
  }
  reap("child", pid);
  // Without new privileges root's program has what it had, at most.
  pid = fork();
  if (pid == 0) {
    TRY(set(BIT(CAP_KILL), BIT(CAP_KILL) | BIT(CAP_FOWNER) | BIT(CAP_SETPCAP), BIT(CAP_CHOWN)));
    TRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    execute("no new privileges");
  }
  reap("child", pid);
  // A new user namespace has everything again.
  pid = fork();
  if (pid == 0) {
    TRY(prctl(PR_SET_KEEPCAPS, 1));
    TRY(prctl(PR_CAPBSET_DROP, CAP_CHOWN));
    TRY(set(all, all, BIT(CAP_KILL)));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0));
    TRY(unshare(CLONE_NEWUSER));
    VALUE(prctl(PR_GET_KEEPCAPS));
    VALUE(prctl(PR_CAPBSET_READ, CAP_CHOWN));
    tell("in a new user namespace");
    execute("nobody's program in a user namespace");
  }
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    TRY(unshare(CLONE_NEWUSER));
    TRY(set(all, all, BIT(CAP_KILL)));
    TRY(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0));
    execute("nobody's program with an ambient one");
  }
  reap("child", pid);
  return 0;
}
