internal import KernelCore
internal import LinuxABI

/// The time of a task's life, by what it did in it: all of it from its creation on.
public struct TaskTimes: Hashable, Sendable {
  /// It ran in its own code.
  public var userNanoseconds: UInt64 = 0
  /// A processor worked for it in the kernel: its calls, and the switches to it.
  public var systemNanoseconds: UInt64 = 0
  /// Its processor was in an interrupt, and served what that had left for later.
  public var interruptNanoseconds: UInt64 = 0
  /// It was ready, and waited for a processor.
  public var waitNanoseconds: UInt64 = 0
  /// It waited for something else, or was stopped.
  public var sleepNanoseconds: UInt64 = 0
  /// How often it got a processor.
  public var switches = 0
  /// How often that was another one than before.
  public var migrations = 0

  /// The whole time.
  public var totalNanoseconds: UInt64 {
    userNanoseconds + systemNanoseconds + interruptNanoseconds + waitNanoseconds
      + sleepNanoseconds
  }
}

/// What is known of a task to schedule it.
struct ScheduledTask: Sendable {
  /// What a task does, as those who schedule see it.
  enum State: UInt8, Sendable {
    /// There is none, or it has ended.
    case gone
    case asleep
    case waiting
    case running
  }

  /// Which of all tasks it is; a slot is used again.
  var serial: UInt64 = 0
  var id: TaskID?
  var threadID = ThreadID(rawValue: 0)
  var state = State.gone
  /// The processor whose policy knows it.
  var home = 0
  /// What that policy was told of it last.
  var scheduling = TaskScheduling()
  /// Since when it is in its state.
  var since: UInt64 = 0
  /// How long real-time tasks had had the processor when it began to wait.
  var realTimeNanosecondsBefore: UInt64 = 0
  /// The task that created it, with its serial number.
  var creator: Int32 = -1
  var creatorSerial: UInt64 = 0
  /// The processor that it ran on last, or -1.
  var lastProcessor = -1
  var times = TaskTimes()
  // Its neighbours among those that wait.
  var previous: Int32 = -1
  var next: Int32 = -1
}
