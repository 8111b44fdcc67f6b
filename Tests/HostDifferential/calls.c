// The calls: from the numbers and words of the asm-generic system calls, as the emulator has them, to
// those of x86-64, with every pointer that the words leave out.

#ifdef __x86_64__

#define _GNU_SOURCE
#include "puppet.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#define SA_RESTORER_X86 0x04000000ul

struct kernel_sigaction {
  uint64_t handler, flags, restorer, mask;
};

// Calls whose words are those of x86-64 too: the generic number and the other.
static const struct {
  uint16_t generic, native;
} plain_calls[] = {
    {23, SYS_dup},
    {24, SYS_dup3},
    {25, SYS_fcntl},
    {30, SYS_ioprio_set},
    {31, SYS_ioprio_get},
    {57, SYS_close},
    {93, SYS_exit},
    {94, SYS_exit_group},
    {96, SYS_set_tid_address},
    {97, SYS_unshare},
    {99, SYS_set_robust_list},
    {120, SYS_sched_getscheduler},
    {124, SYS_sched_yield},
    {125, SYS_sched_get_priority_max},
    {126, SYS_sched_get_priority_min},
    {129, SYS_kill},
    {130, SYS_tkill},
    {131, SYS_tgkill},
    {140, SYS_setpriority},
    {141, SYS_getpriority},
    {147, SYS_setresuid},
    {149, SYS_setresgid},
    {154, SYS_setpgid},
    {155, SYS_getpgid},
    {156, SYS_getsid},
    {157, SYS_setsid},
    {166, SYS_umask},
    {172, SYS_getpid},
    {173, SYS_getppid},
    {174, SYS_getuid},
    {175, SYS_geteuid},
    {176, SYS_getgid},
    {177, SYS_getegid},
    {178, SYS_gettid},
    {190, SYS_semget},
    {191, SYS_semctl},
    {215, SYS_munmap},
    {268, SYS_setns},
    {272, SYS_kcmp},
    {424, SYS_pidfd_send_signal},
    {434, SYS_pidfd_open},
};

static long call3(long number, long a, long b, long c) { return raw(number, a, b, c, 0, 0, 0); }
static long call4(long number, long a, long b, long c, long d) {
  return raw(number, a, b, c, d, 0, 0);
}

static void copy(void *to, const void *from, unsigned long count) {
  for (unsigned long i = 0; i < count; i++)
    ((volatile char *)to)[i] = ((const char *)from)[i];
}

static void clear(void *at, unsigned long count) {
  for (unsigned long i = 0; i < count; i++) ((volatile char *)at)[i] = 0;
}

static struct timespec time_of(uint64_t nanoseconds) {
  struct timespec time = {(time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
  return time;
}

static void put_facts(struct slot *slot, const siginfo_t *info) {
  struct signal_facts facts = facts_of(info);
  copy(slot->out, &facts, sizeof facts);
  slot->count_out = sizeof facts;
}

// A call that may return twice: the second time in the child's slot, on the child's stack. The child
// is handed over in a register and touches no memory before it has its stack.
static long clone_into(long number, long a, long b, long c, long d, long e, struct slot *child) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register struct slot *r9 __asm__("r9") = child;
  register char *r12 __asm__("r12") = child->stack_top;
  long result;
  __asm__ volatile(
      "syscall\n"
      "test %%rax, %%rax\n"
      "jnz 1f\n"
      "mov %%r12, %%rsp\n"
      "xor %%ebp, %%ebp\n"
      "mov %%r9, %%rdi\n"
      "call begin_puppet\n"
      "1:\n"
      : "=a"(result)
      : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9), "r"(r12)
      : "rcx", "r11", "memory");
  return result;
}

static long do_clone(struct slot *slot, const uint64_t *w) {
  struct slot *child = slot_at((int)w[5]);
  return clone_into(SYS_clone, w[0], (long)child->stack_top, w[2], w[4], w[3], child);
}

