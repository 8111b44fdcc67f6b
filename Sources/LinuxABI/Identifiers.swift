/// The id of a process: of a thread group.
///
/// Linux calls it tgid, and `getpid` returns it.
public struct ProcessID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: Int32

  /// The process with a number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The process whose leader is this task.
  public init(_ leader: ThreadID) {
    rawValue = leader.rawValue
  }

  /// Orders by number.
  public static func < (one: ProcessID, other: ProcessID) -> Bool { one.rawValue < other.rawValue }

  /// The number.
  public var description: String { String(rawValue) }
}

/// The id of a task.
///
/// Linux calls it pid inside the kernel, and `gettid` returns it.
public struct ThreadID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: Int32

  /// The task with a number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The leader of a process.
  public init(_ process: ProcessID) {
    rawValue = process.rawValue
  }

  /// Orders by number.
  public static func < (one: ThreadID, other: ThreadID) -> Bool { one.rawValue < other.rawValue }

  /// The number.
  public var description: String { String(rawValue) }
}

/// A file descriptor: an index into a task's table.
public struct FileDescriptor: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The number.
  public let rawValue: Int32

  /// The descriptor with a number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Descriptor 0.
  public static var standardInput: FileDescriptor { FileDescriptor(rawValue: 0) }
  /// Descriptor 1.
  public static var standardOutput: FileDescriptor { FileDescriptor(rawValue: 1) }
  /// Descriptor 2.
  public static var standardError: FileDescriptor { FileDescriptor(rawValue: 2) }

  /// The number.
  public var description: String { String(rawValue) }
}

// A call reads as in C: `wait4(pid: -1, ...)`, `close(fd: 1)`.

extension ProcessID: ExpressibleByIntegerLiteral {
  /// The process with a number.
  public init(integerLiteral value: Int32) {
    self.init(rawValue: value)
  }
}

extension ThreadID: ExpressibleByIntegerLiteral {
  /// The task with a number.
  public init(integerLiteral value: Int32) {
    self.init(rawValue: value)
  }
}

extension FileDescriptor: ExpressibleByIntegerLiteral {
  /// The descriptor with a number.
  public init(integerLiteral value: Int32) {
    self.init(rawValue: value)
  }
}
