// Threads: stack sizes, own stacks, guards and names.
// compile: -O2 -static -pthread
#include "check.h"

static char stack[1 << 18] __attribute__((aligned(4096)));
static void *where(void *argument) {
  char here;
  *(int *)argument = &here > stack && &here < stack + sizeof stack;
  char name[16];
  pthread_setname_np(pthread_self(), "worker");
  pthread_getname_np(pthread_self(), name, sizeof name);
  printf("name: %s\n", name);
  return NULL;
}
static void *deep(void *argument) {
  volatile char large[700000];
  memset((char *)large, 1, sizeof large);
  *(int *)argument = large[sizeof large - 1];
  return NULL;
}

int main(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  int inside = 0, one = 0;
  size_t size;
  pthread_attr_init(&attributes);
  CODE(pthread_attr_setstack(&attributes, stack, sizeof stack));
  if (pthread_create(&thread, &attributes, where, &inside)) return 1;
  pthread_join(thread, NULL);
  VALUE(inside);
  pthread_attr_init(&attributes);
  CODE(pthread_attr_setstacksize(&attributes, 1000));
  CODE(pthread_attr_setstacksize(&attributes, 1 << 20));
  pthread_attr_getstacksize(&attributes, &size);
  VALUE(size);
  pthread_attr_getguardsize(&attributes, &size);
  VALUE(size);
  CODE(pthread_create(&thread, &attributes, deep, &one));
  pthread_join(thread, NULL);
  VALUE(one);
  CODE(pthread_setname_np(pthread_self(), "a name that is too long"));
  pthread_attr_t own;
  CODE(pthread_getattr_np(pthread_self(), &own));
  void *start;
  pthread_attr_getstack(&own, &start, &size);
  CHECK((char *)&own > (char *)start && (char *)&own < (char *)start + size);
  return 0;
}
