#include <threadbare.h>
// What open, mkdir, unlink and chdir refuse.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static void try(const char *path, int flags) {
  int file = open(path, flags, 0644);
  if (file < 0) {
    tell(file);
    return;
  }
  printf("open, %ld bytes\n", lseek(file, 0, SEEK_END));
  close(file);
}
int main(void) {
  char place[32];
  chdir("/tmp");
  tell(mkdir("box", 0755));
  tell(mkdir("box", 0755));
  tell(mkdir("none/box", 0755));
  tell(mkdir("", 0755));
  try("box/file", O_RDONLY);
  try("box/file", O_CREAT | O_WRONLY);
  int file = open("box/file", O_WRONLY);
  write(file, "text", 4);
  close(file);
  try("box/file", O_RDONLY);
  try("box/file", O_CREAT | O_EXCL | O_RDWR);
  try("box", O_RDONLY);
  try("box", O_WRONLY);
  try("box/file", O_RDONLY | O_DIRECTORY);
  try("box/file/more", O_RDONLY);
  try("box/../box/./file", O_RDONLY);
  try("box/file", O_RDWR | O_TRUNC);
  try("", O_RDONLY);
  try(NULL, O_RDONLY);
  tell(chdir("none"));
  tell(chdir("box/file"));
  tell(chdir("box"));
  tell(getcwd(place, sizeof place) == place ? 0 : -1);
  printf("%s\n", place);
  tell(getcwd(place, 4) == NULL ? -1 : 0);
  tell(getcwd(place, 9) == NULL ? -1 : 0);
  tell(unlink("/tmp/box"));
  tell(unlink("none"));
  file = open("file", O_RDWR);
  write(file, "still", 5);
  tell(unlink("file"));
  tell(unlink("file"));
  // The name is gone, the file is not.
  lseek(file, 0, SEEK_SET);
  memset(place, 0, sizeof place);
  read(file, place, 20);
  printf("%s\n", place);
  tell(lseek(file, -1, SEEK_SET));
  tell(lseek(file, 0, 9));
  tell(lseek(77, 0, SEEK_SET));
  tell(lseek(file, 100, SEEK_SET));
  tell(write(file, "!", 1));
  tell(lseek(file, 0, SEEK_END));
  lseek(file, 50, SEEK_SET);
  read(file, place, 1);
  printf("%d\n", place[0]);
  return 0;
}
