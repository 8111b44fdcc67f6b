/// The number of a system call: those of `include/uapi/asm-generic/unistd.h`, which riscv64 uses.
///
/// From `0x1_0000` on are the accesses of executions that have no memory instructions of their own:
/// no number of Linux reaches that far.
public struct SystemCallNumber: RawRepresentable, Hashable, Sendable {
  /// The number.
  public let rawValue: UInt32

  /// The call with a number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The corresponding Linux constant is `__NR_getcwd`.
  public static var getcwd: SystemCallNumber { SystemCallNumber(rawValue: 17) }
  /// The corresponding Linux constant is `__NR_dup`.
  public static var dup: SystemCallNumber { SystemCallNumber(rawValue: 23) }
  /// The corresponding Linux constant is `__NR_dup3`.
  public static var dup3: SystemCallNumber { SystemCallNumber(rawValue: 24) }
  /// The corresponding Linux constant is `__NR_fcntl`.
  public static var fcntl: SystemCallNumber { SystemCallNumber(rawValue: 25) }
  /// The corresponding Linux constant is `__NR_ioprio_set`.
  public static var ioprioSet: SystemCallNumber { SystemCallNumber(rawValue: 30) }
  /// The corresponding Linux constant is `__NR_ioprio_get`.
  public static var ioprioGet: SystemCallNumber { SystemCallNumber(rawValue: 31) }
  /// The corresponding Linux constant is `__NR_chdir`.
  public static var chdir: SystemCallNumber { SystemCallNumber(rawValue: 49) }
  /// The corresponding Linux constant is `__NR_openat`.
  public static var openat: SystemCallNumber { SystemCallNumber(rawValue: 56) }
  /// The corresponding Linux constant is `__NR_close`.
  public static var close: SystemCallNumber { SystemCallNumber(rawValue: 57) }
  /// The corresponding Linux constant is `__NR_read`.
  public static var read: SystemCallNumber { SystemCallNumber(rawValue: 63) }
  /// The corresponding Linux constant is `__NR_write`.
  public static var write: SystemCallNumber { SystemCallNumber(rawValue: 64) }
  /// The corresponding Linux constant is `__NR_ppoll`.
  public static var ppoll: SystemCallNumber { SystemCallNumber(rawValue: 73) }
  /// The corresponding Linux constant is `__NR_capget`.
  public static var capget: SystemCallNumber { SystemCallNumber(rawValue: 90) }
  /// The corresponding Linux constant is `__NR_capset`.
  public static var capset: SystemCallNumber { SystemCallNumber(rawValue: 91) }
  /// The corresponding Linux constant is `__NR_exit`.
  public static var exit: SystemCallNumber { SystemCallNumber(rawValue: 93) }
  /// The corresponding Linux constant is `__NR_exit_group`.
  public static var exitGroup: SystemCallNumber { SystemCallNumber(rawValue: 94) }
  /// The corresponding Linux constant is `__NR_waitid`.
  public static var waitid: SystemCallNumber { SystemCallNumber(rawValue: 95) }
  /// The corresponding Linux constant is `__NR_set_tid_address`.
  public static var setTIDAddress: SystemCallNumber { SystemCallNumber(rawValue: 96) }
  /// The corresponding Linux constant is `__NR_unshare`.
  public static var unshare: SystemCallNumber { SystemCallNumber(rawValue: 97) }
  /// The corresponding Linux constant is `__NR_futex`.
  public static var futex: SystemCallNumber { SystemCallNumber(rawValue: 98) }
  /// The corresponding Linux constant is `__NR_set_robust_list`.
  public static var setRobustList: SystemCallNumber { SystemCallNumber(rawValue: 99) }
  /// The corresponding Linux constant is `__NR_get_robust_list`.
  public static var getRobustList: SystemCallNumber { SystemCallNumber(rawValue: 100) }
  /// The corresponding Linux constant is `__NR_nanosleep`.
  public static var nanosleep: SystemCallNumber { SystemCallNumber(rawValue: 101) }
  /// The corresponding Linux constant is `__NR_getitimer`.
  public static var getitimer: SystemCallNumber { SystemCallNumber(rawValue: 102) }
  /// The corresponding Linux constant is `__NR_setitimer`.
  public static var setitimer: SystemCallNumber { SystemCallNumber(rawValue: 103) }
  /// The corresponding Linux constant is `__NR_ptrace`.
  public static var ptrace: SystemCallNumber { SystemCallNumber(rawValue: 117) }
  /// The corresponding Linux constant is `__NR_sched_setparam`.
  public static var schedSetparam: SystemCallNumber { SystemCallNumber(rawValue: 118) }
  /// The corresponding Linux constant is `__NR_sched_setscheduler`.
  public static var schedSetscheduler: SystemCallNumber { SystemCallNumber(rawValue: 119) }
  /// The corresponding Linux constant is `__NR_sched_getscheduler`.
  public static var schedGetscheduler: SystemCallNumber { SystemCallNumber(rawValue: 120) }
  /// The corresponding Linux constant is `__NR_sched_getparam`.
  public static var schedGetparam: SystemCallNumber { SystemCallNumber(rawValue: 121) }
  /// The corresponding Linux constant is `__NR_sched_setaffinity`.
  public static var schedSetaffinity: SystemCallNumber { SystemCallNumber(rawValue: 122) }
  /// The corresponding Linux constant is `__NR_sched_getaffinity`.
  public static var schedGetaffinity: SystemCallNumber { SystemCallNumber(rawValue: 123) }
  /// The corresponding Linux constant is `__NR_sched_yield`.
  public static var schedYield: SystemCallNumber { SystemCallNumber(rawValue: 124) }
  /// The corresponding Linux constant is `__NR_sched_get_priority_max`.
  public static var schedGetPriorityMax: SystemCallNumber { SystemCallNumber(rawValue: 125) }
  /// The corresponding Linux constant is `__NR_sched_get_priority_min`.
  public static var schedGetPriorityMin: SystemCallNumber { SystemCallNumber(rawValue: 126) }
  /// The corresponding Linux constant is `__NR_sched_rr_get_interval`.
  public static var schedRRGetInterval: SystemCallNumber { SystemCallNumber(rawValue: 127) }
  /// The corresponding Linux constant is `__NR_kill`.
  public static var kill: SystemCallNumber { SystemCallNumber(rawValue: 129) }
  /// The corresponding Linux constant is `__NR_tkill`.
  public static var tkill: SystemCallNumber { SystemCallNumber(rawValue: 130) }
  /// The corresponding Linux constant is `__NR_tgkill`.
  public static var tgkill: SystemCallNumber { SystemCallNumber(rawValue: 131) }
  /// The corresponding Linux constant is `__NR_sigaltstack`.
  public static var sigaltstack: SystemCallNumber { SystemCallNumber(rawValue: 132) }
  /// The corresponding Linux constant is `__NR_rt_sigsuspend`.
  public static var rtSigsuspend: SystemCallNumber { SystemCallNumber(rawValue: 133) }
  /// The corresponding Linux constant is `__NR_rt_sigaction`.
  public static var rtSigaction: SystemCallNumber { SystemCallNumber(rawValue: 134) }
  /// The corresponding Linux constant is `__NR_rt_sigprocmask`.
  public static var rtSigprocmask: SystemCallNumber { SystemCallNumber(rawValue: 135) }
  /// The corresponding Linux constant is `__NR_rt_sigpending`.
  public static var rtSigpending: SystemCallNumber { SystemCallNumber(rawValue: 136) }
  /// The corresponding Linux constant is `__NR_rt_sigtimedwait`.
  public static var rtSigtimedwait: SystemCallNumber { SystemCallNumber(rawValue: 137) }
  /// The corresponding Linux constant is `__NR_rt_sigqueueinfo`.
  public static var rtSigqueueinfo: SystemCallNumber { SystemCallNumber(rawValue: 138) }
  /// The corresponding Linux constant is `__NR_rt_sigreturn`.
  public static var rtSigreturn: SystemCallNumber { SystemCallNumber(rawValue: 139) }
  /// The corresponding Linux constant is `__NR_setpriority`.
  public static var setpriority: SystemCallNumber { SystemCallNumber(rawValue: 140) }
  /// The corresponding Linux constant is `__NR_getpriority`.
  public static var getpriority: SystemCallNumber { SystemCallNumber(rawValue: 141) }
  /// The corresponding Linux constant is `__NR_setresuid`.
  public static var setresuid: SystemCallNumber { SystemCallNumber(rawValue: 147) }
  /// The corresponding Linux constant is `__NR_setresgid`.
  public static var setresgid: SystemCallNumber { SystemCallNumber(rawValue: 149) }
  /// The corresponding Linux constant is `__NR_setpgid`.
  public static var setpgid: SystemCallNumber { SystemCallNumber(rawValue: 154) }
  /// The corresponding Linux constant is `__NR_getpgid`.
  public static var getpgid: SystemCallNumber { SystemCallNumber(rawValue: 155) }
  /// The corresponding Linux constant is `__NR_getsid`.
  public static var getsid: SystemCallNumber { SystemCallNumber(rawValue: 156) }
  /// The corresponding Linux constant is `__NR_setsid`.
  public static var setsid: SystemCallNumber { SystemCallNumber(rawValue: 157) }
  /// The corresponding Linux constant is `__NR_uname`.
  public static var uname: SystemCallNumber { SystemCallNumber(rawValue: 160) }
  /// The corresponding Linux constant is `__NR_sethostname`.
  public static var sethostname: SystemCallNumber { SystemCallNumber(rawValue: 161) }
  /// The corresponding Linux constant is `__NR_getrusage`.
  public static var getrusage: SystemCallNumber { SystemCallNumber(rawValue: 165) }
  /// The corresponding Linux constant is `__NR_umask`.
  public static var umask: SystemCallNumber { SystemCallNumber(rawValue: 166) }
  /// The corresponding Linux constant is `__NR_prctl`.
  public static var prctl: SystemCallNumber { SystemCallNumber(rawValue: 167) }
  /// The corresponding Linux constant is `__NR_getpid`.
  public static var getpid: SystemCallNumber { SystemCallNumber(rawValue: 172) }
  /// The corresponding Linux constant is `__NR_getppid`.
  public static var getppid: SystemCallNumber { SystemCallNumber(rawValue: 173) }
  /// The corresponding Linux constant is `__NR_getuid`.
  public static var getuid: SystemCallNumber { SystemCallNumber(rawValue: 174) }
  /// The corresponding Linux constant is `__NR_geteuid`.
  public static var geteuid: SystemCallNumber { SystemCallNumber(rawValue: 175) }
  /// The corresponding Linux constant is `__NR_getgid`.
  public static var getgid: SystemCallNumber { SystemCallNumber(rawValue: 176) }
  /// The corresponding Linux constant is `__NR_getegid`.
  public static var getegid: SystemCallNumber { SystemCallNumber(rawValue: 177) }
  /// The corresponding Linux constant is `__NR_gettid`.
  public static var gettid: SystemCallNumber { SystemCallNumber(rawValue: 178) }
  /// The corresponding Linux constant is `__NR_semget`.
  public static var semget: SystemCallNumber { SystemCallNumber(rawValue: 190) }
  /// The corresponding Linux constant is `__NR_semctl`.
  public static var semctl: SystemCallNumber { SystemCallNumber(rawValue: 191) }
  /// The corresponding Linux constant is `__NR_semop`.
  public static var semop: SystemCallNumber { SystemCallNumber(rawValue: 193) }
  /// The corresponding Linux constant is `__NR_munmap`.
  public static var munmap: SystemCallNumber { SystemCallNumber(rawValue: 215) }
  /// The corresponding Linux constant is `__NR_clone`.
  public static var clone: SystemCallNumber { SystemCallNumber(rawValue: 220) }
  /// The corresponding Linux constant is `__NR_execve`.
  public static var execve: SystemCallNumber { SystemCallNumber(rawValue: 221) }
  /// The corresponding Linux constant is `__NR_mmap`.
  public static var mmap: SystemCallNumber { SystemCallNumber(rawValue: 222) }
  /// The corresponding Linux constant is `__NR_execveat`: whoever runs machine code makes execve of it.
  public static var execveat: SystemCallNumber { SystemCallNumber(rawValue: 281) }
  /// The corresponding Linux constant is `__NR_wait4`.
  public static var wait4: SystemCallNumber { SystemCallNumber(rawValue: 260) }
  /// The corresponding Linux constant is `__NR_prlimit64`.
  public static var prlimit64: SystemCallNumber { SystemCallNumber(rawValue: 261) }
  /// The corresponding Linux constant is `__NR_setns`.
  public static var setns: SystemCallNumber { SystemCallNumber(rawValue: 268) }
  /// The corresponding Linux constant is `__NR_kcmp`.
  public static var kcmp: SystemCallNumber { SystemCallNumber(rawValue: 272) }
  /// The corresponding Linux constant is `__NR_pidfd_send_signal`.
  public static var pidfdSendSignal: SystemCallNumber { SystemCallNumber(rawValue: 424) }
  /// The corresponding Linux constant is `__NR_pidfd_open`.
  public static var pidfdOpen: SystemCallNumber { SystemCallNumber(rawValue: 434) }
  /// The corresponding Linux constant is `__NR_clone3`.
  public static var clone3: SystemCallNumber { SystemCallNumber(rawValue: 435) }

