#include <threadbare.h>
// sizeof, of types and of values that are never calculated.
struct empty_tail { long a; char b; };
struct packed { char a; int16_t b; char c; int d; char e; };
struct nested { char a; struct packed b[2]; char *c; };
static int calls;
static int count(void) { return ++calls; }
int main(void) {
  char text[] = "four!";
  int list[3][5];
  struct nested *nobody = NULL;
  printf("%lu %lu %lu %lu\n", sizeof(char), sizeof(int), sizeof(long), sizeof(void *));
  printf("%lu %lu %lu\n", sizeof(int8_t), sizeof(uint16_t), sizeof(int64_t));
  printf("%lu %lu %lu\n", sizeof(struct empty_tail), sizeof(struct packed), sizeof(struct nested));
  printf("%lu %lu %lu\n", sizeof text, sizeof list, sizeof list[0]);
  printf("%lu %lu %lu\n", sizeof list / sizeof *list, sizeof &list, sizeof *&list);
  printf("%lu %lu\n", sizeof nobody->b, sizeof nobody->b[1].d);
  printf("%lu %d\n", sizeof count(), calls);
  printf("%lu %lu %lu\n", sizeof 1, sizeof 1L, sizeof 4000000000);
  printf("%lu %lu\n", sizeof "abc", sizeof("abc" + 0));
  printf("%lu %lu\n", sizeof(int[7]), sizeof(int *[7]));
  printf("%lu\n", sizeof(char) + sizeof(int) * 2);
  printf("%d\n", sizeof(int) - 5 > 0);
  printf("%ld\n", (long)&nobody->c - (long)nobody);
  printf("%lu %lu\n", sizeof(pid_t), sizeof(size_t));
  return (int)sizeof(sigset_t);
}
