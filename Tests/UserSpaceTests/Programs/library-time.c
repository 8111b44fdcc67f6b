// The library: gmtime, mktime, strftime, setlocale, environment, and random numbers with a seed.
#include "check.h"
#include <locale.h>

int main(void) {
  time_t moments[] = {0, 951782400, 1234567890, 4102444800, -1};
  char text[64];
  struct tm parts;
  for (int i = 0; i < 5; i++) {
    gmtime_r(&moments[i], &parts);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j", &parts);
    puts(text);
    CHECK(timegm(&parts) == moments[i]);
  }
  setenv("TZ", "UTC0", 1);
  tzset();
  parts = (struct tm){.tm_year = 100, .tm_mon = 13, .tm_mday = 35};
  CHECK(mktime(&parts) > 0);
  printf("%d %d %d\n", parts.tm_year, parts.tm_mon, parts.tm_mday);
  puts(setlocale(LC_ALL, ""));
  CHECK(setlocale(LC_ALL, "xx_YY") == NULL);
  puts(localeconv()->decimal_point);
  TRY(setenv("NAME", "one", 1));
  TRY(setenv("NAME", "two", 0));
  puts(getenv("NAME"));
  TRY(unsetenv("NAME"));
  CHECK(getenv("NAME") == NULL);
  TRY(setenv("A=B", "x", 1));
  srand(42);
  int first = rand();
  srand(42);
  CHECK(rand() == first);
  srandom(7);
  VALUE(random());
  VALUE(drand48() < 1);
  puts(strerror(ENOENT));
  puts(strsignal(SIGSEGV));
  return 0;
}
