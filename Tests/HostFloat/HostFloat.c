#include "HostFloat.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

#pragma STDC FENV_ACCESS ON

// The modes and flags between two operations. On x86-64 the vector unit's register alone: fenv.h also
// asks the x87 unit, which takes longer than the operation.
#ifdef __x86_64__
#include <immintrin.h>

enum { mxcsr_masks = 0x1f80 };

static unsigned begin(int rounding) {
  static const unsigned modes[] = {0x0000, 0x6000, 0x2000, 0x4000};
  unsigned before = _mm_getcsr();
  _mm_setcsr(mxcsr_masks | modes[rounding & 3]);
  return before;
}

static void clear(unsigned control) { _mm_setcsr(control); }

static unsigned control(void) { return _mm_getcsr() & ~0x3fu; }

static uint8_t raised(void) {
  unsigned bits = _mm_getcsr();
  return (uint8_t)((bits >> 5 & 1) | (bits >> 4 & 1) << 1 | (bits >> 3 & 1) << 2 |
                   (bits >> 2 & 1) << 3 | (bits & 1) << 4);
}

static void end(unsigned before) { _mm_setcsr(before); }
#else
static unsigned begin(int rounding) {
  static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  unsigned before = (unsigned)fegetround();
  fesetround(modes[rounding & 3]);
  return before;
}

static void clear(unsigned control) {
  (void)control;
  feclearexcept(FE_ALL_EXCEPT);
}

static unsigned control(void) { return 0; }

static uint8_t raised(void) {
  int bits = fetestexcept(FE_ALL_EXCEPT);
  return (uint8_t)((bits & FE_INEXACT ? 1 : 0) | (bits & FE_UNDERFLOW ? 2 : 0) |
                   (bits & FE_OVERFLOW ? 4 : 0) | (bits & FE_DIVBYZERO ? 8 : 0) |
                   (bits & FE_INVALID ? 16 : 0));
}

static void end(unsigned before) { fesetround((int)before); }
#endif

static float single_of(uint64_t bits) {
  uint32_t half = (uint32_t)bits;
  float number;
  memcpy(&number, &half, sizeof number);
  return number;
}

