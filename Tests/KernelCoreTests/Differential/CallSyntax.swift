/// How scenarios write a system call, and how its words travel.
///
/// Number and words are those of the asm-generic calls, as `SystemCall(number:arguments:bytes:)`
/// takes them; the helper on the host knows them too.
struct CallSyntax: Sendable {
  let name: String
  let number: UInt32
  let parameters: [Parameter]
  /// Words that are the same in every such call.
  var fixed: [Int: UInt64] = [:]
  var answer = AnswerStyle.number

  /// An argument: the word that it goes to.
  enum Parameter: Sendable {
    /// A number, or names of bits.
    case word(Int)
    /// The same, written `name=value`; 0 where it is left out.
    case named(String, Int)
    /// A set of signals; `name=value` where it may be left out.
    case set(Int)
    case namedSet(String, Int)
    /// A number, or `?` to ask only, which a second word says.
    case orAsk(Int, flag: Int)
    case setOrAsk(Int, flag: Int)
    /// `timeout=5ms`, which a second word says; nothing where there is none.
    case timeout(Int, flag: Int)
    /// Text that travels as bytes.
    case text
    /// `number:operation` or `number:operation:flags`, any number of them.
    case semaphoreOperations
    /// `descriptor:events`, any number of them.
    case pollDescriptors
  }

  /// What of an answer a record shows.
  enum AnswerStyle: Sendable {
    /// The number alone.
    case number
    /// How a child changed, after wait4.
    case status
    /// The siginfo_t, if the call brought one.
    case facts
    /// Another number that Linux stores, with a word for it.
    case extra(String)
    /// The same, of getters alone: for these first words.
    case extraOf(String, [UInt64])
    /// A set of signals.
    case set
    /// Alternate stack: flags and address.
    case stack
    case text
    case limits
    /// Three sets of capabilities.
    case capabilities
    case events
    case remaining
    case times
    /// The same or different, in place of an order.
    case comparison
    /// The events and siginfos of ptrace.
    case trace
  }

  static func named(_ name: String) -> CallSyntax? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  private static func plain(_ name: String, _ number: UInt32, _ words: Int) -> CallSyntax {
    CallSyntax(name: name, number: number, parameters: (0..<words).map { .word($0) })
  }

  private static func access(_ name: String, _ number: UInt32, _ words: [Int]) -> CallSyntax {
    CallSyntax(
      name: name, number: number, parameters: words.map { .word($0) } + [.named("width", 1)])
  }

  private static let all: [CallSyntax] =
    [
      plain("exit", 93, 1), plain("exit_group", 94, 1), plain("getpid", 172, 0),
      plain("gettid", 178, 0), plain("getppid", 173, 0), plain("getuid", 174, 0),
      plain("geteuid", 175, 0), plain("getgid", 176, 0), plain("getegid", 177, 0),
      plain("kill", 129, 2), plain("tkill", 130, 2), plain("tgkill", 131, 3),
      plain("rt_sigqueueinfo", 138, 3), plain("setpgid", 154, 2), plain("getpgid", 155, 1),
      plain("getsid", 156, 1), plain("setsid", 157, 0), plain("setresuid", 147, 3),
      plain("setresgid", 149, 3), plain("unshare", 97, 1), plain("setns", 268, 2),
      plain("set_tid_address", 96, 1), plain("set_robust_list", 99, 2), plain("semget", 190, 3),
      plain("pidfd_open", 434, 2), plain("dup", 23, 1), plain("dup3", 24, 3),
      plain("close", 57, 1), plain("umask", 166, 1), plain("ioprio_set", 30, 3),
      plain("ioprio_get", 31, 2), plain("setpriority", 140, 3), plain("getpriority", 141, 2),
      plain("sched_yield", 124, 0), plain("munmap", 215, 2), plain("nanosleep", 101, 1),
      plain("compute", 0x10005, 1), access("load", 0x10000, [0]), access("store", 0x10001, [0, 2]),
      access("fetch_add", 0x10002, [0, 2]), access("exchange", 0x10003, [0, 2]),
      access("compare_exchange", 0x10004, [0, 2, 3]),
    ] + signalCalls + lifeCalls + schedulingCalls + otherCalls

  private static let lifeCalls: [CallSyntax] = [
    CallSyntax(
      name: "clone", number: 220,
      parameters: [.word(0), .named("ptid", 2), .named("tls", 3), .named("ctid", 4)]),
    // Its arguments are read by `CloneArgumentsSyntax`.
    CallSyntax(name: "clone3", number: 435, parameters: []),
    CallSyntax(
      name: "wait4", number: 260, parameters: [.word(0), .named("options", 2)], answer: .status),
    CallSyntax(
      name: "waitid", number: 95, parameters: [.word(0), .word(1), .word(3)], answer: .facts),
    CallSyntax(name: "execve", number: 221, parameters: [.text]),
    CallSyntax(
      name: "ptrace", number: 117,
      parameters: [.word(0), .named("pid", 1), .named("addr", 2), .named("data", 3)],
      answer: .trace),
    CallSyntax(
      name: "prctl", number: 167, parameters: [.word(0), .named("arg", 1)],
      answer: .extraOf("is", [2, 37])),
    CallSyntax(
      name: "get_robust_list", number: 100, parameters: [.word(0)], answer: .extra("head")),
    CallSyntax(name: "capget", number: 90, parameters: [.word(0)], answer: .capabilities),
    CallSyntax(
      name: "capset", number: 91,
      parameters: [.word(1), .word(2), .named("inheritable", 3), .named("pid", 0)]),
    CallSyntax(
      name: "kcmp", number: 272,
      parameters: [.word(0), .word(1), .word(2), .named("idx1", 3), .named("idx2", 4)],
      answer: .comparison),
  ]

