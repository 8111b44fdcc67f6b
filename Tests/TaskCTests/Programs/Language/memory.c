#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct node { int key; struct node *left, *right; };
struct node *insert(struct node *t, int key) { if (!t) { t = malloc(sizeof(struct node)); t->key = key; t->left = t->right = NULL; } else if (key < t->key) t->left = insert(t->left, key); else if (key > t->key) t->right = insert(t->right, key); return t; }
int walk(struct node *t, int depth) { if (!t) return depth; int l = walk(t->left, depth + 1); printf("%d ", t->key); int r = walk(t->right, depth + 1); return l > r ? l : r; }
int main(void) { struct node *t = NULL; unsigned seed = 1; for (int i = 0; i < 40; i++) { seed = seed * 1103515245u + 12345u; t = insert(t, (int)(seed >> 16 & 127)); } printf("depth %d\n", walk(t, 0)); char *big = malloc(1000000); memset(big, 7, 1000000); long s = 0; for (int i = 0; i < 1000000; i += 1000) s += big[i]; printf("%ld\n", s); free(big); char *a = malloc(10), *b = malloc(10); strcmp(memcpy(a, "abcdefghi", 10), ""); memcpy(b, a, 10); printf("%s %d %d\n", b, a != b, ((long)a & 15) == 0); int *n = malloc(100 * sizeof *n); for (int i = 0; i < 100; i++) n[i] = i; printf("%d\n", n[99]); return malloc(0) == NULL; }
