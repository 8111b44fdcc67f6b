internal import KernelCore
internal import LinuxABI

// Arguments as strace(1) shows them.
extension UserTasks {
  /// The most bytes of a string that are shown, as with `strace -s`.
  private static var shownBytesMax: Int { 32 }

  /// An argument; nil if it can be shown only when the call has returned.
  mutating func text(
    _ format: ArgumentFormat, _ word: UInt64, next: UInt64, of task: TaskID,
    on kernel: inout Kernel, answer: Int64?
  ) -> String? {
    let int = Int32(truncatingIfNeeded: word)
    switch format {
    case .signed: return String(int)
    case .unsigned: return String(word)
    case .hexadecimal: return hexadecimal(word)
    case .octal: return word == 0 ? "0" : "0" + String(UInt32(truncatingIfNeeded: word), radix: 8)
    case .address: return word == 0 ? "NULL" : hexadecimal(word)
    case .descriptor: return int == -100 ? "AT_FDCWD" : String(int)
    case .string: return string(at: word, of: task, on: &kernel)
    case .bytes: return bytes(at: word, count: Int(clamping: next), of: task, on: &kernel)
    case .answeredBytes:
      guard let answer else { return nil }
      return answer > 0
        ? bytes(at: word, count: Int(answer), of: task, on: &kernel) : hexadecimal(word)
    case .signal: return int == 0 ? "0" : Signal(rawValue: int).name
    case .cloneFlags: return cloneFlags(word)
    case .openFlags: return OpenFlags(rawValue: int).text
    case .waitOptions: return WaitOptions(rawValue: int).names
    case .status:
      guard let answer else { return nil }
      guard answer > 0, word != 0, let status = try? kernel.int(of: task, at: word) else {
        return word == 0 ? "NULL" : hexadecimal(word)
      }
      return "[" + WaitStatus(rawValue: status).description + "]"
    case .signalSet: return signalSet(at: word, of: task, on: &kernel)
    case .time: return time(at: word, of: task, on: &kernel)
    case .strings: return strings(at: word, of: task, on: &kernel)
    case .futexOperation: return futexOperation(word)
    case .protection: return MemoryAccess(rawValue: UInt8(truncatingIfNeeded: word)).names
    case .mappingFlags: return mappingFlags(word)
    case .action: return action(at: word, of: task, on: &kernel)
    case .idType:
      return int >= 0 && int < 4 ? ["P_ALL", "P_PID", "P_PGID", "P_PIDFD"][Int(int)] : String(int)
    }
  }

  // MARK: - Memory

  private mutating func string(at address: UInt64, of task: TaskID, on kernel: inout Kernel)
    -> String
  {
    guard address != 0 else { return "NULL" }
    guard let string = try? kernel.string(of: task, at: address) else {
      return hexadecimal(address)
    }
    return quotedBytes(string[...], .octal)
  }

  private mutating func bytes(
    at address: UInt64, count: Int, of task: TaskID, on kernel: inout Kernel
  ) -> String {
    guard address != 0 else { return "NULL" }
    let shown = min(max(count, 0), Self.shownBytesMax)
    guard let bytes = try? kernel.bytes(of: task, at: address, count: shown) else {
      return hexadecimal(address)
    }
    return quotedBytes(bytes[...], .octal) + (shown == count ? "" : "...")
  }

  private mutating func strings(at address: UInt64, of task: TaskID, on kernel: inout Kernel)
    -> String
  {
    guard address != 0 else { return "NULL" }
    var text = "["
    var place = address
    for index in 0..<Self.shownBytesMax {
      guard let pointer = try? kernel.word(of: task, at: place) else { return hexadecimal(address) }
      guard pointer != 0 else { return text + "]" }
      if index > 0 { text += ", " }
      text += string(at: pointer, of: task, on: &kernel)
      place &+= 8
    }
    return text + ", ...]"
  }

  private mutating func signalSet(at address: UInt64, of task: TaskID, on kernel: inout Kernel)
    -> String
  {
    guard address != 0 else { return "NULL" }
    guard let word = try? kernel.word(of: task, at: address) else { return hexadecimal(address) }
    return signalSetText(word)
  }

