#include <stdio.h>
int main(void) {
  int values[] = {-3, 0, 3}; unsigned u[] = {0, 3, 0xffffffff}; long l[] = {-1, 0, 1L << 40};
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      printf("%d%d%d%d%d%d ", values[i] < values[j], values[i] > values[j], values[i] <= values[j], values[i] >= values[j], values[i] == values[j], values[i] != values[j]);
      printf("%d%d%d%d ", u[i] < u[j], u[i] > u[j], u[i] <= u[j], u[i] >= u[j]);
      printf("%d%d%d ", l[i] < l[j], l[i] <= values[j], l[i] > u[j]);
    }
  printf("\n%d %d %d %d\n", values[0] < 0, values[0] >= -3, values[1] == 0, u[2] > 100);
  return 0;
}
