/// What was seen of a scenario: for each step what changed until everything was quiet again.
struct Observation: Sendable {
  var steps: [StepObservation] = []
  /// Why it is not complete, if it is not.
  var failure: String?
  /// Whether that is because the emulator does not have what was asked for yet.
  var isLack = false
}

/// What changed by one step, for each task.
struct StepObservation: Sendable, Equatable {
  /// The task could not make a call: it waits in another, is stopped, or is no more.
  var isBusy = false
  var changes: [Int: TaskChange] = [:]
}

/// What changed for one task.
struct TaskChange: Sendable, Equatable {
  /// The handlers that ran, in their order.
  var handlers: [SignalFacts] = []
  /// The answer to its call.
  var answer: CallAnswer?
  /// It began a program.
  var hasStarted = false
  /// What it does now, if that is something else.
  var state: ScenarioTaskState?
}

/// What a task does, as far as both sides can tell.
enum ScenarioTaskState: Character, Sendable {
  case ready = "R"
  case blocked = "S"
  case stopped = "T"
  case traced = "t"
  case zombie = "Z"
  case gone = "X"
}

/// What a call gave back.
struct CallAnswer: Sendable, Equatable {
  var value: Int64
  var extra: Int64 = 0
  var bytes: [UInt8] = []
}

/// The numbers of a siginfo_t.
struct SignalFacts: Sendable, Equatable {
  var signal: Int64
  var code: Int64
  var pid: Int64
  var uid: Int64
  var status: Int64
}

extension SignalFacts {
  /// The five numbers as calls carry them.
  init?(bytes: [UInt8]) {
    // What a signal was queued with may come after them.
    guard bytes.count == 20 || bytes.count == 28 else { return nil }
    let numbers = stride(from: 0, to: 20, by: 4).map { place in
      Int64(
        Int32(
          truncatingIfNeeded: (0..<4).reduce(0) { $0 | Int64(bytes[place + $1]) << ($1 * 8) }))
    }
    self.init(
      signal: numbers[0], code: numbers[1], pid: numbers[2], uid: numbers[3], status: numbers[4])
  }

  /// The signal, and what goes with its code.
  var text: String {
    let name = LinuxNames.signal(signal)
    let isFault = [4, 5, 7, 8, 11].contains(signal)
    switch code {
    case 0: return "\(name){SI_USER pid=\(pid) uid=\(uid)}"
    case 0x80: return "\(name){SI_KERNEL}"
    case -1: return "\(name){SI_QUEUE pid=\(pid) uid=\(uid) value=\(status)}"
    case -6: return "\(name){SI_TKILL pid=\(pid) uid=\(uid)}"
    case -2: return "\(name){SI_TIMER}"
    case 1...6 where !isFault:
      let kinds = [
        "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED",
      ]
      let what = code == 1 ? String(status) : LinuxNames.signal(status & 0xff)
      let event = code == 4 && status >> 8 != 0 ? " event=\(status >> 8)" : ""
      return "\(name){\(kinds[Int(code) - 1]) pid=\(pid) uid=\(uid) status=\(what)\(event)}"
    default: return "\(name){code \(code)}"
    }
  }
}

