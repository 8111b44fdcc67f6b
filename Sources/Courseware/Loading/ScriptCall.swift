import Diagnostics
import KernelCore
import LinuxABI
import Machine

/// The calls that a script can make, by the names under which it makes them.
enum ScriptCall: String, CaseIterable {
  case clone
  case exit
  case exitGroup = "exit_group"
  case wait4
  case getpid
  case gettid
  case getppid
  case kill
  case sigaction
  case futexWait = "futex_wait"
  case futexWake = "futex_wake"
  case open
  case close
  case dup
  case read
  case write
  case chdir
  case getcwd
  case umask
  case schedYield = "sched_yield"
  case mmap
  case munmap
  case load
  case store
  case fetchAdd = "fetch_add"
  case exchange
  case compareExchange = "compare_exchange"
  case compute

  /// The operands by name; the first one is what stands alone after the call's name.
  var operands: [String] {
    switch self {
    case .clone: ["flags", "exit_signal", "child", "parent_tid", "child_tid", "tls"]
    case .exit, .exitGroup: ["code"]
    case .wait4: ["pid", "options"]
    case .getpid, .gettid, .getppid, .getcwd, .schedYield: []
    case .kill: ["pid", "signal"]
    case .sigaction: ["signal", "action"]
    case .futexWait: ["address", "expected", "timeout_nanoseconds"]
    case .futexWake: ["address", "count"]
    case .open: ["path", "flags", "mode"]
    case .close, .dup: ["fd"]
    case .read: ["fd", "count", "address"]
    case .write: ["fd", "text", "address", "count"]
    case .chdir: ["path"]
    case .umask: ["mask"]
    case .mmap: ["length", "access", "sharing"]
    case .munmap: ["address", "length"]
    case .load: ["address", "width"]
    case .store, .fetchAdd, .exchange: ["address", "value", "width"]
    case .compareExchange: ["address", "expected", "desired", "width"]
    case .compute: ["nanoseconds"]
    }
  }
}

extension StepReader {
  // The indices of words are those of `SystemCall.arguments`.

  /// The call with its operands; nil when one of them can't be read.
  mutating func systemCall() -> SystemCall? {
    switch call {
    case .clone: clone()
    case .exit: int32("code", word: 0).map { .exit(code: $0) }
    case .exitGroup: int32("code", word: 0).map { .exitGroup(code: $0) }
    case .getpid: .getpid
    case .gettid: .gettid
    case .getppid: .getppid
    case .getcwd: .getcwd
    case .schedYield: .schedYield
    case .wait4, .kill, .sigaction: processCall()
    case .open, .close, .dup, .read, .write, .chdir, .umask: fileCall()
    case .futexWait, .futexWake, .mmap, .munmap, .load, .store, .fetchAdd, .exchange,
      .compareExchange, .compute:
      memoryCall()
    }
  }

  private mutating func clone() -> SystemCall? {
    let word = fields.node("flags").flatMap { node in
      FlagReader(context: context).word(node, called: "flags")
    }
    let signal = signal("exit_signal", word: 0, missing: 0)
    let parentTID = address("parent_tid", word: 2, missing: 0)
    let childTID = address("child_tid", word: 4, missing: 0)
    let tls = uint64("tls", word: 3, missing: 0)
    let task = child()
    if let word, word.exitSignal != 0, let signal, signal != 0 {
      context.error(
        "the exit signal stands in \"flags\" already", at: fields.keySpan("exit_signal"))
    }
    guard let word, let signal, let parentTID, let childTID, let tls, let task else { return nil }
    return .clone(
      CloneArguments(
        flags: word.flags, exitSignal: word.exitSignal | signal, parentTID: parentTID,
        childTID: childTID, tls: tls, entry: UInt64(task)))
  }

  /// The index of the task that the child runs.
  private func child() -> Int? {
    guard let name = fields.line("child") else { return nil }
    if let index = symbols.tasks.firstIndex(of: name.value) { return index }
    context.error(
      "there is no task \(quoted(name.value)) in the script", at: name.span,
      help: suggestion(for: name.value, in: symbols.tasks, listedAs: "tasks"))
    return nil
  }

  // MARK: Processes

  private mutating func processCall() -> SystemCall? {
    switch call {
    case .wait4:
      guard let pid = int32("pid", word: 0, missing: -1) else { return nil }
      return .wait4(
        pid: ProcessID(rawValue: pid), options: options("options", of: Self.waitOptions))
    case .kill:
      let pid = int32("pid", word: 0)
      let signal = signal("signal", word: 1)
      guard let pid, let signal else { return nil }
      return .kill(pid: ProcessID(rawValue: pid), signal: Signal(rawValue: signal))
    default:
      let signal = signal("signal", word: 0)
      let action = fields.choice("action", of: Action.self)
      guard let signal, let action else { return nil }
      return .sigaction(
        signal: Signal(rawValue: signal), disposition: action == .ignore ? .ignore : .default)
    }
  }

