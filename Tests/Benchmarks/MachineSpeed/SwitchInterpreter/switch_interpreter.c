#include "switch_interpreter.h"

#include <stddef.h>
#include <string.h>

// In the order of the Swift enumeration.
enum {
  op_undecoded, op_pageEnd, op_straddling, op_budgetEnd, op_jalNear, op_beqNear, op_bneNear,
  op_bltNear, op_bgeNear, op_bltuNear, op_bgeuNear, op_illegal, op_lui, op_auipc, op_jal, op_jalr,
  op_beq, op_bne, op_blt, op_bge, op_bltu, op_bgeu, op_lb, op_lh, op_lw, op_ld, op_lbu, op_lhu,
  op_lwu, op_sb, op_sh, op_sw, op_sd, op_addi, op_slti, op_sltiu, op_xori, op_ori, op_andi,
  op_slli, op_srli, op_srai, op_addiw, op_slliw, op_srliw, op_sraiw, op_add, op_sub, op_sll,
  op_slt, op_sltu, op_xor, op_srl, op_sra, op_or, op_and, op_addw, op_subw, op_sllw, op_srlw,
  op_sraw, op_fence, op_fenceI, op_ecall, op_ebreak, op_csrrw, op_csrrs, op_csrrc, op_csrrwi,
  op_csrrsi, op_csrrci, op_mul, op_mulh, op_mulhsu, op_mulhu, op_div, op_divu, op_rem, op_remu,
  op_mulw, op_divw, op_divuw, op_remw, op_remuw,
};

const char *switch_mnemonic(int number) {
  static const char *const names[] = {
      "(undecoded)", "(pageEnd)", "(straddling)", "(budgetEnd)", "(jalNear)", "(beqNear)", "(bneNear)",
      "(bltNear)", "(bgeNear)", "(bltuNear)", "(bgeuNear)", "(illegal)", "lui", "auipc", "jal", "jalr",
      "beq", "bne", "blt", "bge", "bltu", "bgeu", "lb", "lh", "lw", "ld", "lbu", "lhu", "lwu", "sb",
      "sh", "sw", "sd", "addi", "slti", "sltiu", "xori", "ori", "andi", "slli", "srli", "srai",
      "addiw", "slliw", "srliw", "sraiw", "add", "sub", "sll", "slt", "sltu", "xor", "srl", "sra",
      "or", "and", "addw", "subw", "sllw", "srlw", "sraw", "fence", "fence.i", "ecall", "ebreak",
      "csrrw", "csrrs", "csrrc", "csrrwi", "csrrsi", "csrrci", "mul", "mulh", "mulhsu", "mulhu", "div",
      "divu", "rem", "remu", "mulw", "divw", "divuw", "remw", "remuw",
  };
  return number < (int)(sizeof names / sizeof *names) ? names[number] : NULL;
}

static int64_t divide(int64_t a, int64_t b) { return b == 0 ? -1 : b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b; }

static int64_t rest(int64_t a, int64_t b) { return b == 0 ? a : b == -1 ? 0 : a % b; }

static const uint64_t page_mask = ~(uint64_t)0xfff;

// The place of an access in memory: from the buffer, which is filled where that is possible.
static inline void *place(switch_data_entry *buffer, uint64_t address, uint64_t size) {
  switch_data_entry *entry = &buffer[address >> 12 & (switch_data_entries - 1)];
  if (((address + size - 1) & page_mask) != entry->tag) return NULL;
  return (void *)(uintptr_t)(address + entry->distance);
}

__attribute__((noinline)) static int fill(switch_machine *m, switch_data_entry *buffer, uint64_t address) {
  uint64_t page = address & page_mask;
  if (page < m->start || page >= m->start + m->page_count * 4096) return 0;
  switch_data_entry *entry = &buffer[address >> 12 & (switch_data_entries - 1)];
  entry->tag = page;
  entry->distance = (uint64_t)(uintptr_t)m->memory - m->start;
  return 1;
}

__attribute__((noinline)) static switch_code_entry *fetch(switch_machine *m, uint64_t pc) {
  uint64_t page = (pc - m->start) >> 12;
  if (pc < m->start || page >= m->code_page_count) return NULL;
  switch_code_entry *entry = &m->code[pc >> 12 & (switch_code_entries - 1)];
  entry->tag = pc & page_mask;
  entry->slots = m->slots + page * (switch_page_slots + 1);
  entry->delta = (pc & page_mask) - ((uint64_t)(uintptr_t)entry->slots >> 3);
  return entry;
}

