// sysinfo, sysconf, getauxval and getrusage: they agree with each other.
#include "check.h"
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

int main(int count, char **arguments) {
  struct sysinfo facts;
  struct rusage usage;
  TRY(sysinfo(&facts));
  CHECK(facts.totalram > 0 && facts.freeram <= facts.totalram);
  CHECK(facts.procs > 0 && facts.uptime >= 0 && facts.mem_unit > 0);
  TRY(sysinfo((struct sysinfo *)8));
  CHECK(sysconf(_SC_PAGESIZE) == getpagesize());
  VALUE(getpagesize());
  CHECK(getauxval(AT_PAGESZ) == 4096);
  CHECK(getauxval(AT_UID) == getuid());
  CHECK(getauxval(AT_RANDOM) != 0);
  CHECK(getauxval(AT_PHNUM) > 0);
  CHECK(getauxval(AT_SECURE) == 0);
  CHECK(strcmp((char *)getauxval(AT_EXECFN), arguments[0]) == 0);
  CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
  CHECK(get_nprocs() == sysconf(_SC_NPROCESSORS_ONLN));
  CHECK(sysconf(_SC_OPEN_MAX) > 10);
  VALUE(sysconf(_SC_ARG_MAX) >= 131072);
  pid_t pid = fork();
  if (pid == 0) {
    for (volatile int i = 0; i < 200000; i++) {}
    _exit(0);
  }
  int status;
  CHECK(wait4(pid, &status, 0, &usage) == pid);
  CHECK(usage.ru_utime.tv_sec > 0 || usage.ru_utime.tv_usec > 0 || usage.ru_stime.tv_usec > 0);
  getrusage(RUSAGE_SELF, &usage);
  CHECK(usage.ru_maxrss > 0 && usage.ru_minflt > 0);
  return 0;
}