  private static let signalCalls: [CallSyntax] = [
    CallSyntax(
      name: "rt_sigaction", number: 134,
      parameters: [
        .word(0), .orAsk(1, flag: 3), .named("flags", 2), .namedSet("mask", 4),
      ], answer: .extra("was")),
    CallSyntax(
      name: "rt_sigprocmask", number: 135, parameters: [.word(0), .setOrAsk(1, flag: 3)],
      answer: .set),
    CallSyntax(name: "rt_sigpending", number: 136, parameters: [], answer: .set),
    CallSyntax(name: "rt_sigsuspend", number: 133, parameters: [.set(0)]),
    CallSyntax(
      name: "rt_sigtimedwait", number: 137, parameters: [.set(0), .timeout(1, flag: 2)],
      answer: .facts),
    CallSyntax(
      name: "sigaltstack", number: 132,
      parameters: [.orAsk(0, flag: 3), .named("flags", 1), .named("size", 2)], answer: .stack),
    CallSyntax(
      name: "pidfd_send_signal", number: 424,
      parameters: [.word(0), .word(1), .named("flags", 3)]),
    CallSyntax(
      name: "setitimer", number: 103, parameters: [.word(0), .word(1), .named("interval", 2)],
      answer: .remaining),
    CallSyntax(name: "getitimer", number: 102, parameters: [.word(0)], answer: .remaining),
  ]

  private static func futex(
    _ name: String, _ operation: UInt64, _ parameters: [Parameter]
  ) -> CallSyntax {
    CallSyntax(name: name, number: 98, parameters: parameters, fixed: [1: operation])
  }

  private static let schedulingCalls: [CallSyntax] = [
    plain("sched_setscheduler", 119, 3), plain("sched_getscheduler", 120, 1),
    plain("sched_setparam", 118, 2), plain("sched_get_priority_max", 125, 1),
    plain("sched_get_priority_min", 126, 1), plain("sched_setaffinity", 122, 3),
    CallSyntax(
      name: "sched_getparam", number: 121, parameters: [.word(0)], answer: .extra("priority")),
    CallSyntax(
      name: "sched_getaffinity", number: 123, parameters: [.word(0), .word(1)],
      answer: .extra("mask")),
    CallSyntax(
      name: "sched_rr_get_interval", number: 127, parameters: [.word(0)],
      answer: .extra("nanoseconds")),
  ]

  private static let otherCalls: [CallSyntax] = [
    futex("futex_wait", 0, [.word(0), .word(2), .timeout(3, flag: 4)]),
    futex("futex_wake", 1, [.word(0), .word(2)]),
    futex("futex_requeue", 3, [.word(0), .word(2), .word(3), .word(4)]),
    futex("futex_cmp_requeue", 4, [.word(0), .word(2), .word(3), .word(4), .word(5)]),
    futex("futex_wake_op", 5, [.word(0), .word(2), .word(3), .word(4), .word(5)]),
    futex("futex_wait_bitset", 9, [.word(0), .word(2), .word(5)]),
    futex("futex_wake_bitset", 10, [.word(0), .word(2), .word(5)]),
    CallSyntax(
      name: "prlimit64", number: 261,
      parameters: [.word(0), .word(1), .orAsk(3, flag: 2), .named("hard", 4)], answer: .limits),
    CallSyntax(
      name: "semctl", number: 191,
      parameters: [.word(0), .word(1), .word(2), .named("value", 3)]),
    CallSyntax(name: "semop", number: 193, parameters: [.word(0), .semaphoreOperations]),
    CallSyntax(
      name: "ppoll", number: 73, parameters: [.timeout(0, flag: 1), .pollDescriptors],
      answer: .events),
    CallSyntax(
      name: "fcntl", number: 25, parameters: [.word(0), .word(1), .named("arg", 2)]),
    CallSyntax(name: "uname", number: 160, parameters: [], answer: .text),
    CallSyntax(name: "sethostname", number: 161, parameters: [.text]),
    CallSyntax(name: "getrusage", number: 165, parameters: [.word(0)], answer: .times),
    CallSyntax(
      name: "openat", number: 56, parameters: [.text, .word(2), .named("mode", 3)],
      fixed: [0: UInt64(bitPattern: -100)]),
    CallSyntax(
      name: "read", number: 63, parameters: [.word(0), .word(2), .named("address", 1)],
      answer: .text),
    // Its count is that of its text.
    CallSyntax(name: "write", number: 64, parameters: [.word(0), .text]),
    CallSyntax(name: "chdir", number: 49, parameters: [.text]),
    CallSyntax(name: "getcwd", number: 17, parameters: [], answer: .text),
    CallSyntax(
      name: "mmap", number: 222, parameters: [.word(1), .word(2), .word(3)],
      fixed: [4: UInt64.max]),
  ]
}
