// The calls on queues of messages, sockets, other descriptors, and what came late.
extension SystemCallNumber {
  /// The corresponding Linux constant is `__NR_signalfd4`.
  public static var signalfd4: SystemCallNumber { SystemCallNumber(rawValue: 74) }
  /// The corresponding Linux constant is `__NR_timerfd_create`.
  public static var timerfdCreate: SystemCallNumber { SystemCallNumber(rawValue: 85) }
  /// The corresponding Linux constant is `__NR_timerfd_settime`.
  public static var timerfdSettime: SystemCallNumber { SystemCallNumber(rawValue: 86) }
  /// The corresponding Linux constant is `__NR_timerfd_gettime`.
  public static var timerfdGettime: SystemCallNumber { SystemCallNumber(rawValue: 87) }
  /// The corresponding Linux constant is `__NR_sync_file_range`.
  public static var syncFileRange: SystemCallNumber { SystemCallNumber(rawValue: 84) }
  /// The corresponding Linux constant is `__NR_readahead`.
  public static var readahead: SystemCallNumber { SystemCallNumber(rawValue: 213) }
  /// The corresponding Linux constant is `__NR_fadvise64`.
  public static var fadvise64: SystemCallNumber { SystemCallNumber(rawValue: 223) }
  /// The corresponding Linux constant is `__NR_recvmmsg`.
  public static var recvmmsg: SystemCallNumber { SystemCallNumber(rawValue: 243) }
  /// The corresponding Linux constant is `__NR_syncfs`.
  public static var syncfs: SystemCallNumber { SystemCallNumber(rawValue: 267) }
  /// The corresponding Linux constant is `__NR_sendmmsg`.
  public static var sendmmsg: SystemCallNumber { SystemCallNumber(rawValue: 269) }
  /// The corresponding Linux constant is `__NR_process_madvise`.
  public static var processMadvise: SystemCallNumber { SystemCallNumber(rawValue: 440) }
  /// The corresponding Linux constant is `__NR_process_mrelease`.
  public static var processMrelease: SystemCallNumber { SystemCallNumber(rawValue: 448) }
  /// The corresponding Linux constant is `__NR_seccomp`.
  public static var seccomp: SystemCallNumber { SystemCallNumber(rawValue: 277) }
  /// The corresponding Linux constant is `__NR_mq_open`.
  public static var mqOpen: SystemCallNumber { SystemCallNumber(rawValue: 180) }
  /// The corresponding Linux constant is `__NR_mq_unlink`.
  public static var mqUnlink: SystemCallNumber { SystemCallNumber(rawValue: 181) }
  /// The corresponding Linux constant is `__NR_mq_timedsend`.
  public static var mqTimedsend: SystemCallNumber { SystemCallNumber(rawValue: 182) }
  /// The corresponding Linux constant is `__NR_mq_timedreceive`.
  public static var mqTimedreceive: SystemCallNumber { SystemCallNumber(rawValue: 183) }
  /// The corresponding Linux constant is `__NR_mq_notify`.
  public static var mqNotify: SystemCallNumber { SystemCallNumber(rawValue: 184) }
  /// The corresponding Linux constant is `__NR_mq_getsetattr`.
  public static var mqGetsetattr: SystemCallNumber { SystemCallNumber(rawValue: 185) }
  /// The corresponding Linux constant is `__NR_msgget`.
  public static var msgget: SystemCallNumber { SystemCallNumber(rawValue: 186) }
  /// The corresponding Linux constant is `__NR_msgctl`.
  public static var msgctl: SystemCallNumber { SystemCallNumber(rawValue: 187) }
  /// The corresponding Linux constant is `__NR_msgrcv`.
  public static var msgrcv: SystemCallNumber { SystemCallNumber(rawValue: 188) }
  /// The corresponding Linux constant is `__NR_msgsnd`.
  public static var msgsnd: SystemCallNumber { SystemCallNumber(rawValue: 189) }
  /// The corresponding Linux constant is `__NR_semtimedop`.
  public static var semtimedop: SystemCallNumber { SystemCallNumber(rawValue: 192) }
  /// The corresponding Linux constant is `__NR_bind`.
  public static var bind: SystemCallNumber { SystemCallNumber(rawValue: 200) }
  /// The corresponding Linux constant is `__NR_listen`.
  public static var listen: SystemCallNumber { SystemCallNumber(rawValue: 201) }
  /// The corresponding Linux constant is `__NR_accept`.
  public static var accept: SystemCallNumber { SystemCallNumber(rawValue: 202) }
  /// The corresponding Linux constant is `__NR_connect`.
  public static var connect: SystemCallNumber { SystemCallNumber(rawValue: 203) }
  /// The corresponding Linux constant is `__NR_getsockname`.
  public static var getsockname: SystemCallNumber { SystemCallNumber(rawValue: 204) }
  /// The corresponding Linux constant is `__NR_getpeername`.
  public static var getpeername: SystemCallNumber { SystemCallNumber(rawValue: 205) }
  /// The corresponding Linux constant is `__NR_sendto`.
  public static var sendto: SystemCallNumber { SystemCallNumber(rawValue: 206) }
  /// The corresponding Linux constant is `__NR_recvfrom`.
  public static var recvfrom: SystemCallNumber { SystemCallNumber(rawValue: 207) }
  /// The corresponding Linux constant is `__NR_setsockopt`.
  public static var setsockopt: SystemCallNumber { SystemCallNumber(rawValue: 208) }
  /// The corresponding Linux constant is `__NR_getsockopt`.
  public static var getsockopt: SystemCallNumber { SystemCallNumber(rawValue: 209) }
  /// The corresponding Linux constant is `__NR_shutdown`.
  public static var shutdown: SystemCallNumber { SystemCallNumber(rawValue: 210) }
  /// The corresponding Linux constant is `__NR_sendmsg`.
  public static var sendmsg: SystemCallNumber { SystemCallNumber(rawValue: 211) }
  /// The corresponding Linux constant is `__NR_recvmsg`.
  public static var recvmsg: SystemCallNumber { SystemCallNumber(rawValue: 212) }
  /// The corresponding Linux constant is `__NR_accept4`.
  public static var accept4: SystemCallNumber { SystemCallNumber(rawValue: 242) }
  /// The corresponding Linux constant is `__NR_process_vm_readv`.
  public static var processVMReadv: SystemCallNumber { SystemCallNumber(rawValue: 270) }
  /// The corresponding Linux constant is `__NR_process_vm_writev`.
  public static var processVMWritev: SystemCallNumber { SystemCallNumber(rawValue: 271) }
  /// The corresponding Linux constant is `__NR_sched_setattr`.
  public static var schedSetattr: SystemCallNumber { SystemCallNumber(rawValue: 274) }
  /// The corresponding Linux constant is `__NR_sched_getattr`.
  public static var schedGetattr: SystemCallNumber { SystemCallNumber(rawValue: 275) }
  /// The corresponding Linux constant is `__NR_pidfd_getfd`.
  public static var pidfdGetfd: SystemCallNumber { SystemCallNumber(rawValue: 438) }
  /// The corresponding Linux constant is `__NR_futex_waitv`.
  public static var futexWaitv: SystemCallNumber { SystemCallNumber(rawValue: 449) }
  /// The corresponding Linux constant is `__NR_futex_wake`.
  public static var futexWake: SystemCallNumber { SystemCallNumber(rawValue: 454) }
  /// The corresponding Linux constant is `__NR_futex_wait`.
  public static var futexWait: SystemCallNumber { SystemCallNumber(rawValue: 455) }
  /// The corresponding Linux constant is `__NR_futex_requeue`.
  public static var futexRequeue: SystemCallNumber { SystemCallNumber(rawValue: 456) }

