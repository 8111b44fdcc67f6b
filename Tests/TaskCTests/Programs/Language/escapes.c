#include <threadbare.h>
// Characters that are written otherwise than they are.
static const char text[] = "tab\there \"quoted\" \\ back \x41\102\0hidden";
int main(void) {
  printf("%s %d\n", text, (int)sizeof text);
  printf("%d %d %d %d %d %d %d\n", '\a', '\b', '\f', '\n', '\r', '\t', '\v');
  printf("%d %d %d %d\n", '\'', '"', '\\', '\?');
  printf("%d %d %d %d\n", '\0', '\7', '\101', '\377');
  printf("%d %d\n", '\x7f', '\xff');
  printf("%s\n", "one " "two "
                 "three");
  printf("%d %d\n", (int)strlen("a\0b"), (int)sizeof "a\0b");
  printf("%d %d\n", "\1018"[1], "\x4""1"[1]);
  printf("100%% %c%c%c\n", 'o', "xkx"[1], 33);
  char bytes[] = "\xe2\x82\xac";
  for (int i = 0; bytes[i]; i++) printf("%x ", (unsigned char)bytes[i]);
  printf("%s \xe2\x82\xac €\n", bytes);
  puts("a // no comment /* none */ either");
  int n = 8 /* a comment */ / 2; // and \
  another line of it
  printf("%d%s\n", n, "\
 joined");
  putchar('\\');
  putchar(256 + 'n');
  putchar('\n');
  return '\n';
}
