public import KernelCore
public import Machine

/// What runs as a task of an explored run.
///
/// A value, since a run is copied where it can go on in several ways, and each copy goes on by
/// itself. Code that cannot be copied, such as that in another process, is named by such a value
/// together with the `Surroundings` of the run: those say how far the run has come, and bring the code
/// there when a copy goes on.
///
/// An `Execution` is one as it stands.
public protocol Explorable {
  /// What the tasks of a run have in common outside of the kernel; a copy of the run has a copy.
  associatedtype Surroundings = NoSurroundings

  /// Begins a run: this is its first task, which exists and has not run.
  ///
  /// - Parameters:
  ///   - kernel: The kernel of the run, to set the stage.
  ///   - task: The first task.
  /// - Returns: The surroundings of the run.
  func begin(on kernel: inout Kernel, as task: TaskID) -> Surroundings

  /// Goes on to the next system call.
  ///
  /// - Parameters:
  ///   - reply: The answer to the last call; `Reply.start` at first.
  ///   - task: The task.
  ///   - kernel: The kernel of the run.
  ///   - surroundings: The surroundings of the run.
  /// - Returns: The next call; nil if the run cannot go on, and with it the exploring.
  mutating func step(
    _ reply: Reply, as task: TaskID, on kernel: inout Kernel, in surroundings: inout Surroundings
  ) -> SystemCall?

  /// Does what the task itself does of its call, at the moment at which the call is made.
  ///
  /// What has instructions of its own for memory accesses says in `step` what the next one will touch,
  /// and carries it out here.
  ///
  /// - Parameters:
  ///   - call: The call, as `step` gave it.
  ///   - task: The task.
  ///   - kernel: The kernel of the run.
  ///   - surroundings: The surroundings of the run.
  /// - Returns: What is left for the kernel to do.
  mutating func carryOut(
    _ call: SystemCall, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout Surroundings
  ) -> SystemCall

  /// Whether handlers of signals run as code of the task; if not, they end at once.
  static var runsHandlers: Bool { get }

  /// Whether a task whose memory nobody else has any more makes no steps of its accesses.
  static var hidesAccessesWhenAlone: Bool { get }

  /// Goes on with a handler that the kernel has for the task, and with those below it: `step` comes
  /// next, with `Reply.start`.
  ///
  /// - Parameters:
  ///   - delivery: The handler.
  ///   - task: The task.
  ///   - kernel: The kernel of the run.
  ///   - surroundings: The surroundings of the run.
  mutating func interrupt(
    for delivery: SignalDelivery, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout Surroundings)

  /// What a child runs, made at the moment of the call that creates it.
  ///
  /// - Parameter entry: The word of `CloneArguments.entry` that the call named.
  /// - Returns: What runs as the child.
  func child(entry: UInt64) -> Self

  /// The task is no more.
  mutating func end(in surroundings: inout Surroundings)

  /// The place of the assertion that has failed, if one has: its last call is the one that ends the
  /// run.
  var failedAssertion: Int? { get }

  /// Has a last look at a run that has come to its end.
  ///
  /// - Parameters:
  ///   - ending: How it ended.
  ///   - kernel: The kernel as it left it.
  ///   - surroundings: Its surroundings.
  /// - Returns: How it counts.
  static func judge(
    _ ending: Ending, on kernel: Kernel, in surroundings: inout Surroundings
  ) -> Ending

  /// Whether an outcome is a mistake of the program.
  static func isFailure(_ outcome: Outcome, in surroundings: Surroundings) -> Bool
}

/// The surroundings of tasks that have nothing in common but the kernel.
public struct NoSurroundings: Sendable {}

extension Explorable {
  /// All of it is the kernel's.
  @inline(__always)
  public mutating func carryOut(
    _ call: SystemCall, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout Surroundings
  ) -> SystemCall { call }

  /// They end at once.
  public static var runsHandlers: Bool { false }

  /// All accesses are steps.
  public static var hidesAccessesWhenAlone: Bool { false }

  /// There is nothing to go on with.
  public mutating func interrupt(
    for delivery: SignalDelivery, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout Surroundings
  ) {}

  /// What asserts nothing fails nothing.
  public var failedAssertion: Int? { nil }

  /// An ending counts as what it is.
  public static func judge(
    _ ending: Ending, on kernel: Kernel, in surroundings: inout Surroundings
  ) -> Ending { ending }

  /// The ending says it.
  public static func isFailure(_ outcome: Outcome, in surroundings: Surroundings) -> Bool {
    outcome.ending.isFailure
  }
}

extension Explorable where Self: Execution, Surroundings == NoSurroundings {
  /// There is nothing to set.
  public func begin(on kernel: inout Kernel, as task: TaskID) -> NoSurroundings { NoSurroundings() }

  /// Goes on to the next system call.
  @inline(__always)
  public mutating func step(
    _ reply: Reply, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout NoSurroundings
  ) -> SystemCall? { step(reply) }

  /// There is nothing to end.
  public mutating func end(in surroundings: inout NoSurroundings) {}
}

extension ScriptExecution: Explorable {}
