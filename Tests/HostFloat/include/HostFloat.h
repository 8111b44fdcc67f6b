// Arithmetic of the machine that runs the tests, with its rounding modes and flags.
#ifndef HOST_FLOAT_H
#define HOST_FLOAT_H

#include <stddef.h>
#include <stdint.h>

enum host_format { HOST_SINGLE, HOST_DOUBLE };

enum host_operation {
  HOST_ADD,
  HOST_SUBTRACT,
  HOST_MULTIPLY,
  HOST_DIVIDE,
  HOST_SQUARE_ROOT,
  HOST_MULTIPLY_ADD,
  HOST_TO_OTHER_FORMAT,
  HOST_TO_INT32,
  HOST_TO_UINT32,
  HOST_TO_INT64,
  HOST_TO_UINT64,
  HOST_FROM_INT64,
  HOST_FROM_UINT64,
};

// Does an operation `count` times. A number is its bits, those of single precision being the lower half
// of a word. The rounding modes 0 to 3 and the bits of the flags are RISC-V's; the mode is the
// caller's again at the end. A NaN is the machine's own.
void host_float(
  enum host_format format, enum host_operation operation, int rounding, size_t count,
  const uint64_t *a, const uint64_t *b, const uint64_t *c, uint64_t *result, uint8_t *flags);

// Whether the machine detects underflow after rounding, as RISC-V does; IEEE 754 leaves the choice.
int host_detects_underflow_after_rounding(void);

#endif
