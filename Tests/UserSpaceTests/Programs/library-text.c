// The library: printf of numbers and floats, sscanf, strtod, strtol, qsort, bsearch.
// compile: -O2 -static -pthread
#include "check.h"
#include <math.h>

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(void) {
  double values[] = {0.0, 1.0, -1.5, 3.14159265358979, 1e100, 1.0 / 3, 5e-324, 123456789.125};
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
    printf("%f %e %g %.17g %a\n", values[i], values[i], values[i], values[i], values[i]);
  printf("%d %5d|%-5d|%05d %+d %x %#o %llu %c %s %.2s %%\n", -7, 42, 42, 42, 42, 255, 8,
      18446744073709551615ull, 'c', "text", "text");
  printf("%g %g %g\n", INFINITY, -INFINITY, strtod("0x1.8p3", NULL));
  char *end;
  CHECK(strtod("1e400", &end) == HUGE_VAL && errno == ERANGE);
  long octal = strtol("077rest", &end, 8);
  printf("%ld %ld %s\n", strtol("-0x1f", NULL, 0), octal, end);
  errno = 0;
  CHECK(strtol("99999999999999999999", NULL, 10) == LONG_MAX && errno == ERANGE);
  int a, b;
  char word[10];
  double d;
  VALUE(sscanf("12 0x1a word 2.5", "%d %i %9s %lf", &a, &b, word, &d));
  printf("%d %d %s %g\n", a, b, word, d);
  int numbers[200];
  unsigned seed = 1;
  for (int i = 0; i < 200; i++) numbers[i] = (seed = seed * 1103515245 + 12345) >> 16 & 0x7fff;
  qsort(numbers, 200, sizeof *numbers, compare);
  int sorted = 1;
  for (int i = 1; i < 200; i++) sorted &= numbers[i - 1] <= numbers[i];
  VALUE(sorted);
  int key = numbers[77], *found = bsearch(&key, numbers, 200, sizeof *numbers, compare);
  CHECK(found && *found == key);
  printf("%.15g %.15g %.15g %.15g\n", sqrt(2.0), floor(-2.5), fmod(7.5, 2.0), ldexp(0.75, 4));
  return 0;
}