#define X1 m->x[slot->rs1]
#define X2 m->x[slot->rs2]
#define XD m->x[slot->rd]
#define IMM (uint64_t)slot->immediate
#define PC (((uint64_t)(uintptr_t)slot >> 3) + delta)
#define NEXT (switch_slot *)((char *)slot + slot->stride)
#define GO(target)                                                            \
  {                                                                           \
    uint64_t to = (target);                                                   \
    switch_code_entry *entry = &m->code[to >> 12 & (switch_code_entries - 1)]; \
    if (entry->tag != (to & page_mask) && !(entry = fetch(m, to))) {          \
      m->pc = to;                                                             \
      return left;                                                            \
    }                                                                         \
    slot = (switch_slot *)((char *)entry->slots + (to & 0xffe) * 8);          \
    delta = entry->delta;                                                     \
    goto run;                                                                 \
  }
#define LOAD(type)                                                     \
  {                                                                    \
    uint64_t address = X1 + IMM;                                       \
    void *from = place(m->read, address, sizeof(type));                \
    if (!from) {                                                       \
      if (!fill(m, m->read, address)) goto failed;                     \
      from = (void *)(uintptr_t)(address + (uint64_t)(uintptr_t)m->memory - m->start); \
    }                                                                  \
    type value;                                                        \
    memcpy(&value, from, sizeof value);                                \
    XD = (uint64_t)(int64_t)value;                                     \
  }                                                                    \
  break;
#define STORE(type)                                                    \
  {                                                                    \
    uint64_t address = X1 + IMM;                                       \
    type value = (type)X2;                                             \
    void *to = place(m->write, address, sizeof(type));                 \
    if (!to) {                                                         \
      if (!fill(m, m->write, address)) goto failed;                    \
      to = (void *)(uintptr_t)(address + (uint64_t)(uintptr_t)m->memory - m->start); \
    }                                                                  \
    memcpy(to, &value, sizeof value);                                  \
  }                                                                    \
  break;

