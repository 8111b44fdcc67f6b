// What /proc tells of limits, process groups, processors, powers and the scheduler's settings.
#include "check.h"
#include <sys/prctl.h>
#include <sys/resource.h>

// The line of a file that begins so, with its newline.
static char *line_of(const char *path, const char *start) {
  static char line[512];
  FILE *file = fopen(path, "r");
  if (!file) return "none\n";
  while (fgets(line, sizeof line, file))
    if (strncmp(line, start, strlen(start)) == 0) {
      fclose(file);
      return line;
    }
  fclose(file);
  return "no such line\n";
}

// The last number of a line.
static long last_of(const char *line) {
  const char *end = line + strlen(line);
  while (end > line && (end[-1] < '0' || end[-1] > '9')) end--;
  while (end > line && end[-1] >= '0' && end[-1] <= '9') end--;
  return strtol(end, NULL, 10);
}

int main(void) {
  const char *status = "/proc/self/status", *limits = "/proc/self/limits";
  fputs(line_of("/proc/sys/kernel/sched_rr_timeslice_ms", ""), stdout);
  fputs(line_of("/proc/sys/kernel/sched_rt_period_us", ""), stdout);
  fputs(line_of("/proc/sys/kernel/sched_rt_runtime_us", ""), stdout);
  fputs(line_of("/proc/sys/kernel/cap_last_cap", ""), stdout);
  setrlimit(RLIMIT_FSIZE, &(struct rlimit){123456, 200000});
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  fputs(line_of(limits, "Limit"), stdout);
  fputs(line_of(limits, "Max file size"), stdout);
  fputs(line_of(limits, "Max core file size"), stdout);
  fputs(line_of(limits, "Max nice priority"), stdout);
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(0, &processors);
  sched_setaffinity(0, sizeof processors, &processors);
  fputs(line_of(status, "Cpus_allowed_list"), stdout);
  fputs(line_of(status, "Seccomp:"), stdout);
  pid_t pid = fork();
  if (pid == 0) {
    setsid();
    CHECK(last_of(line_of(status, "NSpgid")) == getpgrp());
    CHECK(last_of(line_of(status, "NSsid")) == getsid(0));
    prctl(PR_CAPBSET_DROP, 0);
    unsigned long long set = strtoull(line_of(status, "CapBnd") + 7, NULL, 16);
    CHECK((set & 1) == 0);
    CHECK(set & 2);
    _exit(0);
  }
  reap("child", pid);
  return 0;
}
