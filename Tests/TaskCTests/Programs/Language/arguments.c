#include <stdio.h>
#include <string.h>
int main(int argc, char **argv) {
  printf("%d", argc);
  for (int i = 1; i < argc; i++) printf(" %s:%lu", argv[i], strlen(argv[i]));
  printf(" %d\n", argv[argc] == 0);
  return argc;
}
