// swift-format-ignore-file
// Linux's own spelling: unavailable, so that typing it gives the fix.

extension Signal {
  @available(*, unavailable, renamed: "hangup")
  public static var SIGHUP: Signal { .hangup }
  @available(*, unavailable, renamed: "interrupt")
  public static var SIGINT: Signal { .interrupt }
  @available(*, unavailable, renamed: "quit")
  public static var SIGQUIT: Signal { .quit }
  @available(*, unavailable, renamed: "illegalInstruction")
  public static var SIGILL: Signal { .illegalInstruction }
  @available(*, unavailable, renamed: "trap")
  public static var SIGTRAP: Signal { .trap }
  @available(*, unavailable, renamed: "abort")
  public static var SIGABRT: Signal { .abort }
  @available(*, unavailable, renamed: "bus")
  public static var SIGBUS: Signal { .bus }
  @available(*, unavailable, renamed: "floatingPointException")
  public static var SIGFPE: Signal { .floatingPointException }
  @available(*, unavailable, renamed: "kill")
  public static var SIGKILL: Signal { .kill }
  @available(*, unavailable, renamed: "user1")
  public static var SIGUSR1: Signal { .user1 }
  @available(*, unavailable, renamed: "segmentationFault")
  public static var SIGSEGV: Signal { .segmentationFault }
  @available(*, unavailable, renamed: "user2")
  public static var SIGUSR2: Signal { .user2 }
  @available(*, unavailable, renamed: "pipe")
  public static var SIGPIPE: Signal { .pipe }
  @available(*, unavailable, renamed: "alarm")
  public static var SIGALRM: Signal { .alarm }
  @available(*, unavailable, renamed: "terminate")
  public static var SIGTERM: Signal { .terminate }
  @available(*, unavailable, renamed: "stackFault")
  public static var SIGSTKFLT: Signal { .stackFault }
  @available(*, unavailable, renamed: "child")
  public static var SIGCHLD: Signal { .child }
  @available(*, unavailable, renamed: "cont")
  public static var SIGCONT: Signal { .cont }
  @available(*, unavailable, renamed: "stop")
  public static var SIGSTOP: Signal { .stop }
  @available(*, unavailable, renamed: "terminalStop")
  public static var SIGTSTP: Signal { .terminalStop }
  @available(*, unavailable, renamed: "terminalInput")
  public static var SIGTTIN: Signal { .terminalInput }
  @available(*, unavailable, renamed: "terminalOutput")
  public static var SIGTTOU: Signal { .terminalOutput }
  @available(*, unavailable, renamed: "urgent")
  public static var SIGURG: Signal { .urgent }
  @available(*, unavailable, renamed: "processorTime")
  public static var SIGXCPU: Signal { .processorTime }
  @available(*, unavailable, renamed: "fileSize")
  public static var SIGXFSZ: Signal { .fileSize }
  @available(*, unavailable, renamed: "virtualAlarm")
  public static var SIGVTALRM: Signal { .virtualAlarm }
  @available(*, unavailable, renamed: "profile")
  public static var SIGPROF: Signal { .profile }
  @available(*, unavailable, renamed: "windowChange")
  public static var SIGWINCH: Signal { .windowChange }
  @available(*, unavailable, renamed: "io")
  public static var SIGIO: Signal { .io }
  @available(*, unavailable, renamed: "power")
  public static var SIGPWR: Signal { .power }
  @available(*, unavailable, renamed: "badSystemCall")
  public static var SIGSYS: Signal { .badSystemCall }
}
