// Every floating-point instruction of F and D on random and on special operands, in all rounding
// modes; the results and the flags are summed up.

#include "freestanding.h"

static uint64_t results, flags;

static double to_double(uint64_t bits) {
  double number;
  __builtin_memcpy(&number, &bits, 8);
  return number;
}

static float to_float(uint32_t bits) {
  float number;
  __builtin_memcpy(&number, &bits, 4);
  return number;
}

static void add(uint64_t bits) { results = results * 31 + bits; }

static void add_double(double number) {
  uint64_t bits;
  __builtin_memcpy(&bits, &number, 8);
  add(bits);
}

static void add_float(float number) {
  uint32_t bits;
  __builtin_memcpy(&bits, &number, 4);
  add(bits);
}

static void add_flags(void) {
  uint64_t raised;
  __asm__ volatile("fsflags %0, zero" : "=r"(raised));
  flags = flags * 31 + raised;
}

#define TO_DOUBLE(text, ...) { double r; __asm__ volatile(text : "=f"(r) : __VA_ARGS__); add_double(r); }
#define TO_FLOAT(text, ...) { float r; __asm__ volatile(text : "=f"(r) : __VA_ARGS__); add_float(r); }
#define TO_INTEGER(text, ...) { uint64_t r; __asm__ volatile(text : "=r"(r) : __VA_ARGS__); add(r); }
// The whole register, with what is above a number of single precision.
#define TO_REGISTER(text, ...) { uint64_t r; __asm__ volatile(text "\n fmv.x.d %0, ft1" : "=r"(r) : __VA_ARGS__ : "ft1"); add(r); }

static void doubles(uint64_t bits, double a, double b, double c) {
#define TWO(name) TO_DOUBLE(name ".d %0, %1, %2", "f"(a), "f"(b))
#define THREE(name) TO_DOUBLE(name ".d %0, %1, %2, %3", "f"(a), "f"(b), "f"(c))
#define COMPARE(name) TO_INTEGER(name ".d %0, %1, %2", "f"(a), "f"(b))
#define TO(name) TO_INTEGER(name ".d %0, %1", "f"(a))
#define FROM(name) TO_DOUBLE("fcvt.d." name " %0, %1", "r"(bits))
  TWO("fadd") TWO("fsub") TWO("fmul") TWO("fdiv") TO_DOUBLE("fsqrt.d %0, %1", "f"(a))
  TWO("fmin") TWO("fmax") TWO("fsgnj") TWO("fsgnjn") TWO("fsgnjx")
  THREE("fmadd") THREE("fmsub") THREE("fnmadd") THREE("fnmsub")
  COMPARE("feq") COMPARE("flt") COMPARE("fle")
  TO("fcvt.w") TO("fcvt.wu") TO("fcvt.l") TO("fcvt.lu") TO("fclass") TO("fmv.x")
  FROM("w") FROM("wu") FROM("l") FROM("lu") TO_DOUBLE("fmv.d.x %0, %1", "r"(bits))
  TO_REGISTER("fcvt.s.d ft1, %1", "f"(a))
#undef TWO
#undef THREE
#undef COMPARE
#undef TO
#undef FROM
}

static void floats(uint64_t bits, float a, float b, float c) {
#define TWO(name) TO_FLOAT(name ".s %0, %1, %2", "f"(a), "f"(b))
#define THREE(name) TO_FLOAT(name ".s %0, %1, %2, %3", "f"(a), "f"(b), "f"(c))
#define COMPARE(name) TO_INTEGER(name ".s %0, %1, %2", "f"(a), "f"(b))
#define TO(name) TO_INTEGER(name " %0, %1", "f"(a))
#define FROM(name) TO_REGISTER("fcvt.s." name " ft1, %1", "r"(bits))
  TWO("fadd") TWO("fsub") TWO("fmul") TWO("fdiv") TO_FLOAT("fsqrt.s %0, %1", "f"(a))
  TWO("fmin") TWO("fmax") TWO("fsgnj") TWO("fsgnjn") TWO("fsgnjx")
  THREE("fmadd") THREE("fmsub") THREE("fnmadd") THREE("fnmsub")
  COMPARE("feq") COMPARE("flt") COMPARE("fle")
  TO("fcvt.w.s") TO("fcvt.wu.s") TO("fcvt.l.s") TO("fcvt.lu.s") TO("fclass.s") TO("fmv.x.w")
  FROM("w") FROM("wu") FROM("l") FROM("lu") TO_REGISTER("fmv.w.x ft1, %1", "r"(bits))
  TO_DOUBLE("fcvt.d.s %0, %1", "f"(a))
  // A register that holds no number of single precision.
  TO_REGISTER("fmv.d.x ft1, %1\n fadd.s ft1, ft1, ft1", "r"(bits))
}

static int run(void) {
  static const uint64_t special[8] = {
    0, 1ull << 63, 0x7ffull << 52, 0xfffull << 52, 0x7ff8ull << 48, (0x7ffull << 52) + 1, 1, 0x3ffull << 52,
  };
  for (int i = 0; i < 20000; i++) {
    uint64_t a = random_number(), b = random_number(), c = random_number();
    // Exponents that are alike make sums and products interesting.
    if (i & 1) b = (b & 0x800fffffffffffff) | (a & 0x7ff0000000000000);
    if (i % 7 == 0) a = special[a >> 3 & 7], b = special[b >> 5 & 7];
    __asm__ volatile("fsrm %0" : : "r"(i % 5));
    doubles(a, to_double(a), to_double(b), to_double(c));
    add_flags();
    float alike = to_float((b >> 32 & 0x807fffff) | (a >> 7 & 0x7f800000));
    floats(a, to_float(a >> 7), i & 1 ? alike : to_float(b >> 9), to_float(c));
    add_flags();
    if (i % 4000 == 0) print_hex(results);
  }
  print_hex(results);
  print_hex(flags);
  return 0;
}
