#include <stdio.h>
int main(void) {
  int values[] = {0, 1, -1, 7, -7, 100, -100, 2147483647, -2147483647 - 1};
  for (int i = 0; i < 9; i++) {
    int x = values[i]; unsigned u = (unsigned)x; long l = (long)x * 1000003;
    printf("%d %d %d %d %d ", x / 2, x % 2, x / 8, x % 8, x / 7);
    printf("%u %u %u %u ", u / 2, u % 8, u / 16, u / 10);
    printf("%ld %ld %ld %d %d\n", l / 16, l % 16, l / -3, x / 1, x % 1);
  }
  return 0;
}
