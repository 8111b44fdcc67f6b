#include <stdio.h>
#include <string.h>
char text[3000];
int main(void) { memset(text, 'x', 2999); for (int i = 0; i < 2999; i += 50) text[i] = '\n'; int n = printf("%s|%d\n", text, 5); printf("%d\n", n); puts(text); printf("%3000d\n", 7); return 0; }
