internal import LinuxABI

// Files of /proc about what becomes of a process when memory runs out, and about its timers.
extension Kernel {
  /// What of a task may be written: the file's text as a number.
  ///
  /// - Returns: nil if the file is none of these.
  mutating func writeNumber(
    _ kind: ProcessEntry.Kind, of task: Int32, _ bytes: ArraySlice<UInt8>, by caller: Int32
  ) throws(Errno) -> Bool {
    switch kind {
    case .killPreference:
      let value = try Self.number(in: bytes, Self.killPreferences)
      try setKillPreference(value, of: task, by: caller)
    case .oldKillPreference:
      let value = try Self.number(in: bytes, -17...15)
      // Source: `fs/proc/base.c: oom_adj_write`.
      try setKillPreference(value == 15 ? 1_000 : value * 1_000 / 17, of: task, by: caller)
    case .timerSlack:
      // Source: `fs/proc/base.c: timerslack_ns_write`.
      try checkMaySeeSlack(of: task, by: caller)
      let value = try Self.number(in: bytes, 0...Int64.max)
      setTimerSlack(UInt64(value), of: task)
    case .dumpFilter:
      // Source: core(5); `fs/proc/base.c: proc_coredump_filter_write`.
      let value = try Self.number(in: bytes, 0...0xffff_ffff)
      guard taskTable[task].mm >= 0 else { throw .noSuchProcess }
      let details = memory.ensureDetails(taskTable[task].mm)
      memory.details[details].dumpFilter = UInt16(value & 0x1ff)
    default: return false
    }
    return true
  }

  /// What such a file says.
  func numberText(_ kind: ProcessEntry.Kind, of task: Int32, by viewer: Int32) throws(Errno)
    -> String?
  {
    let preference = Int64(signals[taskTable[task].signal].killPreference)
    switch kind {
    case .killPreference: return String(preference) + "\n"
    case .oldKillPreference:
      return String(preference == 1_000 ? 15 : preference * 17 / 1_000) + "\n"
    case .killScore: return String(killScore(of: task)) + "\n"
    case .timerSlack:
      try checkMaySeeSlack(of: task, by: viewer)
      return String(extra(of: task).timerSlack) + "\n"
    case .dumpFilter:
      guard taskTable[task].mm >= 0 else { return "" }
      return hexadecimal(UInt64(memory.details(of: taskTable[task].mm).dumpFilter), 8) + "\n"
    case .personality: return hexadecimal(UInt64(extra(of: task).personality), 8) + "\n"
    // Nobody has logged in, and there is one control group.
    case .loginUser, .loginSession: return "4294967295"
    case .controlGroup: return "0::/\n"
    case .timerList: return timerListText(of: task)
    default: return nil
    }
  }

  private static var killPreferences: ClosedRange<Int64> { -1_000...1_000 }

  /// Source: proc_pid_oom_score_adj(5); `fs/proc/base.c: __set_oom_adj`.
  private mutating func setKillPreference(
    _ value: Int64, of task: Int32, by caller: Int32
  ) throws(Errno) {
    let group = taskTable[task].signal
    let isPowerful = hasCapability(.systemResource, caller)
    // EACCES: less than what somebody with power has left it at.
    guard value >= Int64(signals[group].killPreferenceMin) || isPowerful else {
      throw .permissionDenied
    }
    signals[group].killPreference = Int16(value)
    if isPowerful { signals[group].killPreferenceMin = Int16(value) }
  }

  /// How likely a process is to be killed: its pages, and what was written.
  ///
  /// Source: proc_pid_oom_score(5); `fs/proc/base.c: proc_oom_score`; `mm/oom_kill.c: oom_badness`.
  private func killScore(of task: Int32) -> Int {
    let preference = Int(signals[taskTable[task].signal].killPreference)
    guard preference > -1_000, taskTable[task].mm >= 0 else { return 0 }
    let pages = max(limits.pagesMax, 1)
    let bad = residentPages(of: task) + preference * (pages / 1_000)
    return max(0, (1_000 + bad * 1_000 / pages) * 2 / 3)
  }

  /// Source: proc_pid_timerslack_ns(5); `fs/proc/base.c: timerslack_ns_show`.
  private func checkMaySeeSlack(of task: Int32, by viewer: Int32) throws(Errno) {
    guard task == viewer || hasCapability(.scheduling, viewer) else { throw .notPermitted }
  }

  /// The timers of timer_create, the latest first.
  ///
  /// Source: proc_pid_timers(5); `fs/proc/base.c: show_timer`.
  private func timerListText(of task: Int32) -> String {
    guard !programSides.isEmpty else { return "" }
    let group = taskTable[task].signal
    let own = programSide.timers.indices.filter {
      programSide.timers[$0].group == group && programSide.timers[$0].number >= 0
    }
    var text = ""
    for index in own.sorted(by: { programSide.timers[$0].number > programSide.timers[$1].number }) {
      let timer = programSide.timers[index]
      text += "ID: " + String(timer.number) + "\nsignal: " + String(timer.signal.rawValue) + "/"
      text += hexadecimal(timer.value, 16) + "\nnotify: "
      switch timer.notice {
      case .none, .sleeper: text += "none/pid." + String(taskTable[task].processID)
      case .process: text += "signal/pid." + String(taskTable[task].processID)
      case .thread(let thread):
        text += "signal/tid." + String(slot(of: thread).map { taskTable[$0].threadID } ?? 0)
      }
      text += "\nClockID: " + String(clockNumber(of: timer.clock)) + "\n"
    }
    return text
  }

  private func clockNumber(of clock: TimerClock) -> Int32 {
    switch clock {
    case .realTime: 0
    case .monotonic: 1
    case .processor(_, let isThread, _): isThread ? 3 : 2
    }
  }

  /// A number as the kernel reads one that is written: decimal, 0x or 0 before it, space around it.
  ///
  /// - Throws: EINVAL if it is none or out of bounds. Source: `lib/kstrtox.c: kstrtoint`.
  private static func number(
    in bytes: ArraySlice<UInt8>, _ bounds: ClosedRange<Int64>
  ) throws(Errno) -> Int64 {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    var rest = bytes.drop(while: isSpace)
    while let last = rest.last, isSpace(last) || last == 0 { rest = rest.dropLast() }
    let isNegative = rest.first == 0x2d
    if isNegative || rest.first == 0x2b { rest = rest.dropFirst() }
    var base: Int64 = 10
    if rest.first == 0x30, rest.count > 1 {
      base = 8
      rest = rest.dropFirst()
      if rest.first == 0x78 || rest.first == 0x58 {
        base = 16
        rest = rest.dropFirst()
      }
    }
    guard !rest.isEmpty, rest.count <= 18 else { throw .invalidArgument }
    var value: Int64 = 0
    for byte in rest {
      let digit: Int64
      switch byte {
      case 0x30...0x39: digit = Int64(byte) - 0x30
      case 0x41...0x46: digit = Int64(byte) - 0x37
      case 0x61...0x66: digit = Int64(byte) - 0x57
      default: throw .invalidArgument
      }
      guard digit < base else { throw .invalidArgument }
      value = value &* base &+ digit
    }
    if isNegative { value = -value }
    guard bounds.contains(value) else { throw .invalidArgument }
    return value
  }
}
