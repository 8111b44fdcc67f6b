#include <threadbare.h>
// Structures are values: an assignment copies all of one.
struct inner {
  char name[6];
  int list[3];
};
struct outer {
  struct inner a, b;
  long tail;
};
struct holder {
  int (*call)(int);
  struct outer *where;
};
static struct outer global = {{"one", {1, 2, 3}}, {"two", {4}}, 9};
static int twice(int n) { return 2 * n; }
static int negate(int n) { return -n; }
static struct inner changed(struct inner given) {
  given.list[0] = 100;
  given.name[0] = 'O';
  return given;
}
static struct outer swapped(const struct outer *from) {
  struct outer result = *from;
  result.a = from->b;
  result.b = from->a;
  return result;
}
int main(void) {
  struct outer local = global, other;
  local.a.list[1] = 50;
  printf("%d %d\n", global.a.list[1], local.a.list[1]);
  other = local;
  other.b = changed(other.a);
  printf("%s %d %s %d\n", other.a.name, other.a.list[0], other.b.name, other.b.list[0]);
  other = swapped(&local);
  printf("%s %s %d %ld\n", other.a.name, other.b.name, other.b.list[1], other.tail);
  printf("%d %c\n", changed(local.a).list[1], changed(local.a).name[0]);
  struct outer list[2] = {global, local};
  list[0] = list[1];
  printf("%d\n", list[0].a.list[1]);
  struct holder holders[2] = {{twice, &local}, {negate, list}};
  printf("%d %d\n", holders[0].call(4), (*holders[1].call)(4));
  holders[1].where->tail = 77;
  holders[0] = holders[1];
  printf("%ld %ld %d\n", list[0].tail, holders[0].where[0].tail, holders[0].call(1));
  struct inner *first = &list[1].a;
  *first = list[1].b;
  printf("%s %d\n", list[1].a.name, list[1].a.list[0]);
  memset(&other, 0, sizeof other);
  printf("%d %d %ld\n", other.a.name[0], other.b.list[2], other.tail);
  printf("%d %d %d\n", (int)sizeof(struct inner), (int)sizeof(struct outer), (int)sizeof(struct holder));
  static struct outer zero;
  local = zero;
  return (int)local.tail + local.a.list[1];
}
