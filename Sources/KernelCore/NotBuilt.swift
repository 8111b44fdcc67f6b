public import LinuxABI

/// Something of Linux that is legal to ask for and that this kernel does not have.
///
/// It is refused by name: never accepted in silence, and never mistaken for an errno of Linux.
public enum NotBuilt: Hashable, Sendable {
  /// Flags of clone.
  case flags(CloneFlags)
  /// Flags of open.
  case openFlags(OpenFlags)
  /// A signal that would have to stop the process or write a core file.
  case signal(Signal)
  /// A handler of a signal, which would have to run.
  case handler(Signal)

  /// What is missing, as Linux spells it.
  public var name: String {
    switch self {
    case .flags(let flags): flags.description
    case .openFlags(let flags): flags.names
    case .signal(let signal): signal.name
    case .handler(let signal): "a handler of " + signal.name
    }
  }
}

extension NotBuilt: CustomStringConvertible {
  /// What is missing, as Linux spells it.
  public var description: String { name }
}