  /// What a signal can be made to do.
  private enum Action: String, CaseIterable {
    case standard = "default"
    case ignore
  }

  private static var waitOptions: [(name: String, option: WaitOptions)] {
    [
      ("WNOHANG", .noHang), ("WUNTRACED", .untraced), ("WCONTINUED", .continued),
      ("__WNOTHREAD", .noThread), ("__WALL", .all), ("__WCLONE", .clone),
    ]
  }

  // MARK: Files

  private mutating func fileCall() -> SystemCall? {
    switch call {
    case .open:
      let path = bytes("path")
      let flags = options("flags", of: Self.openFlags)
      let mode = mode("mode", missing: 0o644)
      guard let path, let mode else { return nil }
      return .open(path: path, flags: flags, mode: mode)
    case .chdir: return bytes("path").map { .chdir(path: $0) }
    case .umask: return mode("mask", missing: nil).map { .umask(mask: $0) }
    default: break
    }
    guard let fd = int32("fd", word: 0).map({ FileDescriptor(rawValue: $0) }) else { return nil }
    switch call {
    case .close: return .close(fd: fd)
    case .dup: return .dup(fd: fd)
    case .write where fields.has("text"):
      return bytes("text").map { .write(fd: fd, buffer: .bytes($0)) }
    default: break
    }
    guard let count = word("count", word: 2, in: 0...Int64(Int32.max)).map({ Int($0) }) else {
      return nil
    }
    if call == .read, !fields.has("address") {
      return .read(fd: fd, buffer: .inline(count: count))
    }
    guard let address = address("address", word: 1) else { return nil }
    let buffer = UserBuffer.memory(address, count: count)
    return call == .read ? .read(fd: fd, buffer: buffer) : .write(fd: fd, buffer: buffer)
  }

  private static var openFlags: [(name: String, option: OpenFlags)] {
    [
      ("O_RDONLY", .readOnly), ("O_WRONLY", .writeOnly), ("O_RDWR", .readWrite),
      ("O_CREAT", .create), ("O_EXCL", .exclusive), ("O_TRUNC", .truncate),
      ("O_APPEND", .append), ("O_DIRECTORY", .directory), ("O_CLOEXEC", .closeOnExec),
    ]
  }

  // MARK: Memory

  private mutating func memoryCall() -> SystemCall? {
    switch call {
    case .compute: return uint64("nanoseconds", word: 0).map { .compute(nanoseconds: $0) }
    case .mmap: return mmap()
    default: break
    }
    guard let address = address("address", word: 0) else { return nil }
    switch call {
    case .futexWait:
      let timeout =
        fields.has("timeout_nanoseconds")
        ? fields.integer("timeout_nanoseconds", in: 0...Int.max).map { UInt64($0) } : nil
      return uint32("expected", word: 2).map {
        .futexWait(address: address, expected: $0, timeoutNanoseconds: timeout)
      }
    case .futexWake:
      return int32("count", word: 2, missing: 1).map { .futexWake(address: address, count: $0) }
    case .munmap: return uint64("length", word: 1).map { .munmap(address: address, length: $0) }
    default: return access(address)
    }
  }

  private mutating func access(_ address: UserAddress) -> SystemCall? {
    guard let width = width() else { return nil }
    switch call {
    case .load: return .load(address: address, width: width)
    case .compareExchange:
      let expected = uint64("expected", word: 2)
      let desired = uint64("desired", word: 3)
      guard let expected, let desired else { return nil }
      return .compareExchange(
        address: address, width: width, expected: expected, desired: desired)
    default: break
    }
    guard let value = uint64("value", word: 2) else { return nil }
    return switch call {
    case .store: .store(address: address, width: width, value: value)
    case .fetchAdd: .fetchAdd(address: address, width: width, value: value)
    default: .exchange(address: address, width: width, value: value)
    }
  }

  private mutating func mmap() -> SystemCall? {
    guard let length = uint64("length", word: 1) else { return nil }
    let access =
      fields.has("access")
      ? options("access", of: [("read", .read), ("write", .write), ("execute", .execute)])
      : MemoryAccess([.read, .write])
    let sharing = fields.choice("sharing", .optional, of: Sharing.self) ?? .alone
    return .mmap(
      length: length, access: access,
      sharing: sharing == .shared ? .shared : .private)
  }

  /// Who sees what is written to a mapping.
  private enum Sharing: String, CaseIterable {
    case alone = "private"
    case shared
  }
}
