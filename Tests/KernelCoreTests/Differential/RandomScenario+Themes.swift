// The calls of a random scenario's theme.
extension RandomScenario {
  mutating func themeCall(by slot: Int) -> String {
    switch theme {
    case .general: "getppid"
    case .signals: signalCall()
    case .tracing: tracingCall(by: slot)
    case .namespaces: namespaceCall()
    case .resources: resourceCall()
    case .credentials: credentialCall()
    }
  }

  private mutating func signalCall() -> String {
    let set = one(of: "SIGUSR1 SIGUSR2 SIGUSR1|SIGCHLD SIGRT_3 SIGUSR1|SIGUSR2|SIGTERM all none")
    switch pick(10) {
    case 0: return "rt_sigsuspend \(set)"
    case 1: return "rt_sigtimedwait \(set) timeout=0"
    case 2: return "rt_sigtimedwait \(set)"
    case 3: return "rt_sigqueueinfo \(task()) \(one(of: "SIGRT_3 SIGRT_3 SIGUSR1 0 65")) \(pick(9))"
    case 4: return "sigaltstack " + one(of: "? 0x18000")
    case 5: return "sigaltstack 0x18000 size=" + one(of: "0x4000 0x1000 100")
    case 6: return "rt_sigprocmask \(one(of: "SIG_BLOCK SIG_UNBLOCK SIG_SETMASK 3")) \(set)"
    case 7: return "setitimer ITIMER_REAL " + one(of: "0 1000s 2000s")
    case 8: return "getitimer ITIMER_REAL"
    default: return "kill \(task()) \(one(of: Self.signals))"
    }
  }

  private mutating func tracingCall(by slot: Int) -> String {
    let options = some(
      of: "PTRACE_O_TRACEFORK PTRACE_O_TRACEVFORK PTRACE_O_TRACECLONE PTRACE_O_TRACEEXEC "
        + "PTRACE_O_TRACEVFORKDONE PTRACE_O_TRACEEXIT PTRACE_O_EXITKILL", oneIn: 3)
    let signal = pick(2) == 0 ? "0" : one(of: Self.signals)
    // Two that trace each other and stop before they end, never do: on Linux not even SIGKILL helps.
    // So a tracer comes before its tracees.
    let later = choose(run.presentSlots.filter { $0 > slot }).map { "$" + Step.letter($0) }
    switch pick(20) {
    case 0 where run.parentSlot(of: slot).map({ $0 < slot }) ?? true: return "ptrace PTRACE_TRACEME"
    case 1, 2:
      guard let later else { return "getppid" }
      return "ptrace PTRACE_ATTACH pid=\(later)"
    case 3, 4:
      guard let later else { return "getppid" }
      return "ptrace PTRACE_SEIZE pid=\(later) data=\(options)"
    case 5: return "ptrace PTRACE_SETOPTIONS pid=\(task()) data=\(options)"
    case 6...11: return "ptrace PTRACE_CONT pid=\(task()) data=\(signal)"
    case 12: return "ptrace PTRACE_DETACH pid=\(task()) data=\(signal)"
    case 13: return "ptrace PTRACE_INTERRUPT pid=\(task())"
    case 14: return "ptrace PTRACE_GETEVENTMSG pid=\(task())"
    case 15: return "ptrace PTRACE_GETSIGINFO pid=\(task())"
    case 16: return "ptrace PTRACE_LISTEN pid=\(task())"
    default: return "wait4 -1 options=WNOHANG|__WALL|WUNTRACED"
    }
  }

