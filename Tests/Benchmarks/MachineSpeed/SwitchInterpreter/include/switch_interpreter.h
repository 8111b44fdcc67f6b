// An interpreter of the processor's own design in C: what a loop with one switch, decoded instructions and
// translation buffers can do on this machine. It knows no system and no floating-point instruction.

#ifndef SWITCH_INTERPRETER_H
#define SWITCH_INTERPRETER_H

#include <stdint.h>

// A decoded instruction, as the Swift one has it.
typedef struct {
  uint8_t operation, rd, rs1, rs2;
  uint8_t stride, modifier;
  uint16_t run_length;
  int64_t immediate;
} switch_slot;
_Static_assert(sizeof(switch_slot) == 16, "a halfword of code has sixteen bytes of slot");

typedef struct {
  uint64_t tag, distance;
} switch_data_entry;

typedef struct {
  uint64_t tag;
  switch_slot *slots;
  uint64_t delta, unused;
} switch_code_entry;

enum { switch_data_entries = 256, switch_code_entries = 64, switch_page_slots = 2048 };

// Registers and buffers in one piece; then the memory of the program: `page_count` pages from address
// `start` on, and its decoded code.
typedef struct {
  uint64_t x[33];
  switch_data_entry read[switch_data_entries], write[switch_data_entries];
  switch_code_entry code[switch_code_entries];
  uint64_t pc, start, page_count, code_page_count;
  uint8_t *memory;
  switch_slot *slots;  // 2049 for each page of code: the last one is `pageEnd`
} switch_machine;

// Runs up to a system call or as many instructions as are allowed; gives what is left of those.
int64_t switch_run(switch_machine *machine, int64_t budget);

// The name of an operation, by its number; NULL for one that it doesn't know.
const char *switch_mnemonic(int number);

#endif