  /// These calls, and their names.
  static var lateCalls: [(number: SystemCallNumber, name: StaticString)] {
    [
      (.signalfd4, "signalfd4"),
      (.timerfdCreate, "timerfd_create"),
      (.timerfdSettime, "timerfd_settime"),
      (.timerfdGettime, "timerfd_gettime"),
      (.syncFileRange, "sync_file_range"),
      (.readahead, "readahead"),
      (.fadvise64, "fadvise64"),
      (.recvmmsg, "recvmmsg"),
      (.syncfs, "syncfs"),
      (.sendmmsg, "sendmmsg"),
      (.processMadvise, "process_madvise"),
      (.processMrelease, "process_mrelease"),
      (.seccomp, "seccomp"),
      (.mqOpen, "mq_open"),
      (.mqUnlink, "mq_unlink"),
      (.mqTimedsend, "mq_timedsend"),
      (.mqTimedreceive, "mq_timedreceive"),
      (.mqNotify, "mq_notify"),
      (.mqGetsetattr, "mq_getsetattr"),
      (.msgget, "msgget"),
      (.msgctl, "msgctl"),
      (.msgrcv, "msgrcv"),
      (.msgsnd, "msgsnd"),
      (.semtimedop, "semtimedop"),
      (.bind, "bind"),
      (.listen, "listen"),
      (.accept, "accept"),
      (.connect, "connect"),
      (.getsockname, "getsockname"),
      (.getpeername, "getpeername"),
      (.sendto, "sendto"),
      (.recvfrom, "recvfrom"),
      (.setsockopt, "setsockopt"),
      (.getsockopt, "getsockopt"),
      (.shutdown, "shutdown"),
      (.sendmsg, "sendmsg"),
      (.recvmsg, "recvmsg"),
      (.accept4, "accept4"),
      (.processVMReadv, "process_vm_readv"),
      (.processVMWritev, "process_vm_writev"),
      (.schedSetattr, "sched_setattr"),
      (.schedGetattr, "sched_getattr"),
      (.pidfdGetfd, "pidfd_getfd"),
      (.futexWaitv, "futex_waitv"),
      (.futexWake, "futex_wake"),
      (.futexWait, "futex_wait"),
      (.futexRequeue, "futex_requeue"),
    ]
  }
}
