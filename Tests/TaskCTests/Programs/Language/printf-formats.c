/* All that printf does with whole numbers, characters and strings. */
#include <stdio.h>
#include <stdint.h>
int main(void) {
  const char *f="%i|%5.2d|%X|%o|%+d|%.2s|%zu\n";
  printf(f, 5, 7, 0xabcd, 64, 3, "hello", (size_t)99);
  f = "%#x|%#X|%#o|%#o|% d|%+05d|%-6d|%06.3d|%.0d|%5.0d|%*d|%-*d|%.*d|%hhd|%hd|%hu|%hhx|%ld|%lu|%jd|%td|%lli|%%|%5c|%-3c|%8.3s|%-8.3s|%.*s|%p|%20p|%s|%.3s\n";
  printf(f, 255, 255, 8, 0, 42, 42, 42, 42, 0, 0, 6, 42, 6, 42, 5, 42, 300, 70000, 70000, 0x1ff, -1L, -1L, (intmax_t)5, (ptrdiff_t)-3, 77L, 'a', 'b', "abcdef", "abcdef", 2, "xyz", (void *)0x1234, (void *)0, (char *)0, (char *)0);
  printf("%i|%5.2d|%X|%o|%+d|%.2s|%zu|%*d|%.*d|%#lx|%hhd|%jd\n", 5, 7, 0xabcdU, 64U, 3, "hello", sizeof(int), 5, 1, 3, 2, 255UL, 300, (intmax_t)1);
  printf("%08x|%-8d|%08d|%8lu|%08lx|%3s|%-5s|%5s\n", 0xbeefU, -5, -5, 77UL, 0xffUL, "abcd", "ab", "ab");
  int n = printf("%-05d|%+u|%x|%#x|%o\n", 3, 4U, 0U, 0U, 0U);
  printf("%d\n", n);
  return 0;
}
