// Files in memory without a name, their seals, and barriers of memory.
#include "check.h"
#include <linux/membarrier.h>
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8
#define MFD_EXEC 16
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x20
#endif

static int make(const char *name, unsigned flags) { return syscall(SYS_memfd_create, name, flags); }
static long barrier(int command, unsigned flags) {
  return syscall(SYS_membarrier, command, flags, 0);
}

static void tell(const char *when, int fd) {
  struct stat status;
  char path[64], text[300] = "";
  fstat(fd, &status);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  readlink(path, text, sizeof text - 1);
  printf("%s: %s, mode %o, links %d, size %ld, flags %x, seals %d\n", when, text,
         (unsigned)status.st_mode, (int)status.st_nlink, (long)status.st_size,
         fcntl(fd, F_GETFL) & ~0100000, fcntl(fd, F_GET_SEALS));
}

int main(void) {
  char name[300];
  memset(name, 'n', sizeof name);
  name[249] = 0;
  CHECK(make(name, 0) >= 0);
  name[249] = 'n';
  name[250] = 0;
  TRY(make(name, 0));
  TRY(make("x", 0x20));
  TRY(make("x", MFD_EXEC | MFD_NOEXEC_SEAL));
  TRY(make((char *)8, 0));
  int plain = make("plain", 0), sealable = make("sealable", MFD_ALLOW_SEALING | MFD_CLOEXEC);
  int data = make("data", MFD_NOEXEC_SEAL), empty = make("", MFD_EXEC);
  tell("plain", plain);
  tell("sealable", sealable);
  tell("data", data);
  tell("empty", empty);
  VALUE(fcntl(plain, F_GETFD));
  VALUE(fcntl(sealable, F_GETFD));
  TRY(fcntl(plain, F_ADD_SEALS, F_SEAL_GROW));
  TRY(fcntl(sealable, F_ADD_SEALS, 64));
  TRY(fcntl(sealable, F_ADD_SEALS, 1L << 32));
  TRY(fcntl(0, F_GET_SEALS));
  TRY(fchmod(data, 0777));
  TRY(fchmod(data, 0600));
  // Longer and shorter.
  TRY(write(sealable, "0123456789", 10));
  TRY(fcntl(sealable, F_ADD_SEALS, F_SEAL_GROW));
  VALUE(fcntl(sealable, F_GET_SEALS));
  TRY(ftruncate(sealable, 11));
  TRY(pwrite(sealable, "x", 1, 10));
  TRY(pwrite(sealable, "x", 1, 9));
  TRY(pwrite(sealable, "xy", 2, 9));
  TRY(ftruncate(sealable, 9));
  TRY(fcntl(sealable, F_ADD_SEALS, F_SEAL_SHRINK));
  TRY(ftruncate(sealable, 8));
  TRY(ftruncate(sealable, 9));
  TRY(open("/proc/self/fd/5", O_RDWR | O_TRUNC));
  // Across pages a part is written.
  int pages = make("pages", MFD_ALLOW_SEALING);
  TRY(ftruncate(pages, 4096));
  TRY(fcntl(pages, F_ADD_SEALS, F_SEAL_GROW));
  VALUE(pwrite(pages, name, 20, 4090));
  VALUE(pwrite(pages, name, 20, 4096));
  // Not while a mapping could write.
  char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, pages, 0);
  CHECK(at != MAP_FAILED);
  at[1] = 'm';
  TRY(fcntl(pages, F_ADD_SEALS, F_SEAL_WRITE));
  TRY(fcntl(pages, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
  at[2] = 'n';
  TRY(pwrite(pages, "x", 1, 0));
  CHECK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, pages, 0) == MAP_FAILED && errno == EPERM);
  munmap(at, 4096);
  TRY(fcntl(pages, F_ADD_SEALS, F_SEAL_WRITE));
  at = mmap(NULL, 4096, PROT_READ, MAP_SHARED, pages, 0);
  CHECK(at != MAP_FAILED && at[1] == 'm' && at[2] == 'n');
  TRY(mprotect(at, 4096, PROT_READ | PROT_WRITE));
  char *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, pages, 0);
  private[1] = 'p';
  CHECK(at[1] == 'm');
  TRY(fcntl(pages, F_ADD_SEALS, F_SEAL_SEAL));
  TRY(fcntl(pages, F_ADD_SEALS, F_SEAL_SHRINK));
  VALUE(fcntl(pages, F_GET_SEALS));
  // A descriptor that only reads adds none; a seal on execution brings the others.
  char path[64];
  int other = make("other", MFD_ALLOW_SEALING);
  snprintf(path, sizeof path, "/proc/self/fd/%d", other);
  int reading = open(path, O_RDONLY);
  TRY(fcntl(reading, F_ADD_SEALS, F_SEAL_GROW));
  TRY(fcntl(other, F_ADD_SEALS, F_SEAL_EXEC));
  VALUE(fcntl(reading, F_GET_SEALS));
  TRY(fchmod(other, 0600));
  // It is shared with a child, and is a file like any other.
  int shared = make("shared", 0);
  pid_t pid = fork();
  if (pid == 0) _exit(write(shared, "child", 5) != 5);
  reap("child", pid);
  char got[6] = "";
  VALUE(pread(shared, got, 5, 0));
  puts(got);

  // What of membarrier goes without rseq(2).
  VALUE(barrier(MEMBARRIER_CMD_QUERY, 0) & ~0x180);
  TRY(barrier(MEMBARRIER_CMD_QUERY, 1));
  TRY(barrier(MEMBARRIER_CMD_GLOBAL, 0));
  TRY(barrier(MEMBARRIER_CMD_GLOBAL_EXPEDITED, 0));
  TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0));
  VALUE(barrier(512, 0));
  TRY(barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0));
  VALUE(barrier(512, 0));
  TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0));
  TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0));
  TRY(barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0));
  TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0));
  TRY(barrier(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0));
  VALUE(barrier(512, 0));
  pid = fork();
  if (pid == 0) {
    VALUE(barrier(512, 0));
    TRY(barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0));
    exit(0);
  }
  reap("child", pid);
  TRY(barrier(3, 0));
  TRY(barrier(1024, 0));
  TRY(barrier(-1, 0));
  return 0;
}
