public import LinuxABI

/// What the kernel answers to a system call.
public struct Reply: Equatable, Sendable {
  /// The result: 0 or more, or a negative errno.
  public var value: Int64
  private var detail: Detail

  /// What goes with the result: a number, or all that few answers have.
  ///
  /// One word for both, so that a `Next` is four: those are taken apart in registers, larger ones by a
  /// call.
  private enum Detail: Sendable {
    case number(Int64)
    case rest(Rest)
  }

  private final class Rest: Sendable {
    let extra: Int64
    let bytes: [UInt8]
    let notBuilt: NotBuilt?

    init(extra: Int64, bytes: [UInt8], notBuilt: NotBuilt?) {
      self.extra = extra
      self.bytes = bytes
      self.notBuilt = notBuilt
    }
  }

  private var rest: Rest? {
    if case .rest(let rest) = detail { rest } else { nil }
  }

  /// What Linux stores through a pointer beside the result: the status word of wait4, the old
  /// disposition of sigaction.
  public var extra: Int64 {
    switch detail {
    case .number(let extra): extra
    case .rest(let rest): rest.extra
    }
  }
  /// The bytes that read or getcwd brought where the caller has no memory to put them in.
  public var bytes: [UInt8] { rest?.bytes ?? [] }
  /// What was asked for and is not there; `value` is -ENOSYS then.
  public var notBuilt: NotBuilt? { rest?.notBuilt }

  /// A reply from its parts.
  public init(value: Int64, extra: Int64 = 0, bytes: [UInt8], notBuilt: NotBuilt? = nil) {
    self.value = value
    detail = .rest(Rest(extra: extra, bytes: bytes, notBuilt: notBuilt))
  }

  /// A reply of numbers alone.
  public init(value: Int64, extra: Int64 = 0) {
    self.value = value
    detail = .number(extra)
  }

  /// Replies are equal if all parts are.
  public static func == (one: Reply, other: Reply) -> Bool {
    one.value == other.value && one.extra == other.extra && one.bytes == other.bytes
      && one.notBuilt == other.notBuilt
  }

  /// What a task gets when it starts: clone returns 0 in the child.
  public static var start: Reply { Reply(value: 0) }

  /// The error, if the call failed.
  public var errno: Errno? {
    value < 0 ? Errno(rawValue: Int32(truncatingIfNeeded: -value)) : nil
  }

  /// The reply to a call that failed.
  public static func failure(_ errno: Errno) -> Reply {
    Reply(value: -Int64(errno.rawValue))
  }
}

/// What the kernel wants next from whoever drives it.
public enum Next: Equatable, Sendable {
  /// Run this task from its start up to its first system call: a new one, or one that has executed
  /// a program.
  ///
  /// `entry` is the word that was handed to clone, or to `spawnProgram`.
  case start(TaskID, entry: UInt64)
  /// Let this task go on with the answer to its call, up to its next.
  case resume(TaskID, Reply)
  /// Run the handler of a signal in this task, on top of what it was doing; when it ends, its call
  /// is `SystemCall.sigreturn`, and the answer to that is the one that the interrupted call gets.
  indirect case handler(TaskID, SignalDelivery)
  /// This task has ended: drop its execution. Told once for each task.
  case ended(TaskID)
  /// No task is left.
  case allDone
  /// Tasks are left, and each waits for something that no other will do.
  case deadlock
}
