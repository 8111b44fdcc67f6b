// The init of a scenario's namespaces: it makes the first puppet, lets one puppet at a time make a
// call, and tells what came of it.

#ifdef __x86_64__

#define _GNU_SOURCE
#include "coordinator.h"

#include "puppet.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  output_bytes_max = 1 << 18,
  step_milliseconds_max = 3000,
  // How long a task may sleep uninterruptibly before that counts as being blocked.
  uninterruptible_milliseconds = 25,
  // How far a new task's number may be from the last one's: failed calls take numbers too.
  tid_gap_max = 12,
  // Calls that end by themselves within this time are waited for.
  settle_nanoseconds_max = 1000000000,
};

// What the coordinator knows of a slot's task.
struct view {
  int tid;      // in the coordinator's numbering; 0 for none yet
  int process;  // its thread group, in the same
  int stat;     // its /proc file
  int calling;  // whether its answer is still to come
  uint32_t starts, logged;
  char letter, told;
};

static struct view views[slots_max];
static int last_tid = 1;
static char output[output_bytes_max];
static size_t output_count;

static void tell(const char *format, ...) {
  va_list list;
  va_start(list, format);
  size_t room = sizeof output - output_count;
  int count = vsnprintf(output + output_count, room, format, list);
  va_end(list);
  if (count > 0 && (size_t)count < room) output_count += (size_t)count;
}

static _Noreturn void leave(void) {
  for (size_t sent = 0; sent < output_count;) {
    ssize_t count = write(1, output + sent, output_count - sent);
    if (count <= 0) break;
    sent += (size_t)count;
  }
  // The end of an init ends everybody in its namespace.
  _exit(0);
}

static _Noreturn void fail(const char *what) {
  tell("failed %s: %s\n", what, strerror(errno));
  leave();
}

static void pause_for(long nanoseconds) {
  struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  nanosleep(&time, NULL);
}

static long milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// MARK: - What the tasks do

static int open_stat(int tid) {
  char path[40];
  snprintf(path, sizeof path, "/proc/%d/stat", tid);
  return open(path, O_RDONLY | O_CLOEXEC);
}

// A task's letter in /proc; X once it is no more.
static char read_letter(int stat) {
  char text[256];
  ssize_t count = pread(stat, text, sizeof text - 1, 0);
  if (count <= 0) return 'X';
  text[count] = 0;
  const char *name_end = strrchr(text, ')');
  return name_end ? name_end[2] : 'X';
}

// The thread group of a task.
static int read_process(int tid) {
  char path[40], text[1024];
  snprintf(path, sizeof path, "/proc/%d/status", tid);
  int status = open(path, O_RDONLY | O_CLOEXEC);
  if (status < 0) return 0;
  ssize_t count = read(status, text, sizeof text - 1);
  close(status);
  text[count > 0 ? count : 0] = 0;
  const char *line = strstr(text, "\nTgid:");
  return line ? atoi(line + 6) : 0;
}

// Has a slot stand for a task, if that is there.
static int watch(int index, int tid) {
  struct view *view = &views[index];
  int stat = open_stat(tid);
  if (stat < 0 || read_letter(stat) == 'X') {
    if (stat >= 0) close(stat);
    return 0;
  }
  if (view->stat >= 0) close(view->stat);
  view->tid = tid;
  view->process = read_process(tid);
  view->stat = stat;
  if (tid > last_tid) last_tid = tid;
  return 1;
}

static int slot_of(int tid) {
  for (int i = 0; i < slots_max; i++)
    if (views[i].tid == tid && views[i].letter != 'X') return i;
  return -1;
}

// Looks for the task that a clone made: numbers are given out upwards.
static void find_child(int index, int parent) {
  const struct slot *slot = slot_at(parent);
  const int64_t value = slot->phase == phase_idle ? slot->value : 0;
  if (value < 0) return;
  for (int tid = last_tid + 1; tid <= last_tid + tid_gap_max; tid++)
    if (watch(index, tid)) return;
  // clone3 may have been given a number of its own.
  if (value > 0 && slot_of((int)value) < 0 && watch(index, (int)value)) return;
  // A number in another namespace says nothing here: whichever process nobody plays is it.
  DIR *folder = opendir("/proc");
  for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
    int tid = atoi(entry->d_name);
    if (tid > 1 && slot_of(tid) < 0 && watch(index, tid)) break;
  }
  if (folder != NULL) closedir(folder);
}

