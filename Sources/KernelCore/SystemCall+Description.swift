internal import LinuxABI

extension SystemCall {
  /// The name of the call, as strace writes it.
  public var name: StaticString {
    switch self {
    case .clone: "clone"
    case .exit: "exit"
    case .exitGroup: "exit_group"
    case .wait4: "wait4"
    case .getpid: "getpid"
    case .gettid: "gettid"
    case .getppid: "getppid"
    case .kill: "kill"
    case .sigaction: "sigaction"
    case .futexWait, .futexWake: "futex"
    case .open: "open"
    case .close: "close"
    case .dup: "dup"
    case .read: "read"
    case .write: "write"
    case .chdir: "chdir"
    case .getcwd: "getcwd"
    case .umask: "umask"
    case .schedYield: "sched_yield"
    case .mmap: "mmap"
    case .munmap: "munmap"
    case .load: "load"
    case .store: "store"
    case .fetchAdd: "fetch_add"
    case .exchange: "exchange"
    case .compareExchange: "compare_exchange"
    case .compute: "compute"
    case .registers(let call): call.number.staticName
    }
  }
}

extension SystemCall: CustomStringConvertible {
  /// The call with its arguments, as strace writes it: `clone(CLONE_VM|SIGCHLD)`.
  public var description: String {
    var text = name.description
    text += "("
    text += argumentText
    text += ")"
    return text
  }

  private var argumentText: String {
    switch self {
    case .clone(let clone): clone.description
    case .exit(let code), .exitGroup(let code): String(code)
    case .wait4(let pid, let options):
      pid.description + ", " + options.names
    case .getpid, .gettid, .getppid, .getcwd, .schedYield: ""
    case .kill(let pid, let signal):
      pid.description + ", " + (signal.rawValue == 0 ? "0" : signal.name)
    case .sigaction(let signal, let disposition):
      signal.name + ", " + (disposition?.text ?? "NULL")
    case .futexWait(let address, let expected, let timeout, let isPrivate):
      address.description + (isPrivate ? ", FUTEX_WAIT_PRIVATE, " : ", FUTEX_WAIT, ")
        + String(expected)
        + (timeout.map { ", " + String($0) + " ns" } ?? "")
    case .futexWake(let address, let count, let isPrivate):
      address.description + (isPrivate ? ", FUTEX_WAKE_PRIVATE, " : ", FUTEX_WAKE, ")
        + String(count)
    case .open(let path, let flags, let mode):
      Self.quoted(path) + ", " + flags.text
        + (flags.contains(.create) ? ", " + octal(mode) : "")
    case .close(let fd), .dup(let fd): fd.description
    case .read(let fd, let buffer): fd.description + ", " + buffer.text
    case .write(let fd, let buffer): fd.description + ", " + buffer.text
    case .chdir(let path): Self.quoted(path)
    case .umask(let mask): octal(mask)
    case .mmap(let length, let access, let sharing):
      String(length) + ", " + access.names + ", " + sharing.linuxName
    case .munmap(let address, let length): address.description + ", " + String(length)
    case .load(let address, let width):
      address.description + ", " + String(width.rawValue)
    case .store(let address, let width, let value),
      .fetchAdd(let address, let width, let value),
      .exchange(let address, let width, let value):
      address.description + ", " + String(width.rawValue) + ", " + String(value)
    case .compareExchange(let address, let width, let expected, let desired):
      address.description + ", " + String(width.rawValue) + ", " + String(expected) + ", "
        + String(desired)
    case .compute(let nanoseconds): String(nanoseconds) + " ns"
    case .registers(let call): call.argumentText
    }
  }

  /// The most bytes of a buffer that a description shows, as with strace.
  private static var shownBytesMax: Int { 32 }

  /// The bytes of a buffer or a path, as far as they are shown.
  fileprivate static func quoted(_ bytes: [UInt8]) -> String {
    quotedBytes(bytes.prefix(shownBytesMax), .octal) + (bytes.count > shownBytesMax ? "..." : "")
  }
}

extension CloneArguments: CustomStringConvertible {
  /// The flag word and those of the other arguments that the flags ask for.
  public var description: String {
    let call = normalized
    var text = ""
    if call.flags.rawValue != 0 { text += call.flags.description }
    if call.exitSignal != 0 {
      if !text.isEmpty { text += "|" }
      text += Signal(rawValue: call.exitSignal).name
    }
    if text.isEmpty { text = "0" }
    if flags.contains(.parentSetTID) { text += ", parent_tid=" + parentTID.description }
    if !flags.isDisjoint(with: [.childSetTID, .childClearTID]) {
      text += ", child_tid=" + childTID.description
    }
    if flags.contains(.setTLS) { text += ", tls=0x" + String(tls, radix: 16) }
    return text
  }
}

