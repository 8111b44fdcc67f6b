// The library: malloc, calloc, realloc, aligned_alloc under stress, large and small, in threads.
#include "check.h"
#include <malloc.h>

static void *stress(void *argument) {
  unsigned seed = (unsigned)(long)argument + 1;
  unsigned char *blocks[64] = {NULL};
  size_t sizes[64] = {0};
  long wrong = 0;
  for (int turn = 0; turn < 600; turn++) {
    seed = seed * 1103515245 + 12345;
    int slot = seed >> 8 & 63;
    for (size_t i = 0; i < sizes[slot]; i += 97) wrong += blocks[slot][i] != (unsigned char)slot;
    sizes[slot] = (seed >> 16) % (turn % 50 == 0 ? 200000 : 700);
    blocks[slot] = realloc(blocks[slot], sizes[slot] + 1);
    memset(blocks[slot], slot, sizes[slot]);
  }
  for (int i = 0; i < 64; i++) free(blocks[i]);
  return (void *)wrong;
}

int main(void) {
  pthread_t threads[3];
  VALUE((long)stress((void *)9));
  for (long i = 0; i < 3; i++) pthread_create(&threads[i], NULL, stress, (void *)i);
  for (int i = 0; i < 3; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    VALUE((long)wrong);
  }
  char *zeroes = calloc(1000, 100);
  int sum = 0;
  for (int i = 0; i < 100000; i++) sum |= zeroes[i];
  VALUE(sum);
  CHECK((uintptr_t)aligned_alloc(4096, 8192) % 4096 == 0);
  void *place;
  CODE(posix_memalign(&place, 3, 10));
  volatile size_t huge = SIZE_MAX / 2;
  CHECK(malloc(huge) == NULL && errno == ENOMEM);
  CHECK(calloc(huge, 4) == NULL);
  CHECK(malloc_usable_size(zeroes) >= 100000);
  return 0;
}
