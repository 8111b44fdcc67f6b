#include <threadbare.h>
// What variables start with, in all the ways of saying so.
enum { LOW = -2, NEXT, TEN = 10, ELEVEN, AGAIN = TEN };
#define COUNT 4
#define TEXT "ab" "cd"
static int some[COUNT] = {1, 2};
static int counted[] = {5, 6, 7, };
static int nested[2][3] = {{1}, {4, 5}};
static int flat[2][3] = {1, 2, 3, 4};
static char word[8] = "abc", exact[3] = {'x', 'y', 'z'}, joined[] = TEXT;
static const char *names[3] = {"a", TEXT};
static struct {
  int n;
  char text[4];
  int *at;
} record = {3, "hey", &some[1]}, records[2] = {{1, "a", NULL}, {2}};
static long sum = (3 + 4) * COUNT - (ELEVEN << 1), mask = ~0UL >> 60;
static int *middle = counted + 1;
static unsigned all = -1;
static char *inside = &word[1];
int main(void) {
  printf("%d %d %d %d\n", some[0], some[1], some[2], some[3]);
  printf("%d %d\n", (int)(sizeof counted / sizeof counted[0]), counted[2]);
  printf("%d %d %d %d\n", nested[0][0], nested[0][1], nested[1][0], nested[1][2]);
  printf("%d %d %d\n", flat[0][2], flat[1][0], flat[1][1]);
  printf("%s %d %c %s %d\n", word, word[7], exact[2], joined, (int)sizeof joined);
  printf("%s %s %d\n", names[0], names[1], names[2] == NULL);
  printf("%d %s %d\n", record.n, record.text, *record.at);
  printf("%s %d %d %d\n", records[0].text, records[1].n, records[1].text[0], records[1].at == NULL);
  printf("%ld %ld %d %u %s\n", sum, mask, *middle, all, inside);
  printf("%d %d %d %d %d\n", LOW, NEXT, TEN, ELEVEN, AGAIN);
  int a = 1, b = a + 1, list[3] = {a, b, a + b}, rest[5] = {b};
  struct {
    int x, y[2];
  } local = {b, {a}};
  char letters[] = {'o', 'k', 0}, room[6] = "";
  printf("%d %d %d %d\n", list[2], rest[0], rest[4], local.x + local.y[0] + local.y[1]);
  printf("%s %d %d\n", letters, (int)sizeof letters, room[5]);
  for (int i = 0; i < 2; i++) {
    int fresh[2] = {i};
    static int kept[2] = {7};
    kept[1] += ++fresh[1] + fresh[0];
    kept[0]--;
    printf("%d %d %d\n", fresh[1], kept[0], kept[1]);
  }
  return 0;
}