static int is_clone(const struct slot *slot) {
  return slot->number == 220 || slot->number == 435;
}

// Whether a task is in a clone that is to make this slot's task.
static int makes(int parent, int child) {
  const struct slot *slot = slot_at(parent);
  return views[parent].calling && is_clone(slot) && (int)slot->words[5] == child;
}

static int waits_for_vfork(const struct slot *slot) {
  if (!is_clone(slot)) return 0;
  const uint64_t *flags = slot->number == 220 || slot->words[0] != 0 ? slot->words
                                                                       : (const uint64_t *)slot->in;
  const struct view *child = &views[slot->words[5] % slots_max];
  return (*flags & 0x4000) != 0 && child->tid != 0 && child->letter != 'X' && child->letter != 'Z';
}

// A thread that executes a program goes on under its leader's number, maybe not at once.
static void take_leaders_number(int index) {
  for (int i = 0; i < slots_max; i++) {
    struct view *leader = &views[i];
    if (i == index || leader->tid == 0 || leader->letter == 'X') continue;
    if (leader->tid != views[index].process) continue;
    char letter = read_letter(leader->stat);
    if (letter == 'X' || letter == 'Z') continue;
    leader->letter = 'X';
    watch(index, leader->tid);
    views[index].letter = letter;
    return;
  }
}

// Reads every task's letter: the worst of them, in the order R, D, S.
static char look(void) {
  char worst = 'S';
  for (int i = 0; i < slots_max; i++) {
    struct view *view = &views[i];
    // A clone may be made later than its call, if a stop comes first.
    for (int parent = 0; view->tid == 0 && parent < slots_max; parent++)
      if (makes(parent, i)) find_child(i, parent);
    if (view->tid == 0 || view->letter == 'X') continue;
    const struct slot *slot = slot_at(i);
    view->letter = view->stat < 0 ? 'X' : read_letter(view->stat);
    // Who waits for another's core file sleeps in a way of its own.
    if (view->letter == 'I') view->letter = 'D';
    // As an init does: a tracee that has ended stays until its tracer has seen it, ignored SIGCHLD or
    // not. Only of ends: stops are not taken note of.
    if (view->letter == 'Z' &&
        syscall(SYS_waitid, P_PID, view->tid, NULL, WEXITED | WNOHANG | __WALL, NULL) == 0)
      view->letter = read_letter(view->stat);
    if (view->letter == 'X' && view->calling && slot->number == 221) take_leaders_number(i);
    if (view->letter == 'R') worst = 'R';
    // Who waits for its vfork's child sleeps uninterruptibly, but for SIGKILL.
    if (view->letter == 'D' && view->calling && waits_for_vfork(slot)) view->letter = 'S';
    if (view->letter == 'D' && worst != 'R') worst = 'D';
  }
  return worst;
}

// A number that changes whenever a puppet gets on.
static uint64_t progress(void) {
  uint64_t sum = 0;
  for (int i = 0; i < slots_max; i++) {
    const struct slot *slot = slot_at(i);
    sum = sum * 31 + slot->phase + slot->starts * 4ul + slot->log_count * 4096ul +
          (uint64_t)views[i].letter * 65536;
  }
  return sum;
}

// Waits until nobody runs.
static int settle(enum turns turns) {
  const long start = milliseconds_now();
  long sleeping_since = 0;
  uint64_t seen = 0;
  int calm = 0;
  while (milliseconds_now() - start < step_milliseconds_max) {
    char worst = look();
    uint64_t now = progress();
    if (now != seen || worst == 'R') calm = 0;
    if (now != seen || worst != 'D') sleeping_since = milliseconds_now();
    seen = now;
    if (worst == 'S' && ++calm > (turns == turns_strict ? 1 : 3)) return 1;
    if (worst == 'D' && milliseconds_now() - sleeping_since >= uninterruptible_milliseconds)
      return 1;
    if (worst != 'S')
      pause_for(worst == 'R' ? 20000 : 200000);
    else if (turns == turns_polled)
      sched_yield();
  }
  return 0;
}

// MARK: - Steps

static void tell_bytes(const unsigned char *bytes, size_t count) {
  if (count == 0) tell("-");
  for (size_t i = 0; i < count && i < bytes_max; i++) tell("%02x", bytes[i]);
  tell("\n");
}

