#include <stdio.h>
#include <string.h>
char *message = "global \"text\" with\ttab"; const char *list[] = {"one", "two", "three", 0};
int main(void) {
  printf("%s %lu\n", message, strlen(message)); for (int i = 0; list[i]; i++) printf("%s,", list[i]); putchar('\n');
  printf("%d %d %d\n", strcmp("a", "a"), strcmp("a", "b") < 0, strcmp("b", "abc") > 0); printf("%c %d\n", "hello"[1], "x"[1]);
  char buffer[32]; memset(buffer, 'z', 31); buffer[31] = 0; memcpy(buffer + 3, "middle", 6); puts(buffer);
  char *p = buffer; while (*p == 'z') p++; printf("%ld %s\n", p - buffer, p); printf("con" "cat" "enated\n"); printf("\x41\102\103 \\ %% \a\b\n");
  char u[] = "\377\200"; printf("%d %d %lu\n", u[0], u[1], sizeof u); printf("%d\n", strcmp("\377", "a") > 0);
  char exact[3] = "abc"; printf("%c%c%c %lu\n", exact[0], exact[1], exact[2], sizeof exact);
  return 0;
}