  private func signalSetText(_ word: UInt64) -> String {
    var text = ""
    for number in 1...64 as ClosedRange<Int32> where word >> UInt64(number - 1) & 1 == 1 {
      if !text.isEmpty { text += " " }
      let name = Signal(rawValue: number).name
      text +=
        name.utf8.starts(with: "SIG".utf8)
        ? String(decoding: name.utf8.dropFirst(3), as: UTF8.self) : name
    }
    return "[" + text + "]"
  }

  private mutating func time(at address: UInt64, of task: TaskID, on kernel: inout Kernel) -> String
  {
    guard address != 0 else { return "NULL" }
    guard let bytes = try? kernel.bytes(of: task, at: address, count: 16) else {
      return hexadecimal(address)
    }
    return "{tv_sec=" + String(Int64(bitPattern: bytes.word(at: 0))) + ", tv_nsec="
      + String(Int64(bitPattern: bytes.word(at: 8))) + "}"
  }

  private mutating func action(at address: UInt64, of task: TaskID, on kernel: inout Kernel)
    -> String
  {
    guard address != 0 else { return "NULL" }
    guard let bytes = try? kernel.bytes(of: task, at: address, count: 24) else {
      return hexadecimal(address)
    }
    let handler: String
    switch bytes.word(at: 0) {
    case 0: handler = "SIG_DFL"
    case 1: handler = "SIG_IGN"
    case let other: handler = hexadecimal(other)
    }
    return "{sa_handler=" + handler + ", sa_mask=" + signalSetText(bytes.word(at: 16))
      + ", sa_flags=" + linuxNames(of: bytes.word(at: 8), Self.actionFlags, empty: "0") + "}"
  }

  // MARK: - Flags

  private func cloneFlags(_ word: UInt64) -> String {
    let flags = CloneFlags(rawValue: word & 0xffff_ff00)
    let signal = Int32(word & 0xff)
    let name = signal == 0 ? "" : Signal(rawValue: signal).name
    if flags.rawValue == 0 { return name.isEmpty ? "0" : name }
    return flags.description + (name.isEmpty ? "" : "|" + name)
  }

  private func futexOperation(_ word: UInt64) -> String {
    let names = [
      "FUTEX_WAIT", "FUTEX_WAKE", "FUTEX_FD", "FUTEX_REQUEUE", "FUTEX_CMP_REQUEUE",
      "FUTEX_WAKE_OP", "FUTEX_LOCK_PI", "FUTEX_UNLOCK_PI", "FUTEX_TRYLOCK_PI",
      "FUTEX_WAIT_BITSET", "FUTEX_WAKE_BITSET", "FUTEX_WAIT_REQUEUE_PI",
      "FUTEX_CMP_REQUEUE_PI", "FUTEX_LOCK_PI2",
    ]
    let operation = Int(word & 0x7f)
    guard operation < names.count else { return hexadecimal(word) }
    return names[operation] + (word & 0x80 != 0 ? "_PRIVATE" : "")
      + (word & 0x100 != 0 ? "|FUTEX_CLOCK_REALTIME" : "")
  }

  private func mappingFlags(_ word: UInt64) -> String {
    let kinds = ["0", "MAP_SHARED", "MAP_PRIVATE", "MAP_SHARED_VALIDATE"]
    let rest = linuxNames(of: word & ~0xf, Self.mappings, empty: "")
    return kinds[Int(word & 3)] + (rest.isEmpty ? "" : "|" + rest)
  }

  private static var mappings: [(UInt64, StaticString)] {
    [
      (0x10, "MAP_FIXED"), (0x20, "MAP_ANONYMOUS"), (0x100, "MAP_GROWSDOWN"),
      (0x2000, "MAP_LOCKED"), (0x4000, "MAP_NORESERVE"), (0x8000, "MAP_POPULATE"),
      (0x2_0000, "MAP_STACK"), (0x10_0000, "MAP_FIXED_NOREPLACE"),
    ]
  }

  private static var actionFlags: [(UInt64, StaticString)] {
    [
      (1, "SA_NOCLDSTOP"), (2, "SA_NOCLDWAIT"), (4, "SA_SIGINFO"), (0x0800_0000, "SA_ONSTACK"),
      (0x1000_0000, "SA_RESTART"), (0x4000_0000, "SA_NODEFER"), (0x8000_0000, "SA_RESETHAND"),
    ]
  }
}

/// A number as C writes it in base 16.
func hexadecimal(_ word: UInt64) -> String { word == 0 ? "0" : "0x" + String(word, radix: 16) }
