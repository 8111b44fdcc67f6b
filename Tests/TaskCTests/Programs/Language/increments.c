#include <stdio.h>
#include <stdint.h>
int main(void) {
  int i = 5; printf("%d ", i++); printf("%d ", i); printf("%d ", ++i); printf("%d ", i--); printf("%d\n", --i);
  uint8_t u = 255; printf("%d ", u++); printf("%d ", u--); printf("%d\n", u);
  char c = 127; int d = ++c; printf("%d ", d); d = c--; printf("%d %d\n", d, c);
  int a[4] = {10, 20, 30, 40}, *p = a; printf("%d ", *p++); printf("%d ", *++p); printf("%d ", (*p)++); printf("%d ", *p--); printf("%d\n", *p);
  long l[2] = {1, 2}, *q = l + 1; q--; printf("%ld\n", *q); char *s = "abc"; while (*s) putchar(*s++); putchar('\n');
  struct { int n[2]; } st = {{1, 2}}; st.n[1]++; --st.n[0]; printf("%d %d\n", st.n[0], st.n[1]);
  return 0;
}
