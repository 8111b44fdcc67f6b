internal import LinuxABI

// Lines of `/proc/PID/status` about sets: groups, powers, processors; and files of settings.
extension Kernel {
  /// The further groups of a task as another one sees them, with a space behind them.
  ///
  /// Source: `fs/proc/array.c: task_state`.
  func groupsText(of task: Int32, seenBy viewer: Int32) -> String {
    var text = ""
    for group in credentialTable[taskTable[task].credential].groups {
      text += (text.isEmpty ? "" : " ") + String(idNumber(group, .group, seenBy: viewer))
    }
    return text + " "
  }

  /// The numbers of a task's process group or session in its PID namespaces, the outermost first.
  ///
  /// Source: `fs/proc/array.c: task_state`, NSpgid and NSsid.
  func namespaceNumbers(first: Int32, nested pid: Int32) -> String {
    var text = String(first)
    guard pid >= 0 else { return text }
    for number in pids[pid].numbers.reversed() { text += "\t" + String(number) }
    return text
  }

  /// Source: `fs/proc/array.c: task_cap, task_seccomp`.
  func powersText(of task: Int32) -> String {
    let who = credentials(of: task)
    let sets: [(String, Capabilities)] = [
      ("CapInh", who.inheritable), ("CapPrm", who.permitted), ("CapEff", who.capabilities),
      ("CapBnd", boundingSet(of: task)), ("CapAmb", who.ambient),
    ]
    var text = ""
    for (name, set) in sets {
      text += name + ":\t" + hexadecimal(set.rawValue, 16) + "\n"
    }
    let isBound = taskTable[task].flags.contains(.noNewPrivileges)
    text += "NoNewPrivs:\t" + (isBound ? "1" : "0") + "\n"
    text += "Seccomp:\t" + String(secureMode(of: task))
    return text + "\nSeccomp_filters:\t" + String(filterCount(of: task)) + "\n"
  }

  /// A set of processors as ranges: `0-2,5`.
  ///
  /// Source: `lib/vsprintf.c: bitmap_list_string`.
  func listText(of set: UInt64) -> String {
    var text = ""
    var place: UInt64 = 0
    while place < 64 {
      guard set >> place & 1 != 0 else {
        place += 1
        continue
      }
      var end = place
      while end < 63, set >> (end + 1) & 1 != 0 { end += 1 }
      text += (text.isEmpty ? "" : ",") + String(place)
      if end > place { text += "-" + String(end) }
      place = end + 1
    }
    return text
  }

  /// What a file in `/proc/sys/kernel` says that tells of no task.
  ///
  /// Source: sched(7), "/proc/sys/kernel/sched_rt_period_us" and its like; `include/linux/sched/rt.h:
  /// RR_TIMESLICE`; `kernel/capability.c`, cap_last_cap.
  func settingText(of kind: ProcessEntry.Kind) -> [UInt8]? {
    let text: StaticString? =
      switch kind {
      case .realTimePeriod: "1000000\n"
      case .realTimeRuntime: "950000\n"
      case .roundRobinSlice: "100\n"
      case .lastCapability: "40\n"
      default: nil
      }
    return text.map { Array($0.description.utf8) }
  }

  /// The limits of a process, a line each.
  ///
  /// Source: `fs/proc/base.c: proc_pid_limits, lnames`.
  func limitsText(of task: Int32) -> String {
    let names: [(StaticString, StaticString)] = [
      ("Max cpu time", "seconds"), ("Max file size", "bytes"), ("Max data size", "bytes"),
      ("Max stack size", "bytes"), ("Max core file size", "bytes"),
      ("Max resident set", "bytes"), ("Max processes", "processes"), ("Max open files", "files"),
      ("Max locked memory", "bytes"), ("Max address space", "bytes"), ("Max file locks", "locks"),
      ("Max pending signals", "signals"), ("Max msgqueue size", "bytes"),
      ("Max nice priority", ""), ("Max realtime priority", ""), ("Max realtime timeout", "us"),
    ]
    var text = cells("Limit", "Soft Limit", "Hard Limit") + "Units     \n"
    for number in names.indices {
      let pair = resourceLimit(numbered: number, of: taskTable[task].signal)
      let (name, unit) = names[number]
      text += cells(name.description, limit(pair.soft), limit(pair.hard))
      // A limit without a unit has no cell for it. Source: `%-10s` only where there is one.
      if unit.utf8CodeUnitCount > 0 { text += cell(unit.description, 10) }
      text += "\n"
    }
    return text
  }

  private func limit(_ value: UInt64) -> String { value == .max ? "unlimited" : String(value) }

  private func cells(_ first: String, _ second: String, _ third: String) -> String {
    cell(first, 25) + " " + cell(second, 20) + " " + cell(third, 20) + " "
  }

  private func cell(_ text: String, _ width: Int) -> String {
    var result = text
    while result.utf8.count < width { result += " " }
    return result
  }
}
