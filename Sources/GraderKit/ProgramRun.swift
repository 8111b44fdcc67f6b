public import KernelCore
public import LinuxABI
public import Wire

/// A system call that a task of the program made, and what the kernel answered.
public struct RecordedCall: Sendable {
  /// The task that made it.
  public let threadID: ThreadID
  /// The call.
  public let call: SystemCall
  /// The result, or -errno; nil while it is waiting, or where it never returns.
  public internal(set) var value: Int64?
  /// Where the submission made it, as its worker says: any place, or none.
  package let place: SourcePlace
  /// The number of its event in the kernel's trace.
  package let sequence: UInt64
}

/// A task that left the submission's code for a script of the test.
public struct HandOver: Sendable {
  /// The script's number.
  public let script: Int
  /// What the adapter handed along: a number.
  public let value: Int64
  /// What the adapter handed along: bytes, to be read as the adapter wrote them.
  public let bytes: [UInt8]
  /// The task.
  public let threadID: ThreadID
  /// How many tasks had come to the end of their code before: a submission can hand a task over by itself, in
  /// the middle of a function that should come back.
  public let tasksEnded: Int

  /// A reader at the start of the bytes.
  public var reader: WireReader { WireReader(bytes) }
}

extension Errno {
  /// The errno that a task handed over, as itself or below zero.
  ///
  /// - Parameter value: Any number: a submission can hand over what it likes.
  public init(handedOver value: Int64) {
    self.init(rawValue: Int32(truncatingIfNeeded: value.magnitude))
  }
}

/// What became of a program that ran on the emulated kernel.
public struct ProgramRun {
  /// How a run comes to its end.
  public enum Ending: Equatable, Sendable {
    /// Every task of the program has ended.
    case finished
    /// Tasks are left, and each waits for something that no other will do.
    case deadlock([ThreadID])
  }

  /// How it ended.
  public internal(set) var ending = Ending.finished
  /// The kernel as the run left it: tasks, files, console, trace.
  public internal(set) var kernel: Kernel
  /// The calls that the submission's code made, in their order.
  ///
  /// Calls of scripts are not here.
  public internal(set) var calls: [RecordedCall] = []
  /// How the first process ended, once it has.
  public internal(set) var status: WaitStatus?
  /// The tasks that were handed over to scripts, in their order.
  public internal(set) var handedOver: [HandOver] = []

  /// The calls to clone that the submission's code made, for a failure to be about one of them.
  public var cloneCalls: [RecordedCall] {
    calls.filter { recorded in
      if case .clone = recorded.call { true } else { false }
    }
  }

  /// The calls to clone that the submission's code made, with their arguments.
  public var clones: [(arguments: CloneArguments, result: Int64?)] {
    calls.compactMap { recorded in
      guard case .clone(let arguments) = recorded.call else { return nil }
      return (arguments, recorded.value)
    }
  }

  /// What tasks wrote to standard output and standard error.
  public var console: String { String(decoding: kernel.console, as: UTF8.self) }
}

/// A task played by the test: given the answer to its last call, the next call; nil ends it.
///
/// The state is the script's own: a closure over a variable. A script makes children by `clone`
/// with the number of the script that plays the child as its `entry`.
public struct TaskScript {
  let next: (Reply) -> SystemCall?

  /// A script that decides from each answer.
  public init(_ next: @escaping (Reply) -> SystemCall?) {
    self.next = next
  }

  /// A script of steps, one after the other, and then it exits with 0.
  ///
  /// Each step is given the answer to the call of the step before. One that gives nil ends the
  /// script.
  public init(steps: [(Reply) -> SystemCall?]) {
    var rest = steps[...]
    self.init { reply in rest.popFirst()?(reply) }
  }

  /// A script that makes the calls of a list, one after the other, and then exits with 0.
  public init(_ calls: [SystemCall]) {
    var rest = calls[...]
    self.init { _ in rest.popFirst() }
  }
}
