#include <stdio.h>
#include <string.h>
struct month { char name[10]; int days; const char *note; } months[] = {{"January", 31, "cold"}, {"February", 28, 0}, {"March", 31, "windy"}};
char grid[][5] = {"ab", "cde", "fghi"}; const char letters[] = {'x', 'y', 'z', 0}; char *const fixed[2] = {"p", "q"};
static int find(const char *name) { for (int i = 0; i < (int)(sizeof months / sizeof months[0]); i++) if (!strcmp(months[i].name, name)) return i; return -1; }
int main(void) { for (int i = 0; i < 3; i++) printf("%s %d %s %s\n", months[i].name, months[i].days, months[i].note ? months[i].note : "-", grid[i]); printf("%d %d %s %s%s %lu\n", find("March"), find("May"), letters, fixed[0], fixed[1], sizeof grid); char local[4][4] = {"ab", {'c'}, {"de"}, ""}; for (int i = 0; i < 4; i++) printf("<%s>", local[i]); putchar('\n'); char words[40] = "many words in a row"; int n = 0; for (char *p = words; *p; p++) if (*p == ' ') { *p = 0; n++; } printf("%d %s %s\n", n, words, words + 5); return 0; }
