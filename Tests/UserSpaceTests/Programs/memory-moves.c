// mremap, madvise, mincore and brk: growing, moving, forgetting.
#include "check.h"

int main(void) {
  size_t page = 4096;
  char *area = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (size_t i = 0; i < 4; i++) area[i * page] = (char)('a' + i);
  munmap(area + 2 * page, 2 * page);
  mmap(area + 2 * page, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  TRY((long)mremap(area, 2 * page, 8 * page, 0));
  char *moved = mremap(area, 2 * page, 8 * page, MREMAP_MAYMOVE);
  CHECK(moved != MAP_FAILED && moved != area);
  printf("%c %c %d\n", moved[0], moved[page], moved[7 * page]);
  CHECK(mremap(moved, 8 * page, page, 0) == moved);
  char *place = mmap(NULL, 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(mremap(moved, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, place) == place);
  printf("%c\n", place[0]);
  TRY((long)mremap(place, page, 0, 0));
  TRY((long)mremap((void *)page, page, 2 * page, MREMAP_MAYMOVE));
  TRY((long)mremap(place, page, page, MREMAP_FIXED));
  TRY(madvise(place, page, MADV_DONTNEED));
  VALUE(place[0]);
  TRY(madvise(place + 1, page, MADV_DONTNEED));
  TRY(madvise(place, page, 7777));
  TRY(madvise((void *)page, page, MADV_DONTNEED));
  char *start = sbrk(0);
  CHECK(sbrk(5000) == start);
  start[4999] = 3;
  CHECK((char *)sbrk(0) == start + 5000);
  TRY(brk(start));
  CHECK(sbrk(0) == start);
  CHECK(sbrk(5000) == start);
  VALUE(start[4999]);
  TRY(brk((void *)8));
  TRY(mlock(place, page));
  TRY(munlock(place, page));
  TRY(mlock((void *)page, page));
  return 0;
}
