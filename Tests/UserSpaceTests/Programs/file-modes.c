// Modes and times: umask, chmod, access, stat fields, utimensat.
#include "check.h"

int main(void) {
  struct stat facts;
  struct timespec times[2] = {{1000, 5}, {2000, 7}};
  chdir("/tmp");
  VALUE(umask(077) <= 0777);
  VALUE(umask(027));
  int fd = open("f", O_CREAT | O_RDWR, 0666);
  fstat(fd, &facts);
  printf("%o\n", facts.st_mode);
  mkdir("d", 0777);
  stat("d", &facts);
  printf("%o\n", facts.st_mode);
  TRY(chmod("f", 04751));
  TRY(fchmod(fd, 0640));
  fstat(fd, &facts);
  printf("%o\n", facts.st_mode);
  CHECK(facts.st_uid == getuid() && facts.st_gid == getgid());
  CHECK(S_ISREG(facts.st_mode) && facts.st_blksize > 0 && facts.st_ino > 0);
  TRY(access("f", F_OK));
  TRY(access("f", R_OK | W_OK));
  TRY(access("f", X_OK));
  TRY(access("d", X_OK));
  TRY(access("none", F_OK));
  TRY(access("f", 99));
  TRY(chmod("none", 0600));
  TRY(utimensat(AT_FDCWD, "f", times, 0));
  stat("f", &facts);
  printf("%ld %ld %ld %ld\n", facts.st_atim.tv_sec, facts.st_atim.tv_nsec, facts.st_mtim.tv_sec,
      facts.st_mtim.tv_nsec);
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_nsec = UTIME_NOW;
  TRY(futimens(fd, times));
  fstat(fd, &facts);
  CHECK(facts.st_atim.tv_sec == 1000 && facts.st_mtim.tv_sec > 100000);
  struct stat same;
  stat("./d/../f", &same);
  CHECK(same.st_ino == facts.st_ino && same.st_dev == facts.st_dev);
  stat("/dev/null", &facts);
  CHECK(S_ISCHR(facts.st_mode));
  TRY(fstat(9999, &facts));
  TRY(stat("f", (struct stat *)8));
  return 0;
}