static long do_clone3(struct slot *slot, const uint64_t *w) {
  struct slot *child = slot_at((int)w[5]);
  long arguments = w[0];
  if (arguments == 0) {
    arguments = (long)slot->in;
    uint64_t *set_tid = (uint64_t *)(slot->in + 64);
    if (w[1] >= 80 && w[1] <= slot->count_in && *set_tid != 0)
      *set_tid = (uint64_t)(slot->in + w[1]);
  }
  return clone_into(SYS_clone3, arguments, w[1], 0, 0, 0, child);
}

static long do_sigaction(struct slot *slot, const uint64_t *w) {
  struct kernel_sigaction new = {w[1], w[2], (uint64_t)handler_restorer, w[4]}, old = {0, 0, 0, 0};
  const uint64_t stubs = (uint64_t)handler_stubs;
  if (w[1] > 1) {
    new.handler = stubs + (w[1] % handlers_max) * handler_stub_bytes;
    new.flags |= SA_SIGINFO | SA_RESTORER_X86;
  }
  long result = call4(SYS_rt_sigaction, w[0], w[3] ? 0 : (long)&new, (long)&old, 8);
  slot->extra = old.handler;
  if (old.handler >= stubs && old.handler < stubs + handlers_max * handler_stub_bytes)
    slot->extra = (old.handler - stubs) / handler_stub_bytes;
  return result;
}

static long do_futex(struct slot *slot, const uint64_t *w) {
  struct timespec time = time_of(w[3]);
  switch (w[1] & 127) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
      return raw(SYS_futex, w[0], w[1], w[2], w[4] ? (long)&time : 0, 0, w[5]);
    default: return raw(SYS_futex, w[0], w[1], w[2], w[3], w[4], w[5]);
  }
}

static long do_prlimit(struct slot *slot, const uint64_t *w) {
  uint64_t new[2] = {w[3], w[4]}, old[2] = {0, 0};
  long result = call4(SYS_prlimit64, w[0], w[1], w[2] ? (long)new : 0, (long)old);
  if (result == 0) {
    slot->extra = old[0];
    copy(slot->out, old, sizeof old);
    slot->count_out = sizeof old;
  }
  return result;
}

static long do_sigaltstack(struct slot *slot, const uint64_t *w) {
  stack_t new = {(void *)w[0], (int)w[1], w[2]}, old;
  clear(&old, sizeof old);
  long result = call3(SYS_sigaltstack, w[3] ? 0 : (long)&new, (long)&old, 0);
  slot->extra = old.ss_flags;
  copy(slot->out, &old.ss_sp, 8);
  slot->count_out = 8;
  return result;
}

static long do_prctl(struct slot *slot, const uint64_t *w) {
  int answer = 0;
  switch (w[0]) {
    case PR_GET_PDEATHSIG:
    case PR_GET_CHILD_SUBREAPER: {
      long result = call3(SYS_prctl, w[0], (long)&answer, 0);
      slot->extra = answer;
      return result;
    }
    default: return raw(SYS_prctl, w[0], w[1], 0, 0, 0, 0);
  }
}

static long do_sigqueue(const uint64_t *w) {
  siginfo_t info;
  clear(&info, sizeof info);
  info.si_signo = (int)w[1];
  info.si_code = SI_QUEUE;
  info.si_pid = (int)call3(SYS_getpid, 0, 0, 0);
  info.si_uid = (unsigned)call3(SYS_getuid, 0, 0, 0);
  info.si_value.sival_ptr = (void *)w[2];
  return call3(SYS_rt_sigqueueinfo, w[0], w[1], (long)&info);
}

static long do_ptrace(struct slot *slot, const uint64_t *w) {
  unsigned long message = 0;
  siginfo_t info;
  clear(&info, sizeof info);
  long data = w[3];
  if (w[0] == PTRACE_GETEVENTMSG) data = (long)&message;
  if (w[0] == PTRACE_GETSIGINFO) data = (long)&info;
  long result = call4(SYS_ptrace, w[0], w[1], w[2], data);
  if (result == 0 && w[0] == PTRACE_GETEVENTMSG) slot->extra = message;
  if (result == 0 && w[0] == PTRACE_GETSIGINFO) put_facts(slot, &info);
  return result;
}