  /// The corresponding Linux constant is `__NR_brk`.
  public static var brk: SystemCallNumber { SystemCallNumber(rawValue: 214) }
  /// The corresponding Linux constant is `__NR_mremap`.
  public static var mremap: SystemCallNumber { SystemCallNumber(rawValue: 216) }
  /// The corresponding Linux constant is `__NR_mprotect`.
  public static var mprotect: SystemCallNumber { SystemCallNumber(rawValue: 226) }
  /// The corresponding Linux constant is `__NR_msync`.
  public static var msync: SystemCallNumber { SystemCallNumber(rawValue: 227) }
  /// The corresponding Linux constant is `__NR_mlock`.
  public static var mlock: SystemCallNumber { SystemCallNumber(rawValue: 228) }
  /// The corresponding Linux constant is `__NR_munlock`.
  public static var munlock: SystemCallNumber { SystemCallNumber(rawValue: 229) }
  /// The corresponding Linux constant is `__NR_mlockall`.
  public static var mlockall: SystemCallNumber { SystemCallNumber(rawValue: 230) }
  /// The corresponding Linux constant is `__NR_munlockall`.
  public static var munlockall: SystemCallNumber { SystemCallNumber(rawValue: 231) }
  /// The corresponding Linux constant is `__NR_mincore`.
  public static var mincore: SystemCallNumber { SystemCallNumber(rawValue: 232) }
  /// The corresponding Linux constant is `__NR_madvise`.
  public static var madvise: SystemCallNumber { SystemCallNumber(rawValue: 233) }
  /// The corresponding Linux constant is `__NR_mlock2`.
  public static var mlock2: SystemCallNumber { SystemCallNumber(rawValue: 284) }
  /// The corresponding Linux constant is `__NR_personality`.
  public static var personality: SystemCallNumber { SystemCallNumber(rawValue: 92) }
  /// The corresponding Linux constant is `__NR_timer_create`.
  public static var timerCreate: SystemCallNumber { SystemCallNumber(rawValue: 107) }
  /// The corresponding Linux constant is `__NR_timer_gettime`.
  public static var timerGettime: SystemCallNumber { SystemCallNumber(rawValue: 108) }
  /// The corresponding Linux constant is `__NR_timer_getoverrun`.
  public static var timerGetoverrun: SystemCallNumber { SystemCallNumber(rawValue: 109) }
  /// The corresponding Linux constant is `__NR_timer_settime`.
  public static var timerSettime: SystemCallNumber { SystemCallNumber(rawValue: 110) }
  /// The corresponding Linux constant is `__NR_timer_delete`.
  public static var timerDelete: SystemCallNumber { SystemCallNumber(rawValue: 111) }
  /// The corresponding Linux constant is `__NR_clock_settime`.
  public static var clockSettime: SystemCallNumber { SystemCallNumber(rawValue: 112) }
  /// The corresponding Linux constant is `__NR_clock_gettime`.
  public static var clockGettime: SystemCallNumber { SystemCallNumber(rawValue: 113) }
  /// The corresponding Linux constant is `__NR_clock_getres`.
  public static var clockGetres: SystemCallNumber { SystemCallNumber(rawValue: 114) }
  /// The corresponding Linux constant is `__NR_clock_nanosleep`.
  public static var clockNanosleep: SystemCallNumber { SystemCallNumber(rawValue: 115) }
  /// The corresponding Linux constant is `__NR_syslog`.
  public static var syslog: SystemCallNumber { SystemCallNumber(rawValue: 116) }
  /// The corresponding Linux constant is `__NR_reboot`.
  public static var reboot: SystemCallNumber { SystemCallNumber(rawValue: 142) }
  /// The corresponding Linux constant is `__NR_setregid`.
  public static var setregid: SystemCallNumber { SystemCallNumber(rawValue: 143) }
  /// The corresponding Linux constant is `__NR_setgid`.
  public static var setgid: SystemCallNumber { SystemCallNumber(rawValue: 144) }
  /// The corresponding Linux constant is `__NR_setreuid`.
  public static var setreuid: SystemCallNumber { SystemCallNumber(rawValue: 145) }
  /// The corresponding Linux constant is `__NR_setuid`.
  public static var setuid: SystemCallNumber { SystemCallNumber(rawValue: 146) }
  /// The corresponding Linux constant is `__NR_getresuid`.
  public static var getresuid: SystemCallNumber { SystemCallNumber(rawValue: 148) }
  /// The corresponding Linux constant is `__NR_getresgid`.
  public static var getresgid: SystemCallNumber { SystemCallNumber(rawValue: 150) }
  /// The corresponding Linux constant is `__NR_setfsuid`.
  public static var setfsuid: SystemCallNumber { SystemCallNumber(rawValue: 151) }
  /// The corresponding Linux constant is `__NR_setfsgid`.
  public static var setfsgid: SystemCallNumber { SystemCallNumber(rawValue: 152) }
  /// The corresponding Linux constant is `__NR_times`.
  public static var times: SystemCallNumber { SystemCallNumber(rawValue: 153) }
  /// The corresponding Linux constant is `__NR_getgroups`.
  public static var getgroups: SystemCallNumber { SystemCallNumber(rawValue: 158) }
  /// The corresponding Linux constant is `__NR_setgroups`.
  public static var setgroups: SystemCallNumber { SystemCallNumber(rawValue: 159) }
  /// The corresponding Linux constant is `__NR_setdomainname`.
  public static var setdomainname: SystemCallNumber { SystemCallNumber(rawValue: 162) }
  /// The corresponding Linux constant is `__NR_getrlimit`.
  public static var getrlimit: SystemCallNumber { SystemCallNumber(rawValue: 163) }
  /// The corresponding Linux constant is `__NR_setrlimit`.
  public static var setrlimit: SystemCallNumber { SystemCallNumber(rawValue: 164) }
  /// The corresponding Linux constant is `__NR_getcpu`.
  public static var getcpu: SystemCallNumber { SystemCallNumber(rawValue: 168) }
  /// The corresponding Linux constant is `__NR_gettimeofday`.
  public static var gettimeofday: SystemCallNumber { SystemCallNumber(rawValue: 169) }
  /// The corresponding Linux constant is `__NR_settimeofday`.
  public static var settimeofday: SystemCallNumber { SystemCallNumber(rawValue: 170) }
  /// The corresponding Linux constant is `__NR_adjtimex`.
  public static var adjtimex: SystemCallNumber { SystemCallNumber(rawValue: 171) }
  /// The corresponding Linux constant is `__NR_sysinfo`.
  public static var sysinfo: SystemCallNumber { SystemCallNumber(rawValue: 179) }
  /// The corresponding Linux constant is `__NR_rt_tgsigqueueinfo`.
  public static var rtTgsigqueueinfo: SystemCallNumber { SystemCallNumber(rawValue: 240) }
  /// The corresponding Linux constant is `__NR_riscv_hwprobe`.
  public static var riscvHwprobe: SystemCallNumber { SystemCallNumber(rawValue: 258) }
  /// The corresponding Linux constant is `__NR_riscv_flush_icache`.
  public static var riscvFlushIcache: SystemCallNumber { SystemCallNumber(rawValue: 259) }
  /// The corresponding Linux constant is `__NR_clock_adjtime`.
  public static var clockAdjtime: SystemCallNumber { SystemCallNumber(rawValue: 266) }
  /// The corresponding Linux constant is `__NR_getrandom`.
  public static var getrandom: SystemCallNumber { SystemCallNumber(rawValue: 278) }
  /// The corresponding Linux constant is `__NR_membarrier`.
  public static var membarrier: SystemCallNumber { SystemCallNumber(rawValue: 283) }
  /// The corresponding Linux constant is `__NR_rseq`.
  public static var rseq: SystemCallNumber { SystemCallNumber(rawValue: 293) }
  /// The corresponding Linux constant is `__NR_shmget`.
  public static var shmget: SystemCallNumber { SystemCallNumber(rawValue: 194) }
  /// The corresponding Linux constant is `__NR_shmctl`.
  public static var shmctl: SystemCallNumber { SystemCallNumber(rawValue: 195) }
  /// The corresponding Linux constant is `__NR_shmat`.
  public static var shmat: SystemCallNumber { SystemCallNumber(rawValue: 196) }
  /// The corresponding Linux constant is `__NR_shmdt`.
  public static var shmdt: SystemCallNumber { SystemCallNumber(rawValue: 197) }

