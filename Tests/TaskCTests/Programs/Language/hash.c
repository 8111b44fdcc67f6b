#include <stdio.h>
#include <stdint.h>
#include <string.h>
static uint32_t crc(const char *text, unsigned long n) { uint32_t c = 0xffffffff; for (unsigned long i = 0; i < n; i++) { c ^= (uint8_t)text[i]; for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1; } return ~c; }
static uint64_t fnv(const char *text) { uint64_t h = 14695981039346656037UL; while (*text) { h ^= (uint64_t)(uint8_t)*text++; h *= 1099511628211UL; } return h; }
static unsigned adler(const char *t) { unsigned a = 1, b = 0; for (; *t; t++) { a = (a + (unsigned)*t) % 65521; b = (b + a) % 65521; } return b << 16 | a; }
int main(void) { const char *t = "The quick brown fox jumps over the lazy dog"; printf("%08x %lx %x\n", crc(t, strlen(t)), fnv(t), adler(t)); printf("%08x %lx\n", crc("", 0), fnv("\377\200")); uint16_t lfsr = 0xACE1; int period = 0; do { uint16_t bit = (lfsr ^ lfsr >> 2 ^ lfsr >> 3 ^ lfsr >> 5) & 1; lfsr = (uint16_t)(lfsr >> 1 | bit << 15); period++; } while (lfsr != 0xACE1); printf("%d\n", period); return 0; }
