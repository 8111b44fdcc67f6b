// What Embedded Swift asks of a C library, for the WebAssembly module: memory, the stack guard, and the
// product of two 64-bit numbers in full, by which overflow is seen.
//
// There is nothing random and no output here: the pure targets may not need either. A use of
// Dictionary or Set would ask for `arc4random_buf`, and linking the module would fail: it should.

#include <stddef.h>
#include <stdint.h>

extern unsigned char __heap_base;  // set by the linker: where the module's own data end

enum {
  page_bytes = 65536,
  block_align = 16,      // of every block, so of everything that Swift allocates here
  class_shift_min = 5,   // the smallest block is 32 bytes, the header included
  class_shift_max = 30,  // the largest is 1 GiB
};

// A block is a power of two in size. Its header is at its start; while the block is free, the header
// links to the next free one of its size.
typedef struct header {
  struct header *next;
  struct header *block;  // where the block itself begins
  uint32_t shift;
  uint32_t unused;
} header;
_Static_assert(sizeof(header) == block_align, "what follows the header must be aligned");

static header *free_blocks[class_shift_max + 1];
static uintptr_t unused_start;

static header *new_block(uint32_t shift) {
  if (unused_start == 0) {
    unused_start = ((uintptr_t)&__heap_base + block_align - 1) & ~(uintptr_t)(block_align - 1);
  }
  uint64_t end = (uint64_t)unused_start + ((uint64_t)1 << shift);
  uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * page_bytes;
  if (end > have) {
    uint64_t pages = (end - have + page_bytes - 1) / page_bytes;
    if (__builtin_wasm_memory_grow(0, (size_t)pages) == (size_t)-1) return NULL;
  }
  header *block = (header *)unused_start;
  unused_start = (uintptr_t)end;
  return block;
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  // What is to be aligned further has its header right before it, which says where the block is.
  uint64_t bytes = (uint64_t)size + sizeof(header);
  if (alignment > block_align) bytes += alignment;
  uint32_t shift = class_shift_min;
  while (shift <= class_shift_max && ((uint64_t)1 << shift) < bytes) shift++;
  if (shift > class_shift_max) return 12;  // ENOMEM
  header *block = free_blocks[shift];
  if (block != NULL) {
    free_blocks[shift] = block->next;
  } else {
    block = new_block(shift);
    if (block == NULL) return 12;
  }
  block->shift = shift;
  uintptr_t start = (uintptr_t)(block + 1);
  if (alignment > block_align) {
    start = (start + alignment - 1) & ~(uintptr_t)(alignment - 1);
    header *moved = (header *)start - 1;
    moved->shift = shift;
    moved->block = block;
  } else {
    block->block = block;
  }
  *result = (void *)start;
  return 0;
}

void free(void *memory) {
  if (memory == NULL) return;
  header *block = ((header *)memory - 1)->block;
  block->next = free_blocks[block->shift];
  free_blocks[block->shift] = block;
}

uintptr_t __stack_chk_guard = 0x7ead8a2e;

_Noreturn void __stack_chk_fail(void) { __builtin_trap(); }

// The product of the low halves in full, by 32-bit digits; the compiler asks for this by name.
__int128 __multi3(__int128 a, __int128 b) {
  const uint64_t a_low = (uint64_t)a, b_low = (uint64_t)b;
  const uint64_t a_high = (uint64_t)(a >> 64), b_high = (uint64_t)(b >> 64);
  const uint64_t digit = UINT32_MAX;
  uint64_t low = (a_low & digit) * (b_low & digit);
  uint64_t middle = (a_low >> 32) * (b_low & digit) + (low >> 32);
  const uint64_t other = (a_low & digit) * (b_low >> 32) + (middle & digit);
  uint64_t high = (a_low >> 32) * (b_low >> 32) + (middle >> 32) + (other >> 32);
  low = (low & digit) | (other << 32);
  high += a_high * b_low + a_low * b_high;
  return (__int128)(((unsigned __int128)high << 64) | low);
}
