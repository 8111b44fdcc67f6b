#include <stdio.h>
enum { PUSH, ADD, MUL, SUB, DUP, SWAP, DROP, LOAD, STORE, JUMP_IF, PRINT, HALT };
/* Powers of two, while the counter in memory goes from 10 to 0. */
int program[] = {PUSH, 10, STORE, 0, PUSH, 1, PUSH, 2, MUL, DUP, PRINT, LOAD, 0, PUSH, 1, SUB, DUP, STORE, 0, JUMP_IF, 6, HALT};
int memory[4];
int run(int *code) {
  int stack[16], *sp = stack, pc = 0, steps = 0;
  while (1) {
    steps++;
    switch (code[pc++]) {
    case PUSH: *sp++ = code[pc++]; break;
    case ADD: sp--; sp[-1] += *sp; break;
    case MUL: sp--; sp[-1] *= *sp; break;
    case SUB: sp--; sp[-1] -= *sp; break;
    case DUP: *sp = sp[-1]; sp++; break;
    case SWAP: { int t = sp[-1]; sp[-1] = sp[-2]; sp[-2] = t; break; }
    case DROP: sp--; break;
    case LOAD: *sp++ = memory[code[pc++]]; break;
    case STORE: memory[code[pc++]] = *--sp; break;
    case JUMP_IF: { int to = code[pc++]; if (*--sp) pc = to; break; }
    case PRINT: printf("%d ", *--sp); break;
    default: return steps;
    }
  }
}
int main(void) {
  int steps = run(program);
  printf("\n%d %d\n", steps, memory[0]);
  return 0;
}
