/// What a task is doing.
public enum TaskState: UInt8, Hashable, Sendable, CaseIterable {
  /// It has the processor.
  case running
  /// It waits for the processor.
  case runnable
  /// It waits for a child to end.
  case waitingForChild
  /// It waits for a futex to be woken.
  case waitingForFutex
  /// It waits until the child of its vfork ends.
  case waitingForVfork
  /// It has ended; its parent, or the rest of its thread group, has not taken note yet.
  case zombie
  /// It has ended, and nothing but its status is left.
  case dead
  /// It is part of the kernel and never runs: the built-in init.
  case builtIn

  /// One word for it, for figures and messages.
  public var name: StaticString {
    switch self {
    case .running: "running"
    case .runnable: "runnable"
    case .waitingForChild: "waiting for a child"
    case .waitingForFutex: "waiting for a futex"
    case .waitingForVfork: "waiting for its vfork child"
    case .zombie: "zombie"
    case .dead: "dead"
    case .builtIn: "built in"
    }
  }

  /// Whether it sleeps until something happens.
  var isBlocked: Bool {
    switch self {
    case .waitingForChild, .waitingForFutex, .waitingForVfork: true
    case .running, .runnable, .zombie, .dead, .builtIn: false
    }
  }
}
