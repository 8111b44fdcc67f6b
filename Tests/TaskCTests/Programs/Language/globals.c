#include <stdio.h>
#include <stdint.h>
int zero; int five = 5; static long negative = -7; char letter = 'q'; uint16_t half = 65535; const int fixed = 11; volatile int flag = 1;
int *pointer = &five; int values[3] = {1, 2, 3}; int *second = &values[1]; int *behind = values + 3; char *text = "text"; char *tail = "prefix" + 3;
int function(int x) { return x * 2; } int (*op)(int) = function; int (*table[2])(int) = {function, &function};
struct node { int value; struct node *next; } last = {3, 0}, middle = {2, &last}, first = {1, &middle}; long address = (long)&values[2]; unsigned long huge = 0xfedcba9876543210UL; int order[] = {5, 4, 3, 2, 1};
int tentative; int tentative; int expression = 3 * 4 + (1 << 5) - sizeof(long);
int main(void) {
  printf("%d %d %ld %c %d %d %d\n", zero, five, negative, letter, half, fixed, flag); printf("%d %d %ld %s %s\n", *pointer, *second, behind - values, text, tail); printf("%d %d\n", op(4), table[1](5));
  for (struct node *n = &first; n; n = n->next) printf("%d ", n->value); printf("%d %lx %lu %d\n", *(int *)address, huge, sizeof order / sizeof *order, expression); zero = five; five++; negative *= 3; half++; tentative = 4;
  printf("%d %d %ld %d %d\n", zero, *pointer, negative, half, tentative); return 0;
}
