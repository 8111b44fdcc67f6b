#include <stdio.h>
int add(int a, int b) { return a + b; } int sub(int a, int b) { return a - b; } int mul(int a, int b) { return a * b; }
int (*choose(char c))(int, int) { return c == '+' ? add : c == '-' ? sub : mul; }
int apply(int (*f)(int, int), int a, int b) { return f(a, b); }
struct op { char c; int (*f)(int, int); } ops[] = {{'+', add}, {'-', sub}, {'*', mul}};
void each(int *a, int n, void (*f)(int *)) { for (int i = 0; i < n; i++) f(&a[i]); } void twice(int *p) { *p *= 2; }
int main(void) { for (int i = 0; i < 3; i++) printf("%d %d %d ", ops[i].f(7, 3), (*ops[i].f)(7, 3), apply(choose(ops[i].c), 10, 4)); putchar('\n'); int a[3] = {1, 2, 3}; each(a, 3, twice); printf("%d %d %d\n", a[0], a[1], a[2]); int (*p)(int, int) = &add; printf("%d %d %d\n", p == add, p != sub, (**p)(1, 2)); p = 0; printf("%d\n", p ? 1 : 0); printf("%d\n", choose('-')(choose('*')(3, 4), choose('+')(1, 1))); return 0; }