static void tell_changes(void) {
  for (int i = 0; i < slots_max; i++) {
    struct view *view = &views[i];
    const struct slot *slot = slot_at(i);
    if (view->tid == 0) continue;
    for (; view->logged < slot->log_count; view->logged++) {
      const struct signal_facts *facts = &slot->log[view->logged];
      tell("signal %d %d %d %d %d %d\n", i, facts->signal, facts->code, facts->pid,
           (int)facts->uid, facts->status);
    }
    if (view->calling && slot->starts != view->starts && slot->number == 221) {
      view->calling = 0;
      tell("start %d\n", i);
    }
    if (view->calling && slot->phase == phase_idle) {
      view->calling = 0;
      tell("value %d %lld %lld ", i, (long long)slot->value, (long long)slot->extra);
      tell_bytes(slot->out, slot->count_out);
    }
    view->starts = slot->starts;
    char letter = view->letter;
    if (letter == 'S' || letter == 'D' || letter == 'R') letter = view->calling ? 'S' : 'R';
    if (letter != view->told) tell("state %d %c\n", i, letter);
    view->told = letter;
  }
}

static int is_ready(int index) {
  const struct view *view = &views[index];
  return view->tid != 0 && !view->calling && view->told == 'R' && slot_at(index)->starts > 0;
}

static int is_free(int index) {
  for (int parent = 0; parent < slots_max; parent++)
    if (makes(parent, index)) return 0;
  return views[index].tid == 0 || views[index].letter == 'X';
}

static void reset(int index) {
  struct slot *slot = slot_at(index);
  if (views[index].stat >= 0) close(views[index].stat);
  views[index] = (struct view){.stat = -1, .letter = 'S'};
  slot->go = 0;
  slot->phase = phase_idle;
  slot->starts = 0;
  slot->log_count = 0;
}

// How long a call or the timer that it sets may take to end by itself; 0 for one that does not.
static uint64_t own_time(const struct slot *slot) {
  const uint64_t *w = slot->words;
  uint64_t time = 0;
  switch (slot->number) {
    case 73: time = w[1] ? w[0] : 0; break;
    case 98: time = (w[1] & 127) == FUTEX_WAIT && w[4] ? w[3] : 0; break;
    case 101: time = w[0]; break;
    case 103: time = w[1]; break;
    case 137: time = w[2] ? w[1] : 0; break;
    default: break;
  }
  return time <= settle_nanoseconds_max ? time : 0;
}

static void step(int index, int child, enum turns turns) {
  struct slot *slot = slot_at(index);
  if (child >= 0) reset(child);
  views[index].calling = 1;
  slot->phase = phase_calling;
  slot->go = 1;
  syscall(SYS_futex, &slot->go, FUTEX_WAKE, 1, NULL, NULL, 0);
  if (!settle(turns)) {
    errno = ETIMEDOUT;
    fail("a step has no end");
  }
  uint64_t time = own_time(slot);
  if (time > 0 && (slot->number == 103 || slot->phase == phase_calling)) {
    pause_for((long)time + 4000000);
    settle(turns);
  }
  tell_changes();
  // A slot whose clone failed has no task.
  if (child >= 0 && views[child].tid == 0 && !views[index].calling) views[child].letter = 'X';
}

// MARK: - The stage

