// What a RISC-V processor makes of random operands, as one line with a hash for each instruction and
// rounding mode: riscv-float.txt beside this file, which FloatRecordTests.swift computes anew.
//
//   riscv64-linux-gnu-gcc -O2 -static record-float.c -o record-float
//   qemu-riscv64 record-float >riscv-float.txt
//
// Debian 12: gcc-riscv64-linux-gnu, libc6-dev-riscv64-cross, qemu-user.
#include <stdint.h>
#include <stdio.h>

enum { cases = 20000 };

static uint64_t state;

// SplitMix64, as Tests/SeededNumbers.
static uint64_t next(void) {
  state += 0x9e3779b97f4a7c15;
  uint64_t bits = state;
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  return bits ^ bits >> 31;
}

// A pattern of `width` bits, `fraction` of them digits: any, one near an edge, or a middling exponent.
static uint64_t operand(int width, int fraction) {
  uint64_t choice = next(), random = next();
  uint64_t all = width == 64 ? ~0ull : (1ull << width) - 1;
  uint64_t sign = 1ull << (width - 1), digits = (1ull << fraction) - 1;
  uint64_t infinity = ~sign & ~digits & all, bias = infinity >> 1 & infinity;
  random &= all;
  switch (choice & 7) {
    case 0: return (random & sign) | (infinity + (choice >> 8 & 3) - 1);
    case 1: return random & ~infinity;
    case 2: return (random & sign) | (choice >> 8 & 3);
    case 3: return (random & (sign | digits)) | (bias + ((choice >> 8 & 63) << fraction));
    case 4: return (random & sign) | (bias - ((choice >> 8 & 7) << fraction)) | (digits & ~(digits >> (choice >> 16 & 31)));
    case 5: return (random & (sign | digits)) | (bias - ((choice >> 8 & 7) << fraction));
    case 6: return (random & (sign | infinity)) | (1ull << (choice >> 8 & 15));
    default: return random;
  }
}

static uint64_t hash;

static void mix(uint64_t word) {
  for (int i = 0; i < 8; i++) {
    hash = (hash ^ (word & 0xff)) * 0x100000001b3;
    word >>= 8;
  }
}

#define MODES(each) each(rne) each(rtz) each(rdn) each(rup) each(rmm)

// One instruction over all cases. The flags are cleared before each and hashed with the result.
#define RECORD(name, width, fraction, text, outputs, inputs, declared, result)                \
  hash = 0xcbf29ce484222325;                                                                  \
  state = 1;                                                                                  \
  for (int i = 0; i < cases; i++) {                                                           \
    uint64_t a = operand(width, fraction), b = operand(width, fraction),                      \
             c = operand(width, fraction), flags, r = 0;                                      \
    (void)b, (void)c;                                                                         \
    declared;                                                                                 \
    __asm__ volatile("fsflags zero\n" text "\nfrflags %1" : outputs, "=&r"(flags) : inputs); \
    r = result;                                                                               \
    mix(r);                                                                                   \
    mix(flags);                                                                               \
  }                                                                                           \
  printf("%s %016llx\n", name, (unsigned long long)hash);

static double number64(uint64_t bits) { double d; __asm__("fmv.d.x %0, %1" : "=f"(d) : "r"(bits)); return d; }
static float number32(uint64_t bits) { float d; __asm__("fmv.w.x %0, %1" : "=f"(d) : "r"(bits)); return d; }
static uint64_t bits64(double d) { uint64_t bits; __asm__("fmv.x.d %0, %1" : "=r"(bits) : "f"(d)); return bits; }
static uint64_t bits32(float d) { uint64_t bits; __asm__("fmv.x.w %0, %1" : "=r"(bits) : "f"(d)); return (uint32_t)bits; }

#define COMMA ,
#define F_F(name, w, f, type, num, bits, text) \
  RECORD(name, w, f, text, "=&f"(d), "f"(x) COMMA "f"(y) COMMA "f"(z), \
         type x = num(a) COMMA y = num(b) COMMA z = num(c) COMMA d, bits(d))
#define F_X(name, w, f, type, num, text) \
  RECORD(name, w, f, text, "=&r"(n), "f"(x) COMMA "f"(y), \
         uint64_t n; type x = num(a) COMMA y = num(b), n)
#define X_F(name, type, bits, text) \
  RECORD(name, 64, 52, text, "=&f"(d), "r"(a), type d, bits(d))

