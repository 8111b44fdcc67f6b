// waitid that fails: what it stores says that there is no child, and nothing beyond it.
#include "check.h"

static unsigned words[32];

static void show_words(void) {
  for (int i = 0; i < 8; i++) printf("%x ", words[i]);
  putchar('\n');
}

int main(void) {
  memset(words, 9, sizeof words);
  TRY(waitid(P_ALL, 0, (siginfo_t *)words, WEXITED));
  show_words();
  memset(words, 9, sizeof words);
  TRY(waitid(P_ALL, 0, (siginfo_t *)words, 0));
  show_words();
  TRY(waitid(P_ALL, 0, (siginfo_t *)8, WEXITED));
  TRY(waitid(P_ALL, 0, NULL, WEXITED));
  pid_t child = fork();
  if (child == 0) _exit(3);
  memset(words, 9, sizeof words);
  TRY(waitid(P_PID, child, (siginfo_t *)words, WEXITED));
  CHECK(words[4] == child);
  words[4] = 0;
  show_words();
  return 0;
}
