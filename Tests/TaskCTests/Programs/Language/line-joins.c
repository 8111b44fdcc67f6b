/* A backslash at a line's end joins the next line to it, even in a word. */
#include <stdio.h>

#define LONG 3 + \
  4

int main(void) {
  int y = 3, x;
  x = 1 + +\
+y;
  pri\
ntf("%d %d\n", x, y);
  x = -\
-y;
  x +\
= 4;
  /* This comment ends in two lines. *\
/
  // Blanks may stand behind the backslash. \  
  x = 99;
  printf("%d %d st\
ring %d \
%c\n", x, y, 1\
2, '\
a');
  printf("%d\n", LON\
G);
  return 0;
}
