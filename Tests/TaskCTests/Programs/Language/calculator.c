#include <stdio.h>
static const char *at; static long expression(void);
static long number(void) { long n = 0; while (*at >= '0' && *at <= '9') n = n * 10 + (*at++ - '0'); return n; }
static long factor(void) { if (*at == '-') { at++; return -factor(); } if (*at == '(') { at++; long v = expression(); at++; return v; } return number(); }
static long term(void) { long v = factor(); while (*at == '*' || *at == '/' || *at == '%') { char op = *at++; long w = factor(); if (op == '*') v *= w; else if (op == '/') v /= w; else v %= w; } return v; }
static long expression(void) { long v = term(); while (*at == '+' || *at == '-') if (*at++ == '+') v += term(); else v -= term(); return v; }
int main(void) { const char *texts[] = {"1+2*3", "(1+2)*3", "-7/2", "100-99-1", "2*(3+4)*(5-6)", "1234567890123*7%1000", "((((9))))", 0}; for (int i = 0; texts[i]; i++) { at = texts[i]; printf("%s = %ld\n", texts[i], expression()); } return 0; }
