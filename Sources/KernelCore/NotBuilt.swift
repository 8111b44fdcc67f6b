public import LinuxABI

/// Something of Linux that is legal to ask for and that this kernel does not have.
///
/// It is refused by name: never accepted in silence, and never mistaken for an errno of Linux.
public enum NotBuilt: Hashable, Sendable {
  /// Flags of clone.
  case flags(CloneFlags)
  /// Flags of open.
  case openFlags(OpenFlags)
  /// A system call, or the form of it that was asked for.
  case call(SystemCallNumber)

  /// What is missing, as Linux spells it.
  public var name: String {
    switch self {
    case .flags(let flags): flags.description
    case .openFlags(let flags): flags.names
    case .call(let number): number.staticName.description
    }
  }
}

extension NotBuilt: CustomStringConvertible {
  /// What is missing, as Linux spells it.
  public var description: String { name }
}
