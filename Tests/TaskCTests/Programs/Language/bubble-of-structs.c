#include <stdio.h>
struct entry { char name[12]; int key; long weight; };
static struct entry list[5] = {{"delta", 4, 40}, {"alpha", 1, 10}, {"echo", 5, 50}, {"charlie", 3, 30}, {"bravo", 2, 20}};
static int compare(const struct entry *a, const struct entry *b) { return a->key - b->key; }
int main(void) { int swaps = 0; for (int i = 0; i < 5; i++) for (int j = 0; j + 1 < 5 - i; j++) if (compare(&list[j], &list[j + 1]) > 0) { struct entry t = list[j]; list[j] = list[j + 1]; list[j + 1] = t; swaps++; } long sum = 0; for (struct entry *e = list; e != list + 5; ++e) { printf("%s %d %ld\n", e->name, e->key, e->weight); sum += e->weight * (e - list); } printf("%d %ld\n", swaps, sum); return 0; }