extension UserBuffer {
  fileprivate var text: String {
    switch self {
    case .memory(let address, let count): address.description + ", " + String(count)
    case .bytes(let bytes): SystemCall.quoted(bytes) + ", " + String(bytes.count)
    case .inline(let count): String(count)
    }
  }
}

extension SignalDisposition {
  fileprivate var text: String {
    var text =
      switch handler {
      case 0: "SIG_DFL"
      case 1: "SIG_IGN"
      default: UserAddress(rawValue: handler).description
      }
    let names = linuxNames(
      of: UInt64(flags.rawValue),
      [
        (1, "SA_NOCLDSTOP"), (2, "SA_NOCLDWAIT"), (4, "SA_SIGINFO"), (0x0800_0000, "SA_ONSTACK"),
        (0x1000_0000, "SA_RESTART"), (0x4000_0000, "SA_NODEFER"), (0x8000_0000, "SA_RESETHAND"),
      ], empty: "")
    if !names.isEmpty { text += "|" + names }
    if !mask.isEmpty { text += ", " + mask.description }
    return text
  }
}

extension MemorySharing {
  fileprivate var linuxName: String {
    switch self {
    case .private: "MAP_PRIVATE"
    case .shared: "MAP_SHARED"
    }
  }
}

extension MemoryAccess {
  /// `PROT_READ` and its like, with bars between them.
  package var names: String {
    linuxNames(
      of: UInt64(rawValue), [(1, "PROT_READ"), (2, "PROT_WRITE"), (4, "PROT_EXEC")],
      empty: "PROT_NONE")
  }
}

extension WaitOptions {
  /// `WNOHANG` and its like, with bars between them.
  package var names: String {
    linuxNames(
      of: UInt64(UInt32(bitPattern: rawValue)),
      [
        (1, "WNOHANG"), (2, "WUNTRACED"), (4, "WEXITED"), (8, "WCONTINUED"),
        (0x0100_0000, "WNOWAIT"), (0x2000_0000, "__WNOTHREAD"),
        (0x4000_0000, "__WALL"), (0x8000_0000, "__WCLONE"),
      ], empty: "0")
  }
}

extension OpenFlags {
  /// The way it is opened and the other flags, with bars between them.
  package var text: String {
    let start =
      switch accessModeBits {
      case 0: "O_RDONLY"
      case 1: "O_WRONLY"
      case 2: "O_RDWR"
      default: "O_ACCMODE"
      }
    let rest = subtracting(.accessMode)
    return rest == [] ? start : start + "|" + rest.names
  }

  /// The flags besides the way it is opened.
  var names: String {
    linuxNames(
      of: UInt64(UInt32(bitPattern: rawValue)),
      [
        (0o100, "O_CREAT"), (0o200, "O_EXCL"), (0o1000, "O_TRUNC"), (0o2000, "O_APPEND"),
        (0o4000, "O_NONBLOCK"), (0o40_000, "O_DIRECT"), (0o400_000, "O_NOFOLLOW"),
        (0o200_000, "O_DIRECTORY"), (0o2_000_000, "O_CLOEXEC"), (0o10_000_000, "O_PATH"),
        (0o20_000_000, "__O_TMPFILE"),
      ], empty: "0")
  }
}

/// The names of set bits with bars between them; bits without a name in hexadecimal.
///
/// - Parameters:
///   - bits: The bits.
///   - names: The bits that have names.
///   - empty: What is said of no bits.
/// - Returns: The text.
package func linuxNames(
  of bits: UInt64, _ names: [(UInt64, StaticString)], empty: StaticString
) -> String {
  var rest = bits
  var text = ""
  for (bit, name) in names where rest & bit != 0 {
    if !text.isEmpty { text += "|" }
    text += name.description
    rest &= ~bit
  }
  if rest != 0 {
    if !text.isEmpty { text += "|" }
    text += "0x" + String(rest, radix: 16)
  }
  return text.isEmpty ? empty.description : text
}

/// A number as C writes it in octal.
private func octal(_ value: UInt32) -> String {
  value == 0 ? "0" : "0" + String(value, radix: 8)
}