// The header and data of version 3: 64 bits in two halves.
static long do_capabilities(struct slot *slot, const uint64_t *w, int sets) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, (int)w[0]};
  struct __user_cap_data_struct data[2];
  for (int half = 0; half < 2; half++) {
    data[half].effective = (uint32_t)(w[1] >> 32 * half);
    data[half].permitted = (uint32_t)(w[2] >> 32 * half);
    data[half].inheritable = (uint32_t)(w[3] >> 32 * half);
  }
  if (sets) return call3(SYS_capset, (long)&header, (long)data, 0);
  long result = call3(SYS_capget, (long)&header, (long)data, 0);
  if (result < 0) return result;
  uint64_t all[3] = {data[0].effective | (uint64_t)data[1].effective << 32,
                     data[0].permitted | (uint64_t)data[1].permitted << 32,
                     data[0].inheritable | (uint64_t)data[1].inheritable << 32};
  copy(slot->out, all, sizeof all);
  slot->count_out = sizeof all;
  return result;
}

static struct timeval microseconds(uint64_t nanoseconds) {
  struct timeval time = {(time_t)(nanoseconds / 1000000000),
                         (suseconds_t)(nanoseconds % 1000000000 / 1000)};
  return time;
}

static long do_itimer(struct slot *slot, const uint64_t *w, int sets) {
  struct itimerval new = {microseconds(w[2]), microseconds(w[1])}, old = {{0, 0}, {0, 0}};
  long result = sets ? call3(SYS_setitimer, w[0], (long)&new, (long)&old)
                     : call3(SYS_getitimer, w[0], (long)&old, 0);
  slot->extra = old.it_value.tv_sec * 1000000000l + old.it_value.tv_usec * 1000l;
  return result;
}

static long do_execve(struct slot *slot) {
  static const char wanted[] = "/bin/puppet";
  const char *path = (const char *)slot->in;
  int same = 1;
  for (unsigned i = 0; i < sizeof wanted; i++) same = same && path[i] == wanted[i];
  char index[3] = {(char)('0' + slot->index / 10), (char)('0' + slot->index % 10), 0};
  const char *arguments[] = {"puppet", index, 0}, *environment[] = {0};
  return call3(SYS_execve, (long)(same ? PROGRAM_PATH : path), (long)arguments,
               (long)environment);
}

// The lowest free address, as the emulator's mmap chooses.
static long do_mmap(const uint64_t *w) {
  long result = -22;
  for (unsigned long page = 0; page < MMAP_TRIES_MAX; page++) {
    result = raw(SYS_mmap, w[0] ? w[0] : MMAP_ADDRESS + page * 4096, w[1], w[2],
                 w[3] | MAP_FIXED_NOREPLACE, -1, 0);
    if (result != -17) return result;
  }
  return result;
}

static long do_access(const uint64_t *w, uint64_t kind) {
  volatile void *at = (volatile void *)w[0];
  const int writes = kind == 0x10001;
  uint64_t old;
  switch (w[1]) {
    case 1:
      if (writes) *(volatile uint8_t *)at = (uint8_t)w[2];
      old = writes ? 0 : *(volatile uint8_t *)at;
      break;
    case 2:
      if (writes) *(volatile uint16_t *)at = (uint16_t)w[2];
      old = writes ? 0 : *(volatile uint16_t *)at;
      break;
    case 4:
      if (writes) *(volatile uint32_t *)at = (uint32_t)w[2];
      old = writes ? 0 : *(volatile uint32_t *)at;
      break;
    default:
      if (writes) *(volatile uint64_t *)at = w[2];
      old = writes ? 0 : *(volatile uint64_t *)at;
  }
  return (long)old;
}

