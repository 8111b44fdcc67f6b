#include <stdio.h>
#include <stdlib.h>
struct item { long value; struct item *next; };
static struct item *push(struct item *list, long value) { struct item *i = malloc(sizeof *i); i->value = value; i->next = list; return i; }
static struct item *reverse(struct item *list) { struct item *r = 0; while (list) { struct item *n = list->next; list->next = r; r = list; list = n; } return r; }
static void remove_odd(struct item **list) { while (*list) { if ((*list)->value & 1) *list = (*list)->next; else list = &(*list)->next; } }
static struct item *merge(struct item *a, struct item *b) { struct item head, *tail = &head; while (a && b) { struct item **s = a->value <= b->value ? &a : &b; tail->next = *s; tail = *s; *s = (*s)->next; } tail->next = a ? a : b; return head.next; }
static void show(struct item *l) { for (; l; l = l->next) printf("%ld ", l->value); putchar('\n'); }
int main(void) { struct item *a = 0, *b = 0; for (int i = 9; i >= 0; i--) a = push(a, i * 3L); for (int i = 5; i; i--) b = push(b, i * i); show(a); show(b); a = merge(a, b); show(a); remove_odd(&a); show(a); show(reverse(a)); return 0; }
