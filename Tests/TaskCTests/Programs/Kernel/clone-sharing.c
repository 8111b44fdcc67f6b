#include <threadbare.h>
// What a task shares with the one that made it, and what it has a copy of.
static int global;
static void handler(int number) {}
static int change(long file) {
  global++;
  close((int)file);
  chdir("/");
  umask(077);
  signal(SIGUSR1, handler);
  return 0;
}
static void try(const char *what, unsigned long flags) {
  char place[64];
  struct sigaction now;
  global = 0;
  chdir("/tmp");
  umask(022);
  signal(SIGUSR1, SIG_DFL);
  int file = dup(1);
  int task = task_clone(flags | SIGCHLD, change, file, NULL, NULL, NULL);
  waitpid(task, NULL, 0);
  sigaction(SIGUSR1, NULL, &now);
  memset(place, 0, sizeof place);
  getcwd(place, sizeof place);
  printf("%s: memory %d, descriptor %d, directory %s, mask %d, handler %d\n", what, global,
         fcntl(file, F_GETFD), place, (int)umask(0), now.sa_handler == handler);
  close(file);
}
int main(void) {
  try("nothing", 0);
  try("VM", CLONE_VM);
  try("FS", CLONE_FS);
  try("FILES", CLONE_FILES);
  try("SIGHAND", CLONE_VM | CLONE_SIGHAND);
  try("all", CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND);
  try("vfork", CLONE_VM | CLONE_VFORK);
  return 0;
}