// One step of an atomic access; only one puppet runs at a time.
static long do_exchange(const uint64_t *w, uint64_t kind) {
  uint64_t store[6] = {w[0], w[1], w[2], 0, 0, 0};
  long old = do_access(w, 0x10000);
  if (kind == 0x10002) store[2] = (uint64_t)old + w[2];
  if (kind == 0x10004) store[2] = w[3];
  if (kind != 0x10004 || (uint64_t)old == w[2]) do_access(store, 0x10001);
  return old;
}

static long do_compute(uint64_t nanoseconds) {
  struct timespec start, now;
  call3(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, (long)&start, 0);
  do {
    call3(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, (long)&now, 0);
  } while ((uint64_t)((now.tv_sec - start.tv_sec) * 1000000000l + now.tv_nsec - start.tv_nsec) <
           nanoseconds);
  return 0;
}

static long with_status(struct slot *slot, const uint64_t *w) {
  int status = 0;
  long result = call4(SYS_wait4, w[0], (long)&status, w[2], 0);
  if (result > 0) slot->extra = status;
  return result;
}

static long with_facts(struct slot *slot, const uint64_t *w) {
  siginfo_t info;
  clear(&info, sizeof info);
  struct timespec time = time_of(w[1]);
  long result = slot->number == 95
                    ? raw(SYS_waitid, w[0], w[1], (long)&info, w[3], 0, 0)
                    : call4(SYS_rt_sigtimedwait, (long)w, (long)&info, w[2] ? (long)&time : 0, 8);
  if (result >= 0) put_facts(slot, &info);
  return result;
}

static long with_mask(struct slot *slot, const uint64_t *w) {
  uint64_t new = w[1], old = 0;
  long result;
  switch (slot->number) {
    case 133: return call3(SYS_rt_sigsuspend, (long)w, 8, 0);
    case 136: result = call3(SYS_rt_sigpending, (long)&old, 8, 0); break;
    default:
      result = call4(SYS_rt_sigprocmask, w[0], w[3] ? 0 : (long)&new, (long)&old, 8);
  }
  slot->extra = old;
  return result;
}

static long with_schedule(struct slot *slot, const uint64_t *w) {
  // struct sched_param is one int.
  int priority = (int)(slot->number == 119 ? w[2] : w[1]);
  uint64_t mask[16] = {w[2]};
  struct timespec turn = {0, 0};
  long result;
  switch (slot->number) {
    case 118: return call3(SYS_sched_setparam, w[0], (long)&priority, 0);
    case 119: return call3(SYS_sched_setscheduler, w[0], w[1], (long)&priority);
    case 121:
      priority = 0;
      result = call3(SYS_sched_getparam, w[0], (long)&priority, 0);
      slot->extra = priority;
      return result;
    case 122: return call3(SYS_sched_setaffinity, w[0], w[1], (long)mask);
    case 123:
      mask[0] = 0;
      if (w[1] > sizeof mask) return -22;
      result = call3(SYS_sched_getaffinity, w[0], w[1], (long)mask);
      slot->extra = (int64_t)mask[0];
      return result;
    default:
      result = call3(SYS_sched_rr_get_interval, w[0], (long)&turn, 0);
      slot->extra = turn.tv_sec * 1000000000l + turn.tv_nsec;
      return result;
  }
}

