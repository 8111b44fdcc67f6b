// Memory of processes: shared mappings are one, private ones are copied when written.
#include "check.h"

int main(void) {
  int pipes[2], value;
  int *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int *private = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  static int data = 5;
  int *heap = malloc(sizeof *heap);
  *shared = *private = *heap = 1;
  pipe(pipes);
  pid_t pid = fork();
  if (pid == 0) {
    read(pipes[0], &value, sizeof value);
    printf("child: shared %d private %d heap %d data %d\n", *shared, *private, *heap, data);
    *shared = 20;
    *private = 30;
    data = 40;
    pid_t grandchild = fork();
    if (grandchild == 0) {
      printf("grandchild: shared %d private %d data %d\n", *shared, *private, data);
      shared[1024] = 77;
      _exit(0);
    }
    reap("grandchild", grandchild);
    _exit(0);
  }
  *shared = 2;
  *private = 3;
  *heap = 4;
  data = 6;
  write(pipes[1], &data, sizeof data);
  reap("child", pid);
  printf("parent: shared %d private %d heap %d data %d, %d\n", *shared, *private, *heap, data,
      shared[1024]);
  return 0;
}
