#include <threadbare.h>
// A name means what the innermost block says; static names live on.
static int x = 1;
static int count(void) {
  static int calls;
  return ++calls;
}
static int other(void) {
  static int calls = 10;
  {
    static int calls = 100;
    calls++;
    if (calls > 101) return calls;
  }
  return calls--;
}
static int parameter(int x) {
  x++;
  {
    int x = 50;
    x++;
  }
  return x;
}
struct x { int x; };
int main(void) {
  printf("%d ", x);
  int x = 2;
  printf("%d ", x);
  for (int x = 3; x < 5; x++) {
    int y = x;
    printf("%d ", y);
    {
      long x = 1L << 40;
      printf("%ld ", x);
    }
  }
  struct x s = {7};
  printf("%d %d\n", x, s.x);
  if (x) {
    int x = 9;
    printf("%d\n", x);
  }
  printf("%d %d %d\n", count(), count(), count());
  printf("%d ", other());
  printf("%d ", other());
  printf("%d\n", other());
  printf("%d %d\n", parameter(5), x);
  enum { A = 1 };
  {
    enum { A = 2 };
    printf("%d ", A);
  }
  printf("%d\n", A);
  int main = 4;
  return main;
}