static long with_text(struct slot *slot, const uint64_t *w) {
  struct utsname names;
  const char *in = (const char *)slot->in;
  switch (slot->number) {
    case 17: {
      long count = call3(SYS_getcwd, (long)slot->out, bytes_max, 0);
      if (count > 0) slot->count_out = count;
      return count;
    }
    case 49: return call3(SYS_chdir, (long)in, 0, 0);
    case 56: return call4(SYS_openat, w[0], (long)in, w[2], w[3]);
    case 63: {
      uint64_t limit = w[2] < bytes_max ? w[2] : bytes_max;
      if (w[1]) return call3(SYS_read, w[0], w[1], w[2]);
      long count = call3(SYS_read, w[0], (long)slot->out, limit);
      if (count > 0) slot->count_out = count;
      return count;
    }
    case 64: return call3(SYS_write, w[0], w[1] ? (long)w[1] : (long)in, w[2]);
    case 161: return call3(SYS_sethostname, (long)in, slot->count_in, 0);
    default: {
      long result = call3(SYS_uname, (long)&names, 0, 0);
      unsigned count = 0;
      while (count < sizeof names.nodename && names.nodename[count]) count++;
      copy(slot->out, names.nodename, count);
      slot->count_out = count;
      return result;
    }
  }
}

static long with_array(struct slot *slot, const uint64_t *w) {
  if (slot->number == 193) return call3(SYS_semop, w[0], (long)slot->in, slot->count_in / 6);
  struct timespec time = time_of(w[0]);
  long result = raw(SYS_ppoll, (long)slot->in, slot->count_in / 8, w[1] ? (long)&time : 0, 0, 8, 0);
  copy(slot->out, slot->in, slot->count_in);
  slot->count_out = slot->count_in;
  return result;
}

static long with_time(struct slot *slot, const uint64_t *w) {
  struct timespec time = time_of(w[0]);
  if (slot->number == 101) return call3(SYS_nanosleep, (long)&time, 0, 0);
  struct rusage usage;
  long result = call3(SYS_getrusage, w[0], (long)&usage, 0);
  uint64_t times[2] = {usage.ru_utime.tv_sec * 1000000000ul + usage.ru_utime.tv_usec * 1000ul,
                       usage.ru_stime.tv_sec * 1000000000ul + usage.ru_stime.tv_usec * 1000ul};
  if (result < 0) return result;
  copy(slot->out, times, sizeof times);
  slot->count_out = sizeof times;
  return result;
}

static long make(struct slot *slot, const uint64_t *w) {
  switch (slot->number) {
    case 17: case 49: case 56: case 63: case 64: case 160: case 161: return with_text(slot, w);
    case 73: case 193: return with_array(slot, w);
    case 90: case 91: return do_capabilities(slot, w, slot->number == 91);
    case 95: case 137: return with_facts(slot, w);
    case 98: return do_futex(slot, w);
    case 100: return call3(SYS_get_robust_list, w[0], (long)&slot->extra, (long)slot->out);
    case 101: case 165: return with_time(slot, w);
    case 102: return do_itimer(slot, w, 0);
    case 103: return do_itimer(slot, w, 1);
    case 117: return do_ptrace(slot, w);
    case 118: case 119: case 121: case 122: case 123: case 127: return with_schedule(slot, w);
    case 132: return do_sigaltstack(slot, w);
    case 133: case 135: case 136: return with_mask(slot, w);
    case 134: return do_sigaction(slot, w);
    case 138: return do_sigqueue(w);
    case 167: return do_prctl(slot, w);
    case 220: return do_clone(slot, w);
    case 221: return do_execve(slot);
    case 222: return do_mmap(w);
    case 260: return with_status(slot, w);
    case 261: return do_prlimit(slot, w);
    case 435: return do_clone3(slot, w);
    case 0x10000: case 0x10001: return do_access(w, slot->number);
    case 0x10002: case 0x10003: case 0x10004: return do_exchange(w, slot->number);
    case 0x10005: return do_compute(w[0]);
    default: break;
  }
  for (unsigned i = 0; i < sizeof plain_calls / sizeof *plain_calls; i++)
    if (plain_calls[i].generic == slot->number)
      return raw(plain_calls[i].native, w[0], w[1], w[2], w[3], w[4], w[5]);
  return -38;
}

void perform(struct slot *slot) {
  uint64_t w[6];
  for (int i = 0; i < 6; i++) w[i] = slot->words[i];
  slot->extra = 0;
  slot->count_out = 0;
  slot->value = make(slot, w);
}

#endif
