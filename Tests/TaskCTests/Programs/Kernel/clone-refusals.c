#include <threadbare.h>
// Combinations of flags that make no sense.
static int end(long code) { return (int)code; }
static void try(const char *what, unsigned long flags) {
  int task = task_clone(flags, end, 0, NULL, NULL, NULL);
  printf("%s: %s\n", what, task < 0 ? strerror(errno) : "well");
  if (task > 0) waitpid(task, NULL, __WALL);
}
int main(void) {
  try("thread without handlers", CLONE_VM | CLONE_THREAD);
  try("handlers without memory", CLONE_SIGHAND);
  try("thread without memory", CLONE_THREAD | CLONE_SIGHAND);
  try("namespace and directory", CLONE_NEWNS | CLONE_FS);
  try("user namespace and directory", CLONE_NEWUSER | CLONE_FS);
  try("pid namespace and thread", CLONE_NEWPID | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM);
  try("ipc namespace and undo list", CLONE_NEWIPC | CLONE_SYSVSEM);
  try("descriptor and detached", CLONE_PIDFD | CLONE_DETACHED);
  try("detached", CLONE_DETACHED | SIGCHLD);
  try("memory", CLONE_VM | SIGCHLD);
  try("all but a thread", CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_SYSVSEM | SIGCHLD);
  try("nothing", 0);
  return 0;
}
