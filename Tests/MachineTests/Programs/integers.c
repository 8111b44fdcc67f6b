// Loops, calls, tables, divisions: what compilers make of everyday C.

#include "freestanding.h"

static uint8_t composite[500000];
static uint32_t table[256];
static uint64_t numbers[4096];
static uint32_t matrices[3][48][48];

static long fibonacci(long n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static void sort(uint64_t *array, long left, long right) {
  long i = left, j = right;
  uint64_t pivot = array[(left + right) / 2];
  while (i <= j) {
    while (array[i] < pivot) i++;
    while (array[j] > pivot) j--;
    if (i <= j) {
      uint64_t other = array[i];
      array[i++] = array[j];
      array[j--] = other;
    }
  }
  if (left < j) sort(array, left, j);
  if (i < right) sort(array, i, right);
}

static void sieve(void) {
  const uint32_t count = sizeof composite;
  for (uint32_t i = 2; i * i < count; i++) {
    if (composite[i]) continue;
    for (uint32_t j = i * i; j < count; j += i) composite[j] = 1;
  }
  uint64_t primes = 0;
  for (uint32_t i = 2; i < count; i++) primes += !composite[i];
  print_hex(primes);
}

static void checksum(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0xedb88320 : value >> 1;
    table[i] = value;
  }
  uint32_t sum = ~0u;
  for (uint32_t i = 0; i < sizeof composite; i++) sum = table[(sum ^ composite[i]) & 255] ^ sum >> 8;
  print_hex(sum);
}

static void divide(void) {
  uint64_t sum = 0;
  for (int i = 0; i < 100000; i++) {
    uint64_t a = random_number(), b = random_number() >> (a & 63);
    sum += b ? a / b + a % b : 1;
    sum ^= (int64_t)a / (int64_t)(b | 1);
    sum += (uint32_t)a % ((uint32_t)b | 1);
    sum ^= (int32_t)a / ((int32_t)b | 1);
    sum += (uint64_t)((unsigned __int128)a * b >> 64) ^ (uint64_t)((__int128)(int64_t)a * (int64_t)b >> 64);
  }
  print_hex(sum);
}

static void multiply(void) {
  for (int i = 0; i < 48; i++)
    for (int j = 0; j < 48; j++) {
      matrices[0][i][j] = random_number();
      matrices[1][i][j] = random_number();
    }
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 48; i++)
      for (int j = 0; j < 48; j++) {
        uint32_t sum = 0;
        for (int k = 0; k < 48; k++) sum += matrices[0][i][k] * matrices[1][k][j];
        matrices[2][i][j] = sum;
      }
    memcpy(matrices[0], matrices[2], sizeof matrices[0]);
  }
  print_hex(matrices[0][7][9]);
}

static int run(void) {
  sieve();
  checksum();
  print_hex(fibonacci(22));
  for (int i = 0; i < 4096; i++) numbers[i] = random_number();
  sort(numbers, 0, 4095);
  uint64_t sum = 0;
  for (int i = 0; i < 4096; i++) sum = sum * 31 + numbers[i];
  print_hex(sum);
  divide();
  multiply();
  return 7;
}
