#include <stdio.h>
#include <stdlib.h>
static void leave(int status) { puts("leaving"); exit(status); }
int main(void) { leave(300); return 1; }
