#include <threadbare.h>
// Which operator binds its operands first.
struct node {
  int value;
  struct node *next;
  int list[3];
};
int main(void) {
  int a = 2, b = 3, c = 5, d = 7, list[4] = {10, 20, 30, 40}, *at = list;
  struct node second = {8, NULL, {1, 2, 3}}, first = {6, &second, {4, 5, 6}}, *p = &first;
  printf("%d %d %d\n", a + b * c, (a + b) * c, a - b - c);
  printf("%d %d %d\n", d / b * b, d % c * a, -a - -b);
  printf("%d %d %d\n", 1 << a + 1, (1 << a) + 1, 100 >> 1 + 1);
  printf("%d %d\n", (a & b) == 2, a & (b == 2));
  printf("%d %d %d\n", a | b & c ^ d, a ^ b | c & d, (a | b) & (c ^ d));
  printf("%d %d\n", ((a < b) < c) + 0, (a < (b < c)) + 0);
  printf("%d %d %d\n", !a == 0, !(a == 0), ~a + 1);
  printf("%d %d\n", a || (b && 0), (a || b) && 0);
  printf("%d ", *at++);
  printf("%d ", (*at)++);
  printf("%d ", *++at);
  printf("%d\n", ++*at);
  printf("%d %d %d\n", p->next->value, (*p).list[1], *p->list);
  printf("%d %d\n", p->list[1]++, ++p->next->list[2]);
  printf("%d %d\n", *(p->list + 1), *&p->value);
  printf("%d %d\n", -list[1], !list[0]);
  printf("%d %d\n", (int)sizeof(list) / (int)sizeof list[0], (int)sizeof *at * 2);
  a = b = c;
  printf("%d %d\n", a, b);
  a += b -= c *= 2;
  printf("%d %d %d\n", a, b, c);
  d = a > b ? b > c ? 1 : 2 : b < c ? 3 : 4;
  printf("%d\n", d);
  d = 0 ? 1 : 0 ? 2 : 3;
  printf("%d\n", d);
  a = (b = 4, c = b + 1, c * 2);
  printf("%d %d %d\n", a, b, c);
  printf("%d\n", (int)(char)257 + (int)-1L);
  printf("%d\n", a - -b + +c);
  return a---b;
}