#define ARITHMETIC(mode)                                                                  \
  F_F("fadd.d " #mode, 64, 52, double, number64, bits64, "fadd.d %0,%2,%3," #mode)        \
  F_F("fsub.d " #mode, 64, 52, double, number64, bits64, "fsub.d %0,%2,%3," #mode)        \
  F_F("fmul.d " #mode, 64, 52, double, number64, bits64, "fmul.d %0,%2,%3," #mode)        \
  F_F("fdiv.d " #mode, 64, 52, double, number64, bits64, "fdiv.d %0,%2,%3," #mode)        \
  F_F("fsqrt.d " #mode, 64, 52, double, number64, bits64, "fsqrt.d %0,%2," #mode)         \
  F_F("fmadd.d " #mode, 64, 52, double, number64, bits64, "fmadd.d %0,%2,%3,%4," #mode)   \
  F_F("fmsub.d " #mode, 64, 52, double, number64, bits64, "fmsub.d %0,%2,%3,%4," #mode)   \
  F_F("fnmsub.d " #mode, 64, 52, double, number64, bits64, "fnmsub.d %0,%2,%3,%4," #mode) \
  F_F("fnmadd.d " #mode, 64, 52, double, number64, bits64, "fnmadd.d %0,%2,%3,%4," #mode) \
  F_F("fadd.s " #mode, 32, 23, float, number32, bits32, "fadd.s %0,%2,%3," #mode)         \
  F_F("fsub.s " #mode, 32, 23, float, number32, bits32, "fsub.s %0,%2,%3," #mode)         \
  F_F("fmul.s " #mode, 32, 23, float, number32, bits32, "fmul.s %0,%2,%3," #mode)         \
  F_F("fdiv.s " #mode, 32, 23, float, number32, bits32, "fdiv.s %0,%2,%3," #mode)         \
  F_F("fsqrt.s " #mode, 32, 23, float, number32, bits32, "fsqrt.s %0,%2," #mode)          \
  F_F("fmadd.s " #mode, 32, 23, float, number32, bits32, "fmadd.s %0,%2,%3,%4," #mode)    \
  F_F("fmsub.s " #mode, 32, 23, float, number32, bits32, "fmsub.s %0,%2,%3,%4," #mode)    \
  F_F("fnmsub.s " #mode, 32, 23, float, number32, bits32, "fnmsub.s %0,%2,%3,%4," #mode)  \
  F_F("fnmadd.s " #mode, 32, 23, float, number32, bits32, "fnmadd.s %0,%2,%3,%4," #mode)  \
  RECORD("fcvt.s.d " #mode, 64, 52, "fcvt.s.d %0,%2," #mode, "=&f"(d), "f"(x),            \
         double x = number64(a); float d, bits32(d))                                      \
  F_X("fcvt.w.d " #mode, 64, 52, double, number64, "fcvt.w.d %0,%2," #mode)               \
  F_X("fcvt.wu.d " #mode, 64, 52, double, number64, "fcvt.wu.d %0,%2," #mode)             \
  F_X("fcvt.l.d " #mode, 64, 52, double, number64, "fcvt.l.d %0,%2," #mode)               \
  F_X("fcvt.lu.d " #mode, 64, 52, double, number64, "fcvt.lu.d %0,%2," #mode)             \
  F_X("fcvt.w.s " #mode, 32, 23, float, number32, "fcvt.w.s %0,%2," #mode)                \
  F_X("fcvt.wu.s " #mode, 32, 23, float, number32, "fcvt.wu.s %0,%2," #mode)              \
  F_X("fcvt.l.s " #mode, 32, 23, float, number32, "fcvt.l.s %0,%2," #mode)                \
  F_X("fcvt.lu.s " #mode, 32, 23, float, number32, "fcvt.lu.s %0,%2," #mode)              \
  X_F("fcvt.d.l " #mode, double, bits64, "fcvt.d.l %0,%2," #mode)                         \
  X_F("fcvt.d.lu " #mode, double, bits64, "fcvt.d.lu %0,%2," #mode)                       \
  X_F("fcvt.s.l " #mode, float, bits32, "fcvt.s.l %0,%2," #mode)                          \
  X_F("fcvt.s.lu " #mode, float, bits32, "fcvt.s.lu %0,%2," #mode)                        \
  X_F("fcvt.s.w " #mode, float, bits32, "fcvt.s.w %0,%2," #mode)                          \
  X_F("fcvt.s.wu " #mode, float, bits32, "fcvt.s.wu %0,%2," #mode)

#define OTHERS(s, w, f, type, num, bits)                            \
  F_F("fmin." s, w, f, type, num, bits, "fmin." s " %0,%2,%3")      \
  F_F("fmax." s, w, f, type, num, bits, "fmax." s " %0,%2,%3")      \
  F_F("fsgnj." s, w, f, type, num, bits, "fsgnj." s " %0,%2,%3")    \
  F_F("fsgnjn." s, w, f, type, num, bits, "fsgnjn." s " %0,%2,%3")  \
  F_F("fsgnjx." s, w, f, type, num, bits, "fsgnjx." s " %0,%2,%3")  \
  F_X("feq." s, w, f, type, num, "feq." s " %0,%2,%3")              \
  F_X("flt." s, w, f, type, num, "flt." s " %0,%2,%3")              \
  F_X("fle." s, w, f, type, num, "fle." s " %0,%2,%3")              \
  F_X("fclass." s, w, f, type, num, "fclass." s " %0,%2")

int main(void) {
  MODES(ARITHMETIC)
  OTHERS("d", 64, 52, double, number64, bits64)
  OTHERS("s", 32, 23, float, number32, bits32)
  RECORD("fcvt.d.s", 32, 23, "fcvt.d.s %0,%2", "=&f"(d), "f"(x), float x = number32(a); double d, bits64(d))
  X_F("fcvt.d.w", double, bits64, "fcvt.d.w %0,%2")
  X_F("fcvt.d.wu", double, bits64, "fcvt.d.wu %0,%2")
}
