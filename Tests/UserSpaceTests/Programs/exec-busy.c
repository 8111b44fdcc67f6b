// What is open to be written is not executed, and what is executed is not opened to be written;
// and execveat by descriptors and links.
#include "check.h"

int main(void) {
  char *arguments[] = {"x", NULL};
  int fd = open("text", O_CREAT | O_RDWR, 0755);
  write(fd, "no program\n", 11);
  TRY(execve("./text", arguments, NULL));
  close(fd);
  TRY(execve("./text", arguments, NULL));
  fd = open("text", O_RDONLY);
  TRY(execve("./text", arguments, NULL));
  symlink("text", "link");
  TRY(execveat(-1, "text", arguments, NULL, 0));
  TRY(execveat(fd, "text", arguments, NULL, 0));
  TRY(execveat(99, "", arguments, NULL, AT_EMPTY_PATH));
  TRY(execveat(fd, "", arguments, NULL, AT_EMPTY_PATH));
  TRY(execveat(AT_FDCWD, "", arguments, NULL, AT_EMPTY_PATH));
  TRY(execveat(AT_FDCWD, "link", arguments, NULL, AT_SYMLINK_NOFOLLOW));
  TRY(execveat(AT_FDCWD, "link", arguments, NULL, 0));
  TRY(execveat(AT_FDCWD, "text", arguments, NULL, 0x8000));
  return 0;
}
