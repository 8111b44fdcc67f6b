// link, symlink, rename, unlink, mkdir, rmdir: results, link counts, and errors.
#include "check.h"

static long links(const char *path) {
  struct stat facts;
  return lstat(path, &facts) == 0 ? (long)facts.st_nlink : -errno;
}

int main(void) {
  char text[64] = "";
  TRY(chdir("/tmp"));
  TRY(mkdir("d", 0755));
  TRY(mkdir("d", 0755));
  TRY(mkdir("none/d", 0755));
  int fd = open("a", O_CREAT | O_RDWR, 0600);
  write(fd, "data", 4);
  TRY(link("a", "b"));
  VALUE(links("a"));
  TRY(link("a", "b"));
  TRY(link("d", "e"));
  TRY(link("none", "e"));
  TRY(unlink("a"));
  VALUE(links("a") == -ENOENT);
  VALUE(links("b"));
  TRY(rename("b", "d/c"));
  TRY(rename("none", "x"));
  TRY(rmdir("d"));
  TRY(rmdir("d/c"));
  TRY(unlink("d"));
  TRY(rename("d", "d/sub"));
  TRY(unlink("d/c"));
  VALUE(pread(fd, text, 4, 0));
  puts(text);
  struct stat facts;
  fstat(fd, &facts);
  VALUE(facts.st_nlink);
  TRY(symlink("target", "s"));
  memset(text, 0, sizeof text);
  VALUE(readlink("s", text, sizeof text));
  puts(text);
  VALUE(readlink("s", text, 3));
  TRY(readlink("d", text, sizeof text));
  TRY(stat("s", &facts));
  TRY(lstat("s", &facts));
  CHECK(S_ISLNK(facts.st_mode) && facts.st_size == 6);
  TRY(symlink("l2", "l1"));
  TRY(symlink("l1", "l2"));
  TRY(open("l1", O_RDONLY));
  TRY(mkdir("e", 0700));
  TRY(rename("d", "e"));
  TRY(rmdir("e"));
  TRY(rmdir("."));
  TRY(rmdir("none"));
  return 0;
}
