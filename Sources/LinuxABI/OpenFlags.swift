/// How a file is opened.
///
/// Source: open(2), and `include/uapi/asm-generic/fcntl.h`.
public struct OpenFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int32

  /// Flags from their bits.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// For reading alone (`O_RDONLY`): no bit at all.
  public static var readOnly: OpenFlags { [] }
  /// For writing alone (`O_WRONLY`).
  public static var writeOnly: OpenFlags { OpenFlags(rawValue: 1) }
  /// For both (`O_RDWR`).
  public static var readWrite: OpenFlags { OpenFlags(rawValue: 2) }
  /// The bits that tell reading from writing (`O_ACCMODE`).
  public static var accessMode: OpenFlags { OpenFlags(rawValue: 3) }
  /// Make the file if it is not there (`O_CREAT`).
  public static var create: OpenFlags { OpenFlags(rawValue: 0o100) }
  /// Fail if it is there (`O_EXCL`).
  public static var exclusive: OpenFlags { OpenFlags(rawValue: 0o200) }
  /// Empty it (`O_TRUNC`).
  public static var truncate: OpenFlags { OpenFlags(rawValue: 0o1000) }
  /// Write at its end, always (`O_APPEND`).
  public static var append: OpenFlags { OpenFlags(rawValue: 0o2000) }
  /// Do not wait (`O_NONBLOCK`).
  public static var nonBlocking: OpenFlags { OpenFlags(rawValue: 0o4000) }
  /// Pass over the cache; pipes: keep writes apart (`O_DIRECT`).
  public static var direct: OpenFlags { OpenFlags(rawValue: 0o40_000) }
  /// Fail if it is no directory (`O_DIRECTORY`).
  public static var directory: OpenFlags { OpenFlags(rawValue: 0o200_000) }
  /// Fail if it is a symbolic link (`O_NOFOLLOW`).
  public static var noFollow: OpenFlags { OpenFlags(rawValue: 0o400_000) }
  /// Close it on exec (`O_CLOEXEC`).
  public static var closeOnExec: OpenFlags { OpenFlags(rawValue: 0o2_000_000) }
}
