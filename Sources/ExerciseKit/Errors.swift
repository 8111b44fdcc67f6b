public import LinuxABI

/// Thrown out of a system call of a task that is dead: let it pass.
///
/// A task that exits, or that is killed while it waits, never returns from its call. In Swift its
/// code still has to unwind, so the call throws `Killed`, and so does every later one.
public struct Killed: Error, Sendable {
  package init() {}
}

/// Thrown where this kernel knows what is asked for, finds it legal, and does not have it.
///
/// It is never silently accepted, and never mistaken for an errno.
public struct NotBuilt: Error, Sendable, CustomStringConvertible {
  /// The name of what is missing, as Linux spells it.
  public let name: String

  package init(name: String) {
    self.name = name
  }

  /// What is missing, in words.
  public var description: String { "\(name) is not built into this kernel" }
}

extension Errno {
  /// Lets `catch Errno.noChildProcess` name one error.
  public static func ~= (errno: Errno, error: any Error) -> Bool {
    (error as? Errno) == errno
  }
}
