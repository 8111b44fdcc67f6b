// The calls that random scenarios are made of: valid and invalid arguments, from few values, so that
// tasks meet.
extension RandomScenario {
  static let signals =
    "SIGUSR1 SIGUSR1 SIGUSR2 SIGTERM SIGCHLD SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGKILL SIGURG SIGRT_3"

  mutating func call(by slot: Int, tasksMax: Int) -> String {
    // The tracer of a new tracee comes before it, as all do.
    let first = theme == .tracing ? (run.presentSlots.last ?? 0) + 1 : 0
    let free = (first..<Step.slotsMax).filter { !run.presentSlots.contains($0) }
    if run.presentSlots.count < tasksMax, pick(3) == 0, let child = free.first {
      return clone() + " -> " + Step.letter(child)
    }
    if theme != .general, pick(2) == 0 { return themeCall(by: slot) }
    switch pick(64) {
    case 0..<4 where slot != 0 || pick(8) == 0: return "exit \(pick(4))"
    case 4..<6 where slot != 0 || pick(8) == 0: return "exit_group \(pick(4))"
    case 6..<14: return wait4()
    case 14..<18: return waitid()
    case 18..<24: return kill()
    case 24..<27: return threadKill()
    case 27..<32: return sigaction()
    case 32..<35:
      let how = one(of: "SIG_BLOCK SIG_UNBLOCK SIG_SETMASK")
      let set = some(of: "SIGUSR1 SIGUSR2 SIGTERM SIGCHLD SIGCONT SIGTSTP SIGRT_3", oneIn: 3)
      return "rt_sigprocmask \(how) \(set == "0" ? "none" : set)"
    case 35..<37: return "rt_sigpending"
    case 37..<41: return futex()
    case 41..<43: return "getppid"
    case 43: return one(of: "getpid gettid getuid rt_sigpending")
    case 44..<47: return group()
    case 47..<50: return memory()
    case 50..<54: return files()
    case 54..<56:
      let kind = one(of: "KCMP_VM KCMP_FILES KCMP_FS KCMP_SIGHAND KCMP_SYSVSEM KCMP_FILE")
      return "kcmp \(task()) \(task()) \(kind)"
    case 56..<58: return family()
    case 58:
      return "unshare " + some(of: "CLONE_FS CLONE_FILES CLONE_SYSVSEM CLONE_THREAD", oneIn: 3)
    case 59: return "execve " + one(of: "/bin/puppet /bin/puppet /bin/puppet /tmp/nothing")
    default: return one(of: "getppid sched_yield")
    }
  }

  private mutating func clone() -> String {
    let rare =
      "CLONE_VM CLONE_FS CLONE_FILES CLONE_SIGHAND CLONE_VFORK CLONE_PARENT CLONE_THREAD "
      + "CLONE_SYSVSEM CLONE_PARENT_SETTID CLONE_CHILD_CLEARTID CLONE_CHILD_SETTID "
      + "CLONE_DETACHED CLONE_UNTRACED CLONE_PTRACE CLONE_IO"
    let flags: String
    switch pick(8) {
    case 0, 1: flags = "0"
    case 2, 3: flags = "THREAD"
    case 4: flags = "THREAD|" + some(of: rare, oneIn: 4)
    case 5: flags = "CLONE_VM|CLONE_VFORK"
    case 6: flags = "CLONE_VM|" + some(of: rare, oneIn: 5)
    default: flags = some(of: rare, oneIn: 4)
    }
    if theme == .namespaces, pick(2) == 0 {
      let namespaces = some(of: "CLONE_NEWPID CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER", oneIn: 3)
      return "clone \(namespaces)|SIGCHLD"
    }
    if theme == .tracing, pick(4) == 0 { return "clone CLONE_PTRACE|SIGCHLD" }
    if pick(12) == 0 {
      let size = one(of: "64 72 80 88 96 63")
      return "clone3 flags=\(flags) exit_signal=\(one(of: "SIGCHLD SIGCHLD 0 65")) size=\(size)"
    }
    let signal = one(
      of: "SIGCHLD SIGCHLD SIGCHLD SIGCHLD SIGCHLD SIGCHLD SIGUSR1 SIGUSR2 0 0 SIGCONT SIGRT_3 77")
    return "clone \(flags)|\(signal) ptid=\(address()) ctid=\(address())"
  }

