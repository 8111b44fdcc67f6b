internal import KernelCore
package import LinuxABI

/// What a task did, for whoever shows the calls of a program.
package enum CallEvent: Sendable {
  /// It makes a call: the text up to the first argument that only the answer tells.
  case call(ThreadID, name: String, text: String)
  /// Its call has an answer: the rest of the arguments, and the answer.
  case answer(ThreadID, rest: String, result: String)
  /// A signal comes to it, and a handler runs.
  case signal(ThreadID, String)
  /// It has ended.
  case ended(ThreadID, WaitStatus?)
}

// What is taken down.
extension UserTasks {
  mutating func recordCall(_ registers: CallRegisters, of task: TaskID, on kernel: inout Kernel) {
    let name = registers.number.staticName.description
    let (text, left) = arguments(of: registers, task, on: &kernel, from: 0, answer: nil)
    self[task].shown = left
    self[task].call = registers
    records.append(.call(self[task].threadID, name: name, text: name + "(" + text))
  }

  mutating func recordReply(
    _ reply: Reply, _ value: Int64, of task: TaskID, on kernel: inout Kernel
  ) {
    guard let registers = self[task].call else { return }
    let (rest, _) = arguments(
      of: registers, task, on: &kernel, from: self[task].shown, answer: value)
    self[task].call = nil
    records.append(
      .answer(self[task].threadID, rest: rest, result: result(value, registers.number)))
  }

  func recordSignal(_ delivery: SignalDelivery, of task: TaskID) -> CallEvent {
    let info = delivery.info
    var text = "si_signo=" + info.signal.name + ", si_code=" + String(info.code.rawValue)
    if SignalSet.synchronous.contains(info.signal), info.code.rawValue > 0, info.code != .kernel {
      text += ", si_addr=" + (info.value == 0 ? "NULL" : hexadecimal(info.value))
    } else if info.code != .kernel {
      text += ", si_pid=" + String(info.processID.rawValue) + ", si_uid=" + String(info.userID)
    }
    if info.signal == .child, info.code.rawValue > 0 {
      text += ", si_status=" + String(info.status)
    }
    return .signal(self[task].threadID, info.signal.name + " {" + text + "}")
  }

  /// The arguments from one on, as far as they can be shown now.
  ///
  /// - Returns: The text, and which argument is next.
  private mutating func arguments(
    of registers: CallRegisters, _ task: TaskID, on kernel: inout Kernel, from first: Int,
    answer: Int64?
  ) -> (text: String, next: Int) {
    let words = [
      registers.a, registers.b, registers.c, registers.d, registers.e, registers.f, 0,
    ]
    let formats = CallFormat.of(registers.number).arguments
    var text = ""
    for index in first..<max(first, formats.count) {
      let shown = self.text(
        formats[index], words[index], next: words[index + 1], of: task, on: &kernel, answer: answer)
      guard let shown else { return (text, index) }
      text += (index > 0 ? ", " : "") + shown
    }
    return (text, formats.count)
  }

  private func result(_ value: Int64, _ number: SystemCallNumber) -> String {
    if value < 0, value >= -4_095 {
      let errno = Errno(rawValue: Int32(truncatingIfNeeded: -value))
      return "-1 " + errno.name + " (" + errno.message + ")"
    }
    switch number {
    case .mmap, .mremap, .brk: return hexadecimal(UInt64(bitPattern: value))
    case .umask: return "0" + String(value, radix: 8)
    default: return String(value)
    }
  }
}
