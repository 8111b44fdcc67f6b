// mmap: fixed places, holes made by munmap, refused lengths and flags, zeroes.
#include "check.h"

static void *map(void *place, size_t size, int flags) {
  return mmap(place, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

int main(void) {
  char *area = map(NULL, 10 * 4096, 0);
  int sum = 0;
  for (int i = 0; i < 10 * 4096; i++) sum |= area[i];
  VALUE(sum);
  memset(area, 7, 10 * 4096);
  CHECK(map(area + 4096, 4096, MAP_FIXED) == area + 4096);
  VALUE(area[4096]);
  VALUE(area[4095]);
  VALUE(area[8192]);
  CHECK(map(area, 4096, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
  TRY(munmap(area + 2 * 4096, 4096));
  CHECK(map(area + 2 * 4096, 4096, MAP_FIXED_NOREPLACE) == area + 2 * 4096);
  TRY(munmap(area + 1, 4096));
  TRY(munmap(area, 0));
  TRY(munmap(area, 10 * 4096));
  TRY(munmap(area, 10 * 4096));
  TRY((long)map(NULL, 0, 0));
  TRY((long)map((void *)4097, 4096, MAP_FIXED));
  TRY((long)map(NULL, (size_t)1 << 60, 0));
  TRY((long)mmap(NULL, 4096, PROT_READ, MAP_ANONYMOUS, -1, 0));
  TRY((long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 9999, 0));
  TRY((long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 1));
  char *none = mmap(NULL, (size_t)1 << 32, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(none != MAP_FAILED);
  TRY(mprotect(none + 4096 * 1000, 4096, PROT_READ | PROT_WRITE));
  none[4096 * 1000] = 1;
  TRY(mprotect(none + 1, 4096, PROT_READ));
  TRY(mprotect((void *)4096, 4096, PROT_READ));
  TRY(msync(none, 4096, MS_SYNC));
  TRY(msync(none, 4096, MS_SYNC | MS_ASYNC));
  return 0;
}
