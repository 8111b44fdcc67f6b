// The library: streams, buffers, seeking, ungetc, unlocked output repeated by fork, temporary files.
#include "check.h"

int main(void) {
  char line[64];
  FILE *file = fopen("/tmp/stream", "w+");
  CHECK(file != NULL);
  if (!file) return 1;
  for (int i = 0; i < 5; i++) fprintf(file, "line %d\n", i);
  VALUE(ftell(file));
  rewind(file);
  while (fgets(line, sizeof line, file)) fputs(line, stdout);
  CHECK(feof(file));
  fseek(file, 5, SEEK_SET);
  int c = fgetc(file);
  ungetc('#', file);
  printf("%c%c\n", c, fgetc(file));
  fclose(file);
  file = fopen("/tmp/stream", "a");
  fputs("more\n", file);
  VALUE(ftell(file));
  fclose(file);
  CHECK(fopen("/tmp/none", "r") == NULL && errno == ENOENT);
  file = tmpfile();
  CHECK(file != NULL);
  VALUE(fwrite("12345678", 2, 4, file));
  fclose(file);
  file = fopen("/tmp/twice", "w");
  setvbuf(file, NULL, _IOFBF, 100);
  fputs("once ", file);
  pid_t pid = fork();
  if (pid == 0) exit(fclose(file));
  reap("child", pid);
  fputs("end\n", file);
  fclose(file);
  file = fopen("/tmp/twice", "r");
  fgets(line, sizeof line, file);
  fputs(line, stdout);
  char name[] = "/tmp/nameXXXXXX";
  CHECK(mkstemp(name) >= 0);
  CHECK(strcmp(name, "/tmp/nameXXXXXX") != 0);
  return 0;
}
