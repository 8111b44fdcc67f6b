import KernelCore
import LinuxABI

/// The call that an event of kind `call` records, as strace writes it.
///
/// An event has room for three words of a call and for no path or buffer: what is missing is shown
/// as `...`.
func callText(of event: TraceEvent) -> String {
  let number = SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: event.a))
  let words = (word(event.b), word(event.c), word(event.d))
  switch number {
  case .clone: return cloneText(word: words.0, parentTID: words.1, childTID: words.2)
  case .openat: return openText(flags: words.2)
  case .chdir: return "chdir(...)"
  case .execve: return "execve(...)"
  case .read: return "read(" + signed(words.0) + ", " + String(words.2) + ")"
  case .write:
    return "write(" + signed(words.0) + ", ..." + (words.2 == 0 ? "" : ", " + String(words.2)) + ")"
  case .rtSigaction:
    return "sigaction(" + signalName(words.0) + ", " + handlerText(words.1) + ")"
  case .mmap: return "mmap(" + String(words.1) + ", ...)"
  case .compareExchange:
    return "compare_exchange(" + address(words.0) + ", " + String(words.1) + ", "
      + String(words.2) + ", ...)"
  default: break
  }
  if let call = decoded(number, words) { return call.description }
  for known in SystemCallNumber.all where known.number == number {
    return known.name.description + "(...)"
  }
  return "system call " + String(number.rawValue)
}

/// The name alone of a call, for the line on which it is answered.
func callName(of event: TraceEvent) -> String {
  let text = callText(of: event)
  return String(decoding: text.utf8.prefix { $0 != 0x28 }, as: UTF8.self)
}

/// The answer that an event of kind `reply` records, as strace writes it.
///
/// - Parameters:
///   - event: The answer.
///   - call: The call that it answers, where the trace still has it.
/// - Returns: What strace has after the equals sign.
func replyText(of event: TraceEvent, to call: TraceEvent?) -> String {
  let number = call.map { SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: $0.a)) }
  if let number, isAccess(number) { return String(word(event.a)) }
  if let error = replyError(of: event, to: call) {
    let text = "-1 " + error.name
    return event.c == 1 ? text + " (not built)" : text + " (" + error.message + ")"
  }
  switch number {
  case .wait4 where event.a > 0:
    let status = WaitStatus(rawValue: Int32(truncatingIfNeeded: event.b))
    return String(event.a) + " (" + status.description + ")"
  case .mmap: return address(word(event.a))
  case .umask: return "0" + String(event.a, radix: 8)
  default: return String(event.a)
  }
}

/// The error that an event of kind `reply` records.
///
/// - Parameters:
///   - event: The answer.
///   - call: The call that it answers, where the trace still has it.
/// - Returns: Nil for a call that succeeded.
func replyError(of event: TraceEvent, to call: TraceEvent?) -> Errno? {
  guard event.a < 0 else { return nil }
  // A word of memory is never an error: an access that fails ends its process.
  if let call, isAccess(SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: call.a))) {
    return nil
  }
  return Errno(rawValue: Int32(truncatingIfNeeded: -event.a))
}

/// The calls that have no answer yet, one a task at most.
struct OpenCalls {
  private var calls: [TraceEvent] = []

  /// Keeps a call until its answer comes or its task ends.
  ///
  /// - Parameter event: The next event of the trace.
  /// - Returns: For an answer, the call that it answers.
  mutating func take(_ event: TraceEvent) -> TraceEvent? {
    guard event.kind == .call || event.kind == .reply || event.kind == .exit else { return nil }
    let index = calls.firstIndex { $0.threadID == event.threadID }
    let call = index.map { calls.remove(at: $0) }
    if event.kind == .call { calls.append(event) }
    return event.kind == .reply ? call : nil
  }
}

// MARK: Parts

private func isAccess(_ number: SystemCallNumber) -> Bool {
  switch number {
  case .load, .store, .fetchAdd, .exchange, .compareExchange: true
  default: false
  }
}

private func decoded(
  _ number: SystemCallNumber, _ words: (UInt64, UInt64, UInt64)
) -> SystemCall? {
  SystemCall(number: number, arguments: (words.0, words.1, words.2, 0, 0, 0), bytes: [])
}

private func cloneText(word: UInt64, parentTID: UInt64, childTID: UInt64) -> String {
  let call = SystemCall.clone(
    CloneArguments(
      flags: CloneFlags(rawValue: word & 0xFFFF_FF00), exitSignal: Int32(word & 0xFF),
      parentTID: UserAddress(rawValue: parentTID), childTID: UserAddress(rawValue: childTID)))
  return call.description
}

/// An open call without its path and mode, which no event holds.
private func openText(flags: UInt64) -> String {
  let flags = OpenFlags(rawValue: Int32(truncatingIfNeeded: flags))
  let described = SystemCall.open(path: [], flags: flags, mode: 0).description
  // What `open("", O_RDWR|O_CREAT, 00)` has between its path and its mode or its end.
  let names = described.utf8.dropFirst("open(\"\", ".utf8.count)
    .prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ")") }
  return "open(..., " + String(decoding: names, as: UTF8.self)
    + (flags.contains(.create) ? ", ...)" : ")")
}

private func word(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) }

private func signed(_ word: UInt64) -> String { String(Int64(bitPattern: word)) }

private func address(_ word: UInt64) -> String { UserAddress(rawValue: word).description }

private func signalName(_ word: UInt64) -> String {
  Signal(rawValue: Int32(truncatingIfNeeded: word)).name
}

private func handlerText(_ word: UInt64) -> String {
  switch word {
  case 0: "SIG_DFL"
  case 1: "SIG_IGN"
  default: address(word)
  }
}