static double double_of(uint64_t bits) {
  double number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

static uint64_t bits_of_single(float number) {
  uint32_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

static uint64_t bits_of_double(double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  return bits;
}

// A number that is whole already, as an integer; what RISC-V says of one that has no such integer.
static uint64_t integer(enum host_operation operation, double whole, uint8_t *flags) {
  static const struct {
    double least, beyond;
    uint64_t least_bits, greatest_bits;
  } types[] = {
    {-0x1p31, 0x1p31, 0xffffffff80000000, 0x7fffffff},
    {0, 0x1p32, 0, 0xffffffff},
    {-0x1p63, 0x1p63, 0x8000000000000000, 0x7fffffffffffffff},
    {0, 0x1p64, 0, 0xffffffffffffffff},
  };
  int type = operation - HOST_TO_INT32;
  if (isnan(whole) || whole >= types[type].beyond) {
    *flags = 16;
    return types[type].greatest_bits;
  }
  if (whole < types[type].least) {
    *flags = 16;
    return types[type].least_bits;
  }
  return whole < 0x1p63 ? (uint64_t)(int64_t)whole : (uint64_t)(int64_t)(whole - 0x1p63) + (1ull << 63);
}

// Between two volatile accesses, which stay in their order, an operation is where it is written.
#define EACH(expression, bits)                        \
  for (size_t i = 0; i < count; i++) {                \
    volatile TYPE x = VALUE(a[i]), y = VALUE(b[i]), z = VALUE(c[i]); \
    (void)y, (void)z;                                 \
    clear(registers);                                 \
    volatile __typeof__(expression) r = (expression); \
    flags[i] = raised();                              \
    result[i] = bits(r);                              \
  }                                                   \
  break

#define TYPE float
#define VALUE single_of
static void single(
  enum host_operation operation, unsigned registers, size_t count, const uint64_t *a,
  const uint64_t *b, const uint64_t *c, uint64_t *result, uint8_t *flags) {
  switch (operation) {
    case HOST_ADD: EACH(x + y, bits_of_single);
    case HOST_SUBTRACT: EACH(x - y, bits_of_single);
    case HOST_MULTIPLY: EACH(x * y, bits_of_single);
    case HOST_DIVIDE: EACH(x / y, bits_of_single);
    case HOST_SQUARE_ROOT: EACH(sqrtf(x), bits_of_single);
    case HOST_MULTIPLY_ADD: EACH(fmaf(x, y, z), bits_of_single);
    case HOST_TO_OTHER_FORMAT: EACH((double)x, bits_of_double);
    default:
      for (size_t i = 0; i < count; i++) {
        volatile float x = single_of(a[i]);
        clear(registers);
        volatile float whole = rintf(x);
        flags[i] = raised();
        result[i] = integer(operation, whole, &flags[i]);
      }
  }
}
#undef TYPE
#undef VALUE

#define TYPE double
#define VALUE double_of
static void twice(
  enum host_operation operation, unsigned registers, size_t count, const uint64_t *a,
  const uint64_t *b, const uint64_t *c, uint64_t *result, uint8_t *flags) {
  switch (operation) {
    case HOST_ADD: EACH(x + y, bits_of_double);
    case HOST_SUBTRACT: EACH(x - y, bits_of_double);
    case HOST_MULTIPLY: EACH(x * y, bits_of_double);
    case HOST_DIVIDE: EACH(x / y, bits_of_double);
    case HOST_SQUARE_ROOT: EACH(sqrt(x), bits_of_double);
    case HOST_MULTIPLY_ADD: EACH(fma(x, y, z), bits_of_double);
    case HOST_TO_OTHER_FORMAT: EACH((float)x, bits_of_single);
    default:
      for (size_t i = 0; i < count; i++) {
        volatile double x = double_of(a[i]);
        clear(registers);
        volatile double whole = rint(x);
        flags[i] = raised();
        result[i] = integer(operation, whole, &flags[i]);
      }
  }
}
#undef TYPE
#undef VALUE

// From an integer. An unsigned one of more than 63 bits is halved first, with the bit that goes out
// kept in the lowest: both formats have fewer digits, so it rounds the same.
#define FROM(type, bits)                                            \
  for (size_t i = 0; i < count; i++) {                              \
    int halved = operation == HOST_FROM_UINT64 && a[i] >> 63 != 0;  \
    volatile int64_t n = (int64_t)(halved ? a[i] >> 1 | (a[i] & 1) : a[i]); \
    clear(registers);                                               \
    volatile type r = (type)n;                                      \
    flags[i] = raised();                                            \
    result[i] = bits(halved ? r * 2 : r);                           \
  }

void host_float(
  enum host_format format, enum host_operation operation, int rounding, size_t count,
  const uint64_t *a, const uint64_t *b, const uint64_t *c, uint64_t *result, uint8_t *flags) {
  unsigned before = begin(rounding);
  unsigned registers = control();
  if (operation == HOST_FROM_INT64 || operation == HOST_FROM_UINT64) {
    if (format == HOST_SINGLE) {
      FROM(float, bits_of_single)
    } else {
      FROM(double, bits_of_double)
    }
  } else if (format == HOST_SINGLE) {
    single(operation, registers, count, a, b, c, result, flags);
  } else {
    twice(operation, registers, count, a, b, c, result, flags);
  }
  end(before);
}

int host_detects_underflow_after_rounding(void) {
  // (1 + 2^-52) * (2^-1022 - 2^-1074): below the least normal number, and rounded to it.
  uint64_t a = 0x3ff0000000000001, b = 0x000fffffffffffff, result;
  uint8_t flags;
  host_float(HOST_DOUBLE, HOST_MULTIPLY, 0, 1, &a, &b, &a, &result, &flags);
  return (flags & 2) == 0;
}
