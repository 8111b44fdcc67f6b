// Devices: null, zero, full, urandom, and what isatty says of them.
#include "check.h"
#include <sys/random.h>

int main(void) {
  unsigned char bytes[64], more[64];
  int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
  VALUE(read(null, bytes, 10));
  VALUE(write(null, bytes, 10));
  memset(bytes, 1, sizeof bytes);
  VALUE(read(zero, bytes, 64));
  int all = 0;
  for (int i = 0; i < 64; i++) all |= bytes[i];
  VALUE(all);
  VALUE(write(zero, bytes, 7));
  int full = open("/dev/full", O_RDWR);
  TRY(write(full, bytes, 1));
  int random = open("/dev/urandom", O_RDONLY);
  VALUE(read(random, bytes, 64));
  VALUE(read(random, more, 64));
  CHECK(memcmp(bytes, more, 64) != 0);
  VALUE(getrandom(bytes, 64, 0));
  VALUE(getrandom(more, 64, GRND_NONBLOCK));
  CHECK(memcmp(bytes, more, 64) != 0);
  TRY(getrandom(bytes, 64, 0xff00));
  VALUE(isatty(null));
  CHECK(errno == ENOTTY);
  VALUE(isatty(9999));
  VALUE(lseek(null, 100, SEEK_SET) >= 0);
  char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
  CHECK(page != MAP_FAILED && page[100] == 0);
  return 0;
}
