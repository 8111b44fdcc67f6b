// Directories: opendir and readdir, getcwd, chdir, fchdir, and a directory removed from under.
#include "check.h"
#include <dirent.h>

static int compare(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

int main(void) {
  char path[PATH_MAX], small[2], *names[200];
  int count = 0;
  mkdir("/tmp/many", 0755);
  TRY(chdir("/tmp/many"));
  for (int i = 0; i < 100; i++) {
    snprintf(path, sizeof path, "file-%02d", i);
    close(open(path, O_CREAT | O_WRONLY, 0600));
  }
  mkdir("sub", 0755);
  DIR *dir = opendir(".");
  int types = 1;
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (entry->d_type != (entry->d_name[0] == 'f' ? DT_REG : DT_DIR)) types = 0;
    names[count++] = strdup(entry->d_name);
  }
  VALUE(types);
  qsort(names, count, sizeof *names, compare);
  VALUE(count);
  printf("%s %s %s %s\n", names[0], names[1], names[2], names[count - 1]);
  rewinddir(dir);
  CHECK(readdir(dir) != NULL);
  TRY(closedir(dir));
  CHECK(opendir("/tmp/none") == NULL && errno == ENOENT);
  CHECK(opendir("/tmp/many/file-00") == NULL && errno == ENOTDIR);
  puts(getcwd(path, sizeof path));
  CHECK(getcwd(small, sizeof small) == NULL && errno == ERANGE);
  int fd = open("sub", O_RDONLY | O_DIRECTORY);
  TRY(fchdir(fd));
  puts(getcwd(path, sizeof path));
  TRY(chdir("../../many/./sub/.."));
  puts(getcwd(path, sizeof path));
  TRY(chdir("file-00"));
  TRY(chdir("none"));
  TRY(chdir("sub"));
  TRY(rmdir("/tmp/many/sub"));
  CHECK(getcwd(path, sizeof path) == NULL && errno == ENOENT);
  TRY(open("new", O_CREAT | O_WRONLY, 0600));
  TRY(chdir(".."));
  return 0;
}
