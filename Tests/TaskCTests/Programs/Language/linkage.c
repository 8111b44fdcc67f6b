/* What is declared in one place and defined in another, and values without their own braces. */
#include <stdio.h>

extern int many[];
int later[];
static int hidden = 5;

int *second(void) { return &many[1]; }

int declared_in_blocks(void) {
  int increased(int);
  extern int seven(void);
  int q = 20;
  {
    extern int q, hidden;
    q++;
    q += hidden;
  }
  return increased(q) + seven();
}

int q = 3;

int increased(int a) { return a + 1 + q; }

// `extern` with a body, and a semicolon by itself.
extern int seven(void) { return 7; };

int many[3] = {1, 2, 3};
int later[3];

struct s {
  char n[4];
  int v;
} t[] = {"abc", 1, "de", 2};

struct o {
  struct s a;
  char w[2][3];
  int z;
} one = {"abc", 1, "x", "yz", 5}, two[2] = {{"q", 2, {"a", "b"}, 9}, "r", 3, "c", "d", 4};

// A tag by itself is a new one of its block.
int tags(void) {
  struct s;
  struct s *p = 0;
  struct s {
    long b[5];
  } x = {{8}};
  p = &x;
  return (int)sizeof x + (int)p->b[0];
}

#ifdef NOT_DEFINED
#if 1
#elif 2
#endif
#endif

int main(void) {
  struct s l[2] = {"ab", 5, "cd", 6};
  printf("%d %d\n", declared_in_blocks(), q);
  printf("%d %d %d\n", *second(), many[2], later[2]);
  printf("%s %s %d %lu\n", t[0].n, t[1].n, t[1].v, sizeof t / sizeof t[0]);
  printf("%s %s %s %d\n", one.a.n, one.w[0], one.w[1], one.z);
  printf("%s %s %s %d\n", two[1].a.n, two[1].w[0], two[1].w[1], two[1].z);
  printf("%s %d %d\n", l[1].n, l[1].v, tags());
  return 0;
}
