// The loop of a puppet: wait for a call, make it, leave the result; and the handlers of its signals.

#ifdef __x86_64__

#include "puppet.h"

#include <asm/prctl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>

// One entry for each number of a handler, so that the kernel's answer says which one is set.
__asm__(
    ".text\n"
    ".p2align 4\n"
    ".globl handler_stubs\n"
    "handler_stubs:\n"
    ".rept 128\n"
    ".p2align 4\n"
    "jmp record_signal\n"
    ".endr\n"
    ".p2align 4\n"
    ".globl handler_restorer\n"
    "handler_restorer:\n"
    "mov $15, %eax\n"
    "syscall\n");

struct signal_facts facts_of(const siginfo_t *info) {
  struct signal_facts facts = {info->si_signo, info->si_code, info->si_pid, info->si_uid,
                               info->si_status};
  return facts;
}

__attribute__((used)) void record_signal(int signal, const siginfo_t *info, void *context) {
  struct slot *slot;
  __asm__("mov %%gs:0, %0" : "=r"(slot));
  uint32_t place = slot->log_count;
  if (place >= log_max) return;
  slot->log[place] = facts_of(info);
  slot->log[place].signal = signal;
  slot->log_count = place + 1;
}

long map_data(void) {
  long result = raw(SYS_mmap, DATA_ADDRESS, DATA_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  return result < 0 ? result : 0;
}

static _Noreturn void loop(struct slot *slot) {
  for (;;) {
    while (slot->go == 0) raw(SYS_futex, (long)&slot->go, FUTEX_WAIT, 0, 0, 0, 0);
    slot->go = 0;
    perform(slot);
    slot->phase = phase_idle;
  }
}

__attribute__((used)) _Noreturn void begin_puppet(struct slot *slot) {
  raw(SYS_arch_prctl, ARCH_SET_GS, (long)slot, 0, 0, 0, 0);
  slot->tid = (int32_t)raw(SYS_gettid, 0, 0, 0, 0, 0, 0);
  slot->phase = phase_idle;
  slot->starts++;
  loop(slot);
}

_Noreturn void enter_puppet(struct slot *slot) {
  __asm__ volatile(
      "mov %0, %%rsp\n"
      "xor %%ebp, %%ebp\n"
      "call begin_puppet\n" ::"r"(slot->stack_top),
      "D"(slot)
      : "memory");
  __builtin_unreachable();
}

#endif
