// What a program needs that has no C library: a start, an end, and output by system calls of Linux.

#ifndef FREESTANDING_H
#define FREESTANDING_H

#include <stdint.h>

static long system_call(long number, long a, long b, long c) {
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
  return a0;
}

static void print_hex(uint64_t number) {
  char line[17];
  for (int digit = 15; digit >= 0; digit--) {
    line[digit] = "0123456789abcdef"[number & 15];
    number >>= 4;
  }
  line[16] = '\n';
  system_call(64, 1, (long)line, sizeof line);
}

// The same numbers in every run: xorshift64 by Marsaglia, 2003.
static uint64_t random_state = 88172645463325252;
static uint64_t random_number(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

void *memcpy(void *target, const void *source, unsigned long count) {
  unsigned char *to = target;
  const unsigned char *from = source;
  while (count--) *to++ = *from++;
  return target;
}

void *memset(void *target, int value, unsigned long count) {
  unsigned char *to = target;
  while (count--) *to++ = value;
  return target;
}

static int run(void);

__attribute__((used)) static void start(void) {
  system_call(94, run(), 0, 0);
  __builtin_unreachable();
}

__asm__(
    ".globl _start\n_start:\n"
    "  .option push\n  .option norelax\n  la gp, __global_pointer$\n  .option pop\n"
    "  andi sp, sp, -16\n  call start\n");

#endif