int64_t switch_run(switch_machine *m, int64_t budget) {
  int64_t left = budget;
  switch_code_entry *entry = fetch(m, m->pc);
  if (!entry) return left;
  switch_slot *slot = (switch_slot *)((char *)entry->slots + (m->pc & 0xffe) * 8);
  uint64_t delta = entry->delta;
run:
  left -= slot->run_length;
  if (left < 0) goto failed;
  for (;;) {
    switch (slot->operation) {
      case op_lui: XD = IMM; break;
      case op_auipc: XD = PC + IMM; break;
      case op_addi: XD = X1 + IMM; break;
      case op_slti: XD = (uint64_t)(int64_t)((int64_t)X1 < (int64_t)IMM); break;
      case op_sltiu: XD = X1 < IMM; break;
      case op_xori: XD = X1 ^ IMM; break;
      case op_ori: XD = X1 | IMM; break;
      case op_andi: XD = X1 & IMM; break;
      case op_slli: XD = X1 << IMM; break;
      case op_srli: XD = X1 >> IMM; break;
      case op_srai: XD = (uint64_t)(int64_t)((int64_t)X1 >> IMM); break;
      case op_addiw: XD = (uint64_t)(int64_t)((int32_t)(X1 + IMM)); break;
      case op_slliw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X1 << IMM)); break;
      case op_srliw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X1 >> IMM)); break;
      case op_sraiw: XD = (uint64_t)(int64_t)((int32_t)X1 >> IMM); break;
      case op_add: XD = X1 + X2; break;
      case op_sub: XD = X1 - X2; break;
      case op_sll: XD = X1 << (X2 & 63); break;
      case op_slt: XD = (uint64_t)(int64_t)((int64_t)X1 < (int64_t)X2); break;
      case op_sltu: XD = X1 < X2; break;
      case op_xor: XD = X1 ^ X2; break;
      case op_srl: XD = X1 >> (X2 & 63); break;
      case op_sra: XD = (uint64_t)(int64_t)((int64_t)X1 >> (X2 & 63)); break;
      case op_or: XD = X1 | X2; break;
      case op_and: XD = X1 & X2; break;
      case op_addw: XD = (uint64_t)(int64_t)((int32_t)(X1 + X2)); break;
      case op_subw: XD = (uint64_t)(int64_t)((int32_t)(X1 - X2)); break;
      case op_sllw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X1 << (X2 & 31))); break;
      case op_srlw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X1 >> (X2 & 31))); break;
      case op_sraw: XD = (uint64_t)(int64_t)((int32_t)X1 >> (X2 & 31)); break;
      case op_mul: XD = X1 * X2; break;
      case op_mulw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X1 * (uint32_t)X2)); break;
      case op_mulhu: XD = (uint64_t)((unsigned __int128)X1 * X2 >> 64); break;
      case op_mulh: XD = (uint64_t)(int64_t)((uint64_t)((__int128)(int64_t)X1 * (int64_t)X2 >> 64)); break;
      case op_mulhsu: XD = (uint64_t)(int64_t)((uint64_t)((__int128)(int64_t)X1 * (__int128)X2 >> 64)); break;
      case op_div: XD = (uint64_t)(int64_t)(divide((int64_t)X1, (int64_t)X2)); break;
      case op_divu: XD = X2 ? X1 / X2 : ~0ull; break;
      case op_rem: XD = (uint64_t)(int64_t)(rest((int64_t)X1, (int64_t)X2)); break;
      case op_remu: XD = X2 ? X1 % X2 : X1; break;
      case op_divw: XD = (uint64_t)(int64_t)(divide((int32_t)X1, (int32_t)X2)); break;
      case op_divuw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X2 ? (uint32_t)X1 / (uint32_t)X2 : ~0u)); break;
      case op_remw: XD = (uint64_t)(int64_t)(rest((int32_t)X1, (int32_t)X2)); break;
      case op_remuw: XD = (uint64_t)(int64_t)((int32_t)((uint32_t)X2 ? (uint32_t)X1 % (uint32_t)X2 : (uint32_t)X1)); break;
      case op_lb: LOAD(int8_t)
      case op_lh: LOAD(int16_t)
      case op_lw: LOAD(int32_t)
      case op_ld: LOAD(uint64_t)
      case op_lbu: LOAD(uint8_t)
      case op_lhu: LOAD(uint16_t)
      case op_lwu: LOAD(uint32_t)
      case op_sb: STORE(uint8_t)
      case op_sh: STORE(uint16_t)
      case op_sw: STORE(uint32_t)
      case op_sd: STORE(uint64_t)
      case op_beqNear:
        slot = X1 == X2 ? (switch_slot *)((char *)slot + slot->immediate) : NEXT;
        goto run;
      case op_beq:
        if (X1 == X2) GO(PC + IMM)
        slot = NEXT;
        goto run;
      case op_bneNear:
        slot = X1 != X2 ? (switch_slot *)((char *)slot + slot->immediate) : NEXT;
        goto run;
      case op_bne:
        if (X1 != X2) GO(PC + IMM)
        slot = NEXT;
        goto run;
      case op_bltNear:
        slot = (int64_t)X1 < (int64_t)X2 ? (switch_slot *)((char *)slot + slot->immediate) : NEXT;
        goto run;
      case op_blt:
        if ((int64_t)X1 < (int64_t)X2) GO(PC + IMM)
        slot = NEXT;
        goto run;
      case op_bgeNear:
        slot = (int64_t)X1 >= (int64_t)X2 ? (switch_slot *)((char *)slot + slot->immediate) : NEXT;
        goto run;
      case op_bge:
        if ((int64_t)X1 >= (int64_t)X2) GO(PC + IMM)
        slot = NEXT;
        goto run;
      case op_bltuNear:
        slot = X1 < X2 ? (switch_slot *)((char *)slot + slot->immediate) : NEXT;
        goto run;
      case op_bltu:
        if (X1 < X2) GO(PC + IMM)
        slot = NEXT;
        goto run;
      case op_bgeuNear:
        slot = X1 >= X2 ? (switch_slot *)((char *)slot + slot->immediate) : NEXT;
        goto run;
      case op_bgeu:
        if (X1 >= X2) GO(PC + IMM)
        slot = NEXT;
        goto run;
      case op_jalNear:
        XD = PC + (slot->stride >> 3);
        slot = (switch_slot *)((char *)slot + slot->immediate);
        goto run;
      case op_jal: {
        uint64_t pc = PC;
        XD = pc + (slot->stride >> 3);
        GO(pc + IMM)
      }
      case op_jalr: {
        uint64_t target = (X1 + IMM) & ~1ull;
        XD = PC + (slot->stride >> 3);
        GO(target)
      }
      case op_pageEnd: GO(PC)
      case op_fence:
      case op_fenceI: break;
      case op_ecall:
        m->pc = PC + 4;
        return left + 1;
      default: goto failed;
    }
    slot = NEXT;
  }
failed:
  m->pc = PC;
  return left + slot->run_length;
}
