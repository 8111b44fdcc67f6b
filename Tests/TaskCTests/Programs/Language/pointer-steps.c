#include <threadbare.h>
// Pointers count in what they point to.
struct triple {
  int x, y;
  long z;
};
static long numbers[5] = {1, 2, 3, 4, 5};
static struct triple triples[3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
static int table[3][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
static char *words[] = {"zero", "one", "two", NULL};
static long sum(const long *from, const long *to) { return from == to ? 0 : *from + sum(from + 1, to); }
int main(void) {
  long *first = numbers, *last = &numbers[4];
  printf("%ld %ld %d\n", last - first, *(first + 2), (int)((char *)last - (char *)first));
  printf("%ld %ld\n", sum(first, last + 1), first[4]);
  printf("%ld %ld\n", first[2], (first + 3)[-1]);
  struct triple *t = triples;
  t++;
  printf("%d %ld %ld\n", t->y, t[1].z, t - triples);
  printf("%d\n", (int)((char *)(t + 1) - (char *)t));
  int *flat = table[0];
  printf("%d %d %d\n", flat[5], *table[2], *(*(table + 1) + 2));
  int(*row)[4] = table + 1;
  printf("%d %d %ld\n", (*row)[1], row[1][0], row - table);
  printf("%d %d\n", (int)sizeof *row, (int)sizeof table);
  char **word = words;
  for (; *word; word++) printf("%s,", *word);
  printf("\n");
  printf("%ld %c %s\n", word - words, words[2][1], words[1] + 1);
  char text[] = "reverse me", *left = text, *right = text + strlen(text) - 1;
  while (left < right) {
    char keep = *left;
    *left++ = *right;
    *right-- = keep;
  }
  printf("%s %d\n", text, left >= right);
  void *any = &triples[2];
  printf("%ld %d\n", ((struct triple *)any)->z, *(int *)any);
  long address = (long)first;
  printf("%ld\n", *(long *)(address + 8));
  int **deep, *one = &table[2][3];
  deep = &one;
  (**deep)++;
  *deep -= 3;
  printf("%d %d\n", table[2][3], **deep);
  printf("%d %d %d\n", first < last, first == numbers, last != NULL);
  return 0;
}
