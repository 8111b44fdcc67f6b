#include <threadbare.h>
// Where mappings may be, and what replaces what.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static void place(void *address) {
  if (address == MAP_FAILED) tell(-1);
  else printf("mapped\n");
}
int main(void) {
  int both = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;
  place(mmap(NULL, 0, both, flags, -1, 0));
  place(mmap(NULL, 4096, both, MAP_ANONYMOUS, -1, 0));
  place(mmap(NULL, 4096, both, MAP_PRIVATE, 99, 0));
  place(mmap(NULL, 4096, both, flags, -1, 100));
  place(mmap(NULL, 1UL << 60, both, flags, -1, 0));
  place(mmap((void *)4097, 4096, both, flags | MAP_FIXED, -1, 0));
  char *three = mmap(NULL, 3 * 4096, both, flags, -1, 0);
  three[0] = 'a';
  three[4096] = 'b';
  three[8192] = 'c';
  char *middle = mmap(three + 4096, 4096, both, flags | MAP_FIXED, -1, 0);
  printf("%d %c%d%c\n", middle == three + 4096, three[0], three[4096], three[8192]);
  tell(munmap(three + 4096, 4096));
  tell(munmap(three + 4096, 4096));
  tell(munmap(three + 1, 4096));
  tell(munmap(three, 0));
  printf("%c%c\n", three[0], three[8192]);
  int file = open("/tmp/short", O_CREAT | O_RDWR | O_TRUNC, 0600);
  place(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0));
  place(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 5));
  int half = open("/tmp/short", O_RDONLY);
  place(mmap(NULL, 4096, both, MAP_SHARED, half, 0));
  place(mmap(NULL, 4096, both, MAP_PRIVATE, half, 0));
  char *start = sbrk(0);
  printf("%d\n", sbrk(8192) == start);
  start[0] = start[8191] = 'z';
  printf("%d\n", (char *)sbrk(0) - start == 8192);
  tell(brk(start));
  printf("%d\n", sbrk(0) == start);
  return 0;
}
