#include <threadbare.h>
// What const, volatile, static and extern say.
extern int later;
static int forward(int);
static const int limit = 5, list[] = {3, 1, 4};
static const char *const fixed[2] = {"x", "y"};
static volatile int watched;
static volatile long *volatile place;
static int read_const(const volatile int *p) { return *p + *p; }
static unsigned length(const char *text) {
  const char *at = text;
  while (*at) at++;
  return (unsigned)(at - text);
}
int main(void) {
  const int own = limit * 2;
  volatile long local = 3;
  int const after = own + 1;
  static const int kept = 12;
  const int *p = &own;
  int changeable = 4;
  p = &changeable;
  int *const stays = &changeable;
  *stays = *p + 1;
  place = &local;
  *place += 4;
  watched = watched + 1;
  watched++;
  printf("%d %d %d %d\n", own, after, kept, changeable);
  printf("%ld %d %d\n", local, watched, read_const(&watched));
  printf("%u %s%s %d\n", length("four"), fixed[0], fixed[1], list[2]);
  printf("%d %d\n", later, forward(3));
  return later;
}
int later = 8;
static int forward(int n) { return n ? n * forward(n - 1) : 1; }
