#ifndef PUPPET_H
#define PUPPET_H

// What the coordinator and its puppets have in common.
//
// Theory of operation. The helper reads scenarios, and for each makes an init of new namespaces. That
// init is the coordinator: it makes puppet 0, a task that does nothing but wait in its slot for a
// call to make. A clone that a puppet makes hands the child a slot of its own. The coordinator lets one
// puppet make one call, waits until nobody runs any more, and tells what changed.
//
// The slots lie in memory that all tasks share at one address, whatever else they share. A puppet
// may have any thread pointer, any stack and any handlers: its code uses no C library, no thread-local
// storage and no stack protector.

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

enum {
  slots_max = 16,
  bytes_max = 1024,
  log_max = 64,
  stack_bytes = 65536,
  // Handlers that a scenario can tell apart: the numbers from 2 on.
  handlers_max = 128,
  handler_stub_bytes = 16,
};

#define ARENA_ADDRESS 0x100000000000ul
#define ARENA_BYTES (4ul << 20)
#define STACKS_OFFSET (1ul << 20)
// The data area of `UserMemoryLayout`, and where its mmap begins.
#define DATA_ADDRESS 0x10000ul
#define DATA_BYTES (16 * 4096ul)
#define MMAP_ADDRESS 0x200000000000ul
#define MMAP_TRIES_MAX 4096

#define ARENA_PATH "/tmp/.arena"
#define PROGRAM_PATH "/tmp/.puppet"

// The five numbers of a siginfo_t that a record shows.
struct signal_facts {
  int32_t signal, code, pid, uid, status;
};

enum phase { phase_idle, phase_calling };

struct slot {
  struct slot *self;  // first: a handler finds its slot at gs:0
  char *stack_top;
  int32_t index;
  volatile uint32_t go;     // a futex: 1 when there is a call to make
  volatile uint32_t phase;  // an enum phase
  volatile uint32_t starts; // how often a program or a clone began here
  volatile int32_t tid;     // as the task itself knows it

  // The call, and what came of it.
  uint64_t number, words[6];
  uint32_t count_in;
  int64_t value, extra;
  uint32_t count_out;

  volatile uint32_t log_count;
  struct signal_facts log[log_max];

  unsigned char in[bytes_max + 1] __attribute__((aligned(8)));
  unsigned char out[bytes_max] __attribute__((aligned(8)));
};

#define SLOT_BYTES 8192ul
_Static_assert(sizeof(struct slot) <= SLOT_BYTES, "a slot has its room");

static inline struct slot *slot_at(int index) {
  return (struct slot *)(ARENA_ADDRESS + (unsigned long)index * SLOT_BYTES);
}

static inline long raw(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

// Maps the data area that a program starts with: 0, or an errno below 0.
long map_data(void);
// Begins in a slot, on its stack; does not return.
_Noreturn void enter_puppet(struct slot *slot);
// Makes the slot's call on the running kernel.
void perform(struct slot *slot);
// Keeps what a siginfo_t says.
struct signal_facts facts_of(const siginfo_t *info);

// The handlers' entries, one every `handler_stub_bytes`, and the way back from them.
extern const char handler_stubs[];
extern const char handler_restorer[];

#endif