// Where every user may execute it.
static void copy_program(int from) {
  int to = open(PROGRAM_PATH, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
  if (to < 0) fail("copying the helper");
  static char buffer[65536];
  ssize_t count;
  for (off_t at = 0; (count = pread(from, buffer, sizeof buffer, at)) > 0; at += count)
    if (write(to, buffer, (size_t)count) != count) fail("copying the helper");
  close(to);
}

static void set_stage(int program, int executes) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("a parent-death signal");
  signal(SIGCHLD, SIG_IGN);
  umask(022);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail("private mounts");
  if (mount("proc", "/proc", "proc", 0, NULL) != 0) fail("mounting /proc");
  if (mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777,size=16m") != 0) fail("mounting /tmp");
  int arena = open(ARENA_PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (arena < 0 || fchmod(arena, 0666) != 0 || ftruncate(arena, ARENA_BYTES) != 0)
    fail("the shared memory");
  void *at = mmap((void *)ARENA_ADDRESS, ARENA_BYTES, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_FIXED_NOREPLACE, arena, 0);
  if (at != (void *)ARENA_ADDRESS) fail("mapping the shared memory");
  close(arena);
  for (int i = 0; i < slots_max; i++) {
    struct slot *slot = slot_at(i);
    slot->self = slot;
    slot->index = i;
    slot->stack_top = (char *)(ARENA_ADDRESS + STACKS_OFFSET + (unsigned long)(i + 1) * stack_bytes);
    views[i] = (struct view){.stat = -1, .letter = 'X'};
  }
  if (executes) copy_program(program);
}

// The first puppet becomes what the emulator's programs start as.
static _Noreturn void begin_program(int uid, enum turns turns) {
  struct rlimit core = {0, RLIM_INFINITY}, files = {1024, 4096};
  struct sched_param turn = {turns == turns_strict ? 2 : 0};
  if (turns == turns_strict) sched_setscheduler(0, SCHED_FIFO, &turn);
  setsid();
  // Whatever the helper was started with: every signal at its default, none blocked.
  const uint64_t action[4] = {0}, none = 0;
  for (int number = 1; number < NSIG; number++)
    syscall(SYS_rt_sigaction, number, action, NULL, sizeof none);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
  setrlimit(RLIMIT_CORE, &core);
  setrlimit(RLIMIT_NOFILE, &files);
  if (chdir("/") != 0) _exit(120);
  close_range(0, ~0u, 0);
  if (open("/dev/null", O_RDWR) != 0 || dup(0) != 1 || dup(0) != 2) _exit(121);
  if (uid != 0) {
    if (setgroups(0, NULL) != 0 || setresgid((gid_t)uid, (gid_t)uid, (gid_t)uid) != 0 ||
        setresuid((uid_t)uid, (uid_t)uid, (uid_t)uid) != 0)
      _exit(122);
    prctl(PR_SET_DUMPABLE, 1);
  }
  prctl(PR_SET_PDEATHSIG, 0);
  if (map_data() != 0) _exit(123);
  enter_puppet(slot_at(0));
}

// MARK: - Reading

// The next word of a line; the lines are the driver's own, so nothing is checked twice.
static const char *word(const char **text) {
  static char buffer[2 * bytes_max + 2];
  size_t count = 0;
  while (**text == ' ') (*text)++;
  while (**text != ' ' && **text != '\n' && **text != 0 && count < sizeof buffer - 1)
    buffer[count++] = *(*text)++;
  buffer[count] = 0;
  return buffer;
}

static uint64_t value_of(const char *word) {
  if (word[0] == '@') return (uint64_t)views[atoi(word + 1) % slots_max].tid;
  if (word[0] == '-' && word[1] == '@')
    return (uint64_t)-(int64_t)views[atoi(word + 2) % slots_max].tid;
  return strtoull(word, NULL, 16);
}

static void read_call(const char **text, struct slot *slot) {
  slot->number = strtoull(word(text), NULL, 10);
  for (int i = 0; i < 6; i++) slot->words[i] = value_of(word(text));
  const char *bytes = word(text);
  slot->count_in = 0;
  for (; bytes[0] != '-' && bytes[0] && bytes[1] && slot->count_in < bytes_max; bytes += 2) {
    const char pair[3] = {bytes[0], bytes[1], 0};
    slot->in[slot->count_in++] = (unsigned char)strtoul(pair, NULL, 16);
  }
  slot->in[slot->count_in] = 0;
}

void coordinate(const char *text, const char *end, enum turns turns, int program) {
  int uid = atoi(text + strlen("scenario "));
  set_stage(program, memmem(text, (size_t)(end - text), " 221 ", 5) != NULL);
  struct sched_param turn = {turns == turns_strict ? 1 : 0};
  if (turns == turns_strict) sched_setscheduler(0, SCHED_FIFO, &turn);
  views[0].letter = 'S';
  long first = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
  if (first == 0) begin_program(uid, turns);
  if (first < 0) fail("the first task");
  watch(0, (int)first);
  const long start = milliseconds_now();
  while (slot_at(0)->starts == 0 && milliseconds_now() - start < step_milliseconds_max)
    pause_for(20000);
  if (!settle(turns) || slot_at(0)->starts == 0) fail("starting the first task");
  views[0].starts = slot_at(0)->starts;
  views[0].told = 'R';

  int count = 0;
  for (const char *line = text; line < end; line = strchr(line, '\n') + 1) {
    const char *at = line;
    if (strcmp(word(&at), "step") != 0) continue;
    int index = atoi(word(&at)) % slots_max, child = atoi(word(&at));
    tell("step %d\n", count++);
    if (!is_ready(index) || (child >= 0 && !is_free(child))) {
      tell("busy\n");
      continue;
    }
    read_call(&at, slot_at(index));
    step(index, child, turns);
  }
  tell("end\n");
  leave();
}

#endif
