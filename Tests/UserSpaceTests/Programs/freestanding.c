// No library: a start of its own, calls by hand, position-independent without a loader.
// compile: -O2 -static -nostdlib -ffreestanding -fPIE -fno-stack-protector -fno-tree-loop-distribute-patterns
#include <asm/unistd.h>

static long call(long number, long a, long b, long c) {
#ifdef __riscv
  register long a7 __asm__("a7") = number, a0 __asm__("a0") = a, a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
  return a0;
#else
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "0"(number), "D"(a), "S"(b), "d"(c)
      : "rcx", "r11", "memory");
  return result;
#endif
}
static long length(const char *text) {
  long count = 0;
  while (text[count]) count++;
  return count;
}
static void say(const char *text) { call(__NR_write, 1, (long)text, length(text)); }

__attribute__((used, noreturn)) void begin(long *stack) {
  say("started\n");
  say(stack[0] == 1 ? "one argument\n" : "other arguments\n");
  say(stack[2] == 0 ? "list ends\n" : "list goes on\n");
  say((unsigned long)stack % 16 == 0 ? "aligned\n" : "not aligned\n");
  say(call(__NR_close, 9999, 0, 0) == -9 ? "EBADF\n" : "other\n");
  say(call(99999, 0, 0, 0) == -38 ? "ENOSYS\n" : "other\n");
  for (;;) call(__NR_exit_group, 77, 0, 0);
}
#ifdef __riscv
__asm__(".globl _start\n_start: mv a0, sp\n call begin\n");
#else
__asm__(".globl _start\n_start: mov %rsp, %rdi\n call begin\n");
#endif