  /// Reads memory: address, width.
  public static var load: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0000) }
  /// Writes memory: address, width, value.
  public static var store: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0001) }
  /// Adds to memory in one step: address, width, value.
  public static var fetchAdd: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0002) }
  /// Replaces memory in one step: address, width, value.
  public static var exchange: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0003) }
  /// Replaces memory if it holds what is expected: address, width, expected, desired.
  public static var compareExchange: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0004) }
  /// Uses processor time: nanoseconds.
  public static var compute: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0005) }
  /// Leaves the rest of the task to a script of the test: script, value.
  public static var handOver: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0006) }
  /// Says that an instruction can't be carried out: signal, code, address, whether no handler may run.
  public static var instructionFault: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0007) }
  /// A call of machine code whose arguments can't be read: its number, its errno.
  public static var refusedCall: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0008) }
  /// A tracee of machine code is about to make a call (0), or comes back from one (1).
  public static var callStop: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0009) }
  /// A filter of the calls of machine code (0), or what the filters say of one (1).
  public static var callFilter: SystemCallNumber { SystemCallNumber(rawValue: 0x1_000b) }
  /// Goes on with the call that a signal interrupted, as restart_syscall(2) does.
  public static var restartedCall: SystemCallNumber { SystemCallNumber(rawValue: 0x1_000a) }
}