  private mutating func childID() -> String {
    switch pick(8) {
    case 0...3: return "-1"
    case 4: return "0"
    case 5, 6: return task()
    default: return one(of: "99 -" + task())
    }
  }

  private mutating func wait4() -> String {
    let options = some(of: "WUNTRACED WCONTINUED __WNOTHREAD __WCLONE __WALL", oneIn: 4)
    let hang = pick(3) == 0 ? "" : "|WNOHANG"
    return "wait4 \(childID()) options=\(options)\(hang)" + (pick(20) == 0 ? "|WEXITED" : "")
  }

  private mutating func waitid() -> String {
    let which = choose(["P_ALL 0", "P_ALL 0", "P_PID \(task())", "P_PGID \(task())", "P_PGID 0"])
    let options = some(of: "WSTOPPED WCONTINUED WNOWAIT __WNOTHREAD __WALL __WCLONE", oneIn: 4)
    let exited = pick(5) == 0 ? "" : "|WEXITED"
    return "waitid \(which ?? "P_ALL 0") \(options)\(exited)" + (pick(4) == 0 ? "" : "|WNOHANG")
  }

  private mutating func kill() -> String {
    let target: String
    switch pick(12) {
    case 0: target = "0"
    case 1: target = "-" + task()
    case 2: target = one(of: "1 99 -99")
    default: target = task()
    }
    return "kill \(target) " + (pick(6) == 0 ? one(of: "0 65 -1") : one(of: Self.signals))
  }

  private mutating func threadKill() -> String {
    let signal = one(of: Self.signals + " 0")
    return pick(3) == 0 ? "tkill \(task()) \(signal)" : "tgkill \(task()) \(task()) \(signal)"
  }

  private mutating func sigaction() -> String {
    let signal = one(of: Self.signals + " 0 65")
    switch pick(6) {
    case 0: return "rt_sigaction \(signal) ?"
    case 1: return "rt_sigaction \(signal) SIG_DFL"
    case 2, 3: return "rt_sigaction \(signal) SIG_IGN"
    default:
      let flags = some(
        of: "SA_RESTART SA_NOCLDWAIT SA_NOCLDSTOP SA_NODEFER SA_RESETHAND", oneIn: 4)
      let set = some(of: "SIGUSR1 SIGUSR2 SIGCHLD", oneIn: 4)
      return
        "rt_sigaction \(signal) \(2 + pick(5)) flags=\(flags) mask=\(set == "0" ? "none" : set)"
    }
  }

  private mutating func futex() -> String {
    switch pick(4) {
    case 0: return "futex_wait \(address()) \(pick(2))"
    case 1: return "futex_wait_bitset \(address()) 0 \(1 + pick(3))"
    case 2: return "futex_requeue \(address()) \(pick(2)) \(pick(3)) \(address())"
    default: return "futex_wake \(address()) \(1 + pick(3))"
    }
  }

  private mutating func group() -> String {
    switch pick(6) {
    case 0: return "setsid"
    case 1: return "getpgid \(pick(3) == 0 ? "0" : task())"
    case 2: return "getsid \(pick(3) == 0 ? "0" : task())"
    default:
      return "setpgid \(pick(3) == 0 ? "0" : task()) \(pick(3) == 0 ? one(of: "0 99 -1") : task())"
    }
  }

  private mutating func memory() -> String {
    switch pick(8) {
    case 0: return "load 8"
    case 1: return "set_tid_address \(address())"
    case 2...4: return "load \(address())"
    default: return "store \(address()) \(pick(3))"
    }
  }

  private mutating func files() -> String {
    switch pick(7) {
    case 0: return "close \(pick(6))"
    case 1: return "dup \(pick(6))"
    case 2: return "umask \(pick(64))"
    case 3: return "chdir " + one(of: "/ /tmp /nothing")
    case 4: return "dup3 \(pick(5)) \(pick(7)) " + one(of: "0 O_CLOEXEC")
    case 5: return "fcntl \(pick(6)) " + one(of: "F_GETFD F_SETFD")
    default: return "getcwd"
    }
  }

  private mutating func family() -> String {
    switch pick(4) {
    case 0: return "prctl PR_SET_CHILD_SUBREAPER arg=\(pick(2))"
    case 1: return "prctl PR_GET_PDEATHSIG"
    default: return "prctl PR_SET_PDEATHSIG arg=" + one(of: "SIGUSR1 SIGUSR2 SIGKILL SIGCONT 0")
    }
  }
}
