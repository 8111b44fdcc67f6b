#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define SIZE 16
#define MASK (SIZE - 1)
struct node { int key; struct node *left, *right; };
static struct node pool[SIZE]; static int used;
static struct node *insert(struct node *root, int key) {
  if (root == NULL) { struct node *n = &pool[used++]; n->key = key; n->left = n->right = NULL; return n; }
  if (key < root->key) root->left = insert(root->left, key);
  else if (key > root->key) root->right = insert(root->right, key);
  return root;
}
static void walk(const struct node *n, int depth) {
  if (!n) return;
  walk(n->left, depth + 1);
  for (int i = 0; i < depth; i++) putchar(' ');
  printf("%d\n", n->key);
  walk(n->right, depth + 1);
}
struct matrix { long cell[3][3]; };
static struct matrix product(struct matrix a, const struct matrix *b) {
  struct matrix r;
  int i, j, k;
  for (i = 0; i < 3; i++) for (j = 0; j < 3; j++) {
    r.cell[i][j] = 0;
    for (k = 0; k < 3; k++) r.cell[i][j] += a.cell[i][k] * b->cell[k][j];
  }
  return r;
}
static unsigned hash(const char *s) { unsigned h = 5381; while (*s) h = h * 33 ^ (unsigned char)*s++; return h; }
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static void sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *)) {
  char *p = base, t[16];
  for (size_t i = 0; i + 1 < n; i++)
    for (size_t j = 0; j + 1 < n - i; j++)
      if (cmp(p + j * size, p + (j + 1) * size) > 0) {
        memcpy(t, p + j * size, size);
        memcpy(p + j * size, p + (j + 1) * size, size);
        memcpy(p + (j + 1) * size, t, size);
      }
}
enum op { ADD, SUB, MUL };
static long eval(enum op o, long a, long b) {
  switch (o) { case ADD: return a + b; case SUB: return a - b; case MUL: return a * b; }
  return 0;
}
int main(void) {
  struct node *root = 0;
  int keys[] = {5, 2, 8, 1, 9, 3}, i;
  for (i = 0; i < (int)(sizeof keys / sizeof keys[0]); i++) root = insert(root, keys[i]);
  walk(root, 0);
  struct matrix m = {{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}}, id = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  m = product(m, &id);
  printf("%ld %u %x\n", m.cell[1][2], hash("abc"), hash("x") & MASK);
  sort(keys, sizeof keys / sizeof *keys, sizeof(int), compare);
  long (*f)(enum op, long, long) = eval;
  printf("%ld\n", f(MUL, 6, 7) + product(m, &m).cell[0][0]);
  char (*row)[8], grid[4][8];
  row = grid; row++; (*row)[0] = 'x'; strcmp(grid[1], "x");
  unsigned long big = ~0UL; big >>= 60; int neg = -7; neg /= 2; neg %= 3; neg <<= 1;
  char c = 'a'; c += 1; c++; 
  return !!neg == 1 && big == 15 ? EXIT_SUCCESS : EXIT_FAILURE;
}
