#include <threadbare.h>
int main(void) {
  printf("%s|%s|%s|%s\n", strerror(0), strerror(ENOENT), strerror(EAGAIN), strerror(133));
  printf("%s|%s\n", strerror(9999), strerror(-5));
  for (int i = 0; i < 134; i++) printf("%d %s\n", i, strerror(i));
  errno = 0;
  printf("%d %d\n", close(77), errno == EBADF);
  printf("%ld %d\n", write(-1, "x", 1), errno == EBADF);
  printf("%d %d\n", kill(0x3fffffff, 0), errno == ESRCH);
  printf("%d %d\n", open("/no/such/file", O_RDONLY), errno == ENOENT);
  dup2(1, 2);
  errno = EINVAL; perror("perror"); errno = 0; perror(NULL); errno = EPERM; perror("");
  return 0;
}