extension Observation {
  /// The record: every step with what came of it, as text.
  func record(of scenario: Scenario) -> String {
    var lines: [String] = []
    var calls: [Int: Step] = [:]
    for (step, seen) in zip(scenario.steps, steps) {
      lines.append(step.text)
      if seen.isBusy {
        lines.append("  \(Step.letter(step.slot)): cannot make a call")
        continue
      }
      calls[step.slot] = step
      for (slot, change) in seen.changes.sorted(by: { $0.key < $1.key }) {
        var parts = change.handlers.map { "runs its handler of \($0.text)" }
        if let answer = change.answer { parts.append(answer.text(of: calls[slot])) }
        if change.hasStarted { parts.append("starts a program") }
        if let state = change.state { parts.append(state.text) }
        if !parts.isEmpty {
          lines.append("  \(Step.letter(slot)): " + parts.joined(separator: "; "))
        }
      }
    }
    if let failure { lines.append("(\(failure))") }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ScenarioTaskState {
  fileprivate var text: String {
    switch self {
    case .ready: "ready"
    case .blocked: "blocked"
    case .stopped: "stopped"
    case .traced: "in a trace stop"
    case .zombie: "zombie"
    case .gone: "gone"
    }
  }
}

extension CallAnswer {
  /// The result, and what else the call brought.
  func text(of step: Step?) -> String {
    if value < 0, value > -4_096, step?.name != "load" { return "= " + LinuxNames.error(-value) }
    guard let style = step?.syntax?.answer else { return "= \(value)" }
    let first: UInt64? = if case .number(let word)? = step?.words[0] { word } else { nil }
    switch style {
    case .number: return "= \(value)"
    case .status: return value > 0 ? "= \(value), \(statusText)" : "= \(value)"
    case .facts:
      guard let facts = SignalFacts(bytes: bytes), facts.signal != 0 else { return "= \(value)" }
      return "= \(value), \(facts.text)"
    case .extra(let word): return "= \(value), \(word) \(extra)"
    case .extraOf(let word, let getters):
      return first.map(getters.contains) == true ? "= \(value), \(word) \(extra)" : "= \(value)"
    case .set: return "= \(value), \(LinuxNames.set(UInt64(bitPattern: extra)))"
    case .stack: return "= \(value), was 0x\(String(words.first ?? 0, radix: 16)) \(extra)"
    case .text:
      let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      return step?.name == "getcwd" || step?.name == "uname" ? text : "= \(value), \"\(text)\""
    case .limits:
      // Source: `kernel/fork.c: fork_init, set_max_threads`; no scenario sets as many.
      if words.first.map({ $0 >= 1_000 }) == true, step?.words[1] == .number(6) {
        return "= \(value), was what the memory has room for"
      }
      let limits = words.map { $0 == .max ? "RLIM_INFINITY" : String($0) }
      return "= \(value), was \(limits.joined(separator: " "))"
    case .capabilities:
      let sets = words.map { String($0, radix: 16) }.joined(separator: " ")
      return "= \(value), effective, permitted, inheritable \(sets)"
    case .events:
      let events = stride(from: 6, to: bytes.count, by: 8).map { place in
        Self.events(UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
      }
      return "= \(value), \(events.joined(separator: " "))"
    case .remaining:
      // Real time goes on: whole tens of seconds, upwards.
      return "= \(value), \((extra + 9_999_999_999) / 10_000_000_000 * 10) s left"
    case .times:
      // Ticks are coarse: user and system time together, in steps of 100 ms.
      return "= \(value), \((words.reduce(0, +) + 50_000_000) / 100_000_000 * 100) ms"
    case .comparison: return value == 0 ? "= 0" : "= another"
    case .trace:
      if first == 0x4201 { return "= \(value), message \(extra)" }
      if let facts = SignalFacts(bytes: bytes) { return "= \(value), \(facts.text)" }
      return "= \(value)"
    }
  }

  /// The 64-bit numbers that the bytes are.
  private var words: [UInt64] {
    stride(from: 0, through: bytes.count - 8, by: 8).map { place in
      (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << ($1 * 8) }
    }
  }

  /// How wait4 says that a child changed.
  private var statusText: String {
    let status = extra
    if status == 0xffff { return "continued" }
    if status & 0xff == 0x7f {
      let event = status >> 16 != 0 ? ", event \(status >> 16)" : ""
      return "stopped by \(LinuxNames.signal(status >> 8 & 0xff))\(event)"
    }
    if status & 0x7f == 0 { return "exited with \(status >> 8 & 0xff)" }
    return "killed by \(LinuxNames.signal(status & 0x7f))" + (status & 0x80 != 0 ? ", dumped" : "")
  }

  private static func events(_ bits: UInt16) -> String {
    let names = [(1, "POLLIN"), (4, "POLLOUT"), (8, "POLLERR"), (16, "POLLHUP"), (32, "POLLNVAL")]
    let found = names.filter { bits & UInt16($0.0) != 0 }.map(\.1)
    return found.isEmpty ? "none" : found.joined(separator: "|")
  }
}