  private mutating func namespaceCall() -> String {
    switch pick(12) {
    case 0, 1, 2:
      let flags = some(
        of: "CLONE_NEWPID CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER CLONE_FS CLONE_THREAD", oneIn: 3)
      return "unshare \(flags)"
    case 3: return "sethostname " + one(of: "one two three")
    // No uname: the host has a name of its own.
    case 4, 5: return "getpid"
    case 6: return "kill 1 \(one(of: Self.signals))"
    case 7: return "kill \(1 + pick(4)) 0"
    case 8: return "wait4 \(1 + pick(4)) options=WNOHANG"
    case 9: return "pidfd_open \(task()) 0"
    case 10: return "setns \(3 + pick(2)) " + one(of: "CLONE_NEWPID CLONE_NEWUTS CLONE_NEWIPC 0")
    default: return one(of: "getpid getppid gettid getuid")
    }
  }

  private mutating func resourceCall() -> String {
    let number = pick(2)
    switch pick(18) {
    case 0: return "semget \(one(of: "0 77 77")) \(1 + pick(2)) \(one(of: "0x3ff 0x200 0x600 0"))"
    case 1: return "semctl 0 \(number) SETVAL value=\(pick(3))"
    case 2, 3:
      return "semctl 0 \(number) \(one(of: "GETVAL GETVAL GETPID GETNCNT GETZCNT"))"
    case 4, 5, 6:
      let flags = some(of: "SEM_UNDO IPC_NOWAIT")
      return "semop 0 \(number):\(one(of: "-1 -2 0 1 2")):\(flags)"
    case 7: return "semop 0 0:\(one(of: "-1 1")):SEM_UNDO 1:\(one(of: "-1 1 0"))"
    case 8: return pick(4) == 0 ? "semctl 0 0 IPC_RMID" : "unshare CLONE_SYSVSEM"
    case 9: return "pidfd_open \(task()) \(one(of: "0 0 PIDFD_NONBLOCK PIDFD_THREAD"))"
    case 10: return "ppoll timeout=0 3:POLLIN \(pick(6)):POLLIN"
    case 11: return "pidfd_send_signal \(3 + pick(2)) \(one(of: Self.signals))"
    case 12: return "waitid P_PIDFD \(3 + pick(2)) WEXITED|WNOHANG"
    case 13: return "prlimit64 0 RLIMIT_NOFILE ?"
    case 14: return "prlimit64 0 RLIMIT_NOFILE ?"
    case 15: return "set_robust_list 0x10100 24"
    case 16: return "get_robust_list \(task())"
    default: return "kcmp \(task()) \(task()) KCMP_SYSVSEM"
    }
  }

  private mutating func credentialCall() -> String {
    func id() -> String { one(of: "-1 -1 0 1000 1001") }
    switch pick(17) {
    case 0, 1: return "setresuid \(id()) \(id()) \(id())"
    case 2: return "setresgid \(id()) \(id()) \(id())"
    case 3: return one(of: "getuid geteuid getgid getegid")
    case 4: return "setpriority PRIO_PROCESS \(task()) \(one(of: "0 5 10 -5 40"))"
    case 5: return "getpriority PRIO_PROCESS \(task())"
    case 6: return "getpriority \(one(of: "PRIO_PGRP PRIO_USER")) 0"
    case 7: return "ioprio_set IOPRIO_WHO_PROCESS 0 \(one(of: "0x4003 0x4001 0x6000 0x2000"))"
    case 8: return "ioprio_get IOPRIO_WHO_PROCESS \(task())"
    case 9: return "prlimit64 0 RLIMIT_NOFILE ?"
    case 10: return "prctl PR_GET_PDEATHSIG"
    case 11: return "prctl PR_GET_DUMPABLE"
    case 12: return "prctl PR_SET_NO_NEW_PRIVS arg=1"
    case 13:
      let names =
        "CAP_KILL CAP_SETUID CAP_SETGID CAP_SYS_ADMIN CAP_SYS_NICE CAP_SYS_PTRACE CAP_SETPCAP"
      let inForce = some(of: names, oneIn: 3)
      let permitted = inForce + "|" + some(of: names)
      return "capset \(inForce) \(permitted) inheritable=\(one(of: "0 0 CAP_KILL"))"
    default: return "kill \(task()) \(one(of: Self.signals + " 0 0"))"
    }
  }
}
