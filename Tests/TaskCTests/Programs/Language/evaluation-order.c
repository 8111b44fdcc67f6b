/* In which order GCC calculates what C leaves open. */
#include <stdint.h>
#include <stdio.h>

struct pair {
  int x;
  long y;
};

int g = 3;
static int hidden = 5;
__thread int own = 7;
volatile int loud = 9;
char c = 11;
uint8_t u8 = 13;
unsigned u = 15;
long l = 17;
struct pair pair = {1, 2};
int a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
int *pointer = a;

// Says that it is called, and changes all variables.
int t(int k) {
  printf("t%d ", k);
  g++;
  hidden += 2;
  own += 3;
  loud += k;
  c++;
  u8 += 2;
  u += (unsigned)k;
  l++;
  pair.x += 2;
  a[0]++;
  pointer = pointer == a ? a + 1 : a;
  return k;
}

uint8_t t8(int k) { return (uint8_t)t(k); }
unsigned tu(int k) { return (unsigned)t(k); }
long tl(int k) { return t(k); }
int *tp(int k) { return a + t(k); }

struct pair made(int k) {
  struct pair result = {k, t(k)};
  return result;
}

int through(int *p) {
  ++*p;
  return t(1);
}

int sum(struct pair p, int k) {
  printf("sum%d ", p.x);
  return p.x + k;
}

int first(int x) { return x + 100; }
int second(int x) { return x + 200; }
int (*function)(int) = first;

int change(int k) {
  function = function == first ? second : first;
  return t(k);
}

void show(long value) {
  long all = 0;
  for (int i = 0; i < 8; i++) all = all * 7 + a[i];
  printf("%ld %ld\n", value, all);
}

int main(void) {
  int local = 4;
  show(g - t(1));
  show(g + t(1));
  show(g / t(2));
  show(g % t(2));
  show(g << t(2));
  show(l >> t(1));
  show(g * t(2));
  show((g & t(7)) + (g | t(1)) + (g ^ t(3)));
  show((g < t(20)) + (g == t(21)) * 2 + (g >= t(22)) * 4);
  show((char)g - t(1));
  show(c + t(1));
  show(u8 + t8(1));
  show(u8 < t8(40));
  show(u + tu(2));
  show(g + tu(2));
  show(l + tl(2));
  show(g + tl(2));
  show(local - through(&local));
  show(local + through(&local));
  show(hidden - t(1));
  show(hidden + t(1));
  show(own - t(1));
  show(own + t(1));
  show(loud - t(1));
  show(pair.x + t(1));
  show(a[0] + t(1));
  show(*pointer - t(1));
  show(pointer - tp(2));
  show(pointer == tp(0));
  show(*(pointer + t(1)));
  show(pointer[t(1)]);
  show(function(change(1)));
  show(sum(pair, t(1)));
  show(sum(made(3), t(1)));
  show(sum(pair, made(2).x));
  a[t(0)] = t(5);
  show(0);
  a[t(0)] = a[t(1)] = t(5);
  show(0);
  *tp(2) = *tp(3);
  show(0);
  *tp(2) = g;
  show(0);
  *tp(2) = g + 1;
  show(0);
  *tp(2) = first(g);
  show(0);
  *tp(2) = sum(pair, t(6));
  show(0);
  *tp(2) = (int)tl(4);
  show(0);
  *tp(2) = (char)t(4);
  show(0);
  a[g & 7] = t(3);
  show(0);
  a[g & 7] = t(3) + 1;
  show(0);
  a[t(2)] += t(3);
  show(0);
  a[t(2)] += g;
  show(0);
  a[t(2)] -= a[0];
  show(0);
  g -= t(1);
  show(g);
  g += t(1);
  show(g);
  return 0;
}
