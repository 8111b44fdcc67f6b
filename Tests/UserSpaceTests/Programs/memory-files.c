// Mappings of files: shared and private ones, msync, the rest of the last page, SIGBUS beyond.
#include "check.h"
#include <setjmp.h>

static sigjmp_buf back;
static siginfo_t seen;
static void handler(int number, siginfo_t *info, void *context) {
  (void)context;
  seen = *info;
  siglongjmp(back, number);
}

int main(void) {
  char text[16] = "";
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigaction(SIGBUS, &action, NULL);
  int fd = open("/tmp/mapped", O_CREAT | O_RDWR | O_TRUNC, 0600);
  write(fd, "hello, world", 12);
  char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  CHECK(shared != MAP_FAILED && private != MAP_FAILED);
  if (shared == MAP_FAILED) return 1;
  VALUE(shared[12]);
  shared[0] = 'H';
  pread(fd, text, 12, 0);
  puts(text);
  private[1] = 'E';
  pread(fd, text, 12, 0);
  puts(text);
  pwrite(fd, "W", 1, 7);
  printf("%.12s\n", shared);
  TRY(msync(shared, 4096, MS_SYNC));
  int signal_number = sigsetjmp(back, 1);
  if (signal_number == 0) shared[5000] = 1;
  CHECK(signal_number == SIGBUS && seen.si_code == BUS_ADRERR && seen.si_addr == shared + 5000);
  TRY(ftruncate(fd, 6000));
  shared[5000] = 'x';
  pread(fd, text, 1, 5000);
  printf("%c\n", text[0]);
  close(fd);
  TRY(unlink("/tmp/mapped"));
  printf("%c\n", shared[5000]);
  fd = open("/tmp/read-only", O_CREAT | O_RDONLY, 0600);
  TRY((long)mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0));
  CHECK(mmap(NULL, 4096, PROT_WRITE, MAP_PRIVATE, fd, 0) != MAP_FAILED);
  fd = open("/tmp/write-only", O_CREAT | O_WRONLY, 0600);
  TRY((long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0));
  return 0;
}
