#include <threadbare.h>
// Shared pages stay shared by a fork, private ones become copies.
static int global = 1;
int main(void) {
  int local = 1, status;
  int *heap = malloc(sizeof(int));
  int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  *heap = *shared = *private = 1;
  shared[1] = 0;
  pid_t child = fork();
  if (child == 0) {
    local = global = *heap = *shared = *private = 2;
    futex(&shared[1], FUTEX_WAKE, 1, NULL, NULL, 0);
    shared[1] = 1;
    futex(&shared[1], FUTEX_WAKE, 1, NULL, NULL, 0);
    while (*shared == 2) futex(shared, FUTEX_WAIT, 2, NULL, NULL, 0);
    _exit(*shared * 10 + *private);
  }
  while (shared[1] == 0) futex(&shared[1], FUTEX_WAIT, 0, NULL, NULL, 0);
  printf("%d %d %d %d %d\n", local, global, *heap, *shared, *private);
  *private = 7;
  *shared = 3;
  futex(shared, FUTEX_WAKE, 1, NULL, NULL, 0);
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  int file = open("/tmp/page", O_CREAT | O_RDWR | O_TRUNC, 0600);
  char page[4096];
  memset(page, 'a', sizeof page);
  write(file, page, sizeof page);
  char *seen = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  char *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
  if (seen == MAP_FAILED || copy == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  seen[0] = 'S';
  copy[1] = 'P';
  lseek(file, 0, SEEK_SET);
  read(file, page, 3);
  printf("%c%c%c %c%c\n", page[0], page[1], page[2], copy[0], copy[1]);
  return 0;
}
