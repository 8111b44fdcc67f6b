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
  /// It waits for a signal (sigsuspend, sigtimedwait).
  case waitingForSignal
  /// It waits for time to pass, or for a descriptor.
  case sleeping
  /// It executes a program and waits for the other threads of its group to end.
  case waitingForExec
  /// It waits for a semaphore.
  case waitingForSemaphore
  /// A signal stopped it (`TASK_STOPPED`).
  case stopped
  /// It is stopped for its tracer (`TASK_TRACED`).
  case traced
  /// It has ended; its parent, or the rest of its thread group, has not taken note yet.
  case zombie
  /// It has ended, and nothing but its status is left.
  case dead
  /// It is part of the kernel and never runs: the built-in init.
  case builtIn
  /// It was the init of a PID namespace, and waits for all others of it to end.
  case waitingForNamespace
  /// A kernel thread sleeps, and may be woken by a signal too (`TASK_INTERRUPTIBLE`).
  case sleepingInKernel
  /// It sleeps in the kernel until what it waits for is there (`TASK_UNINTERRUPTIBLE`).
  case uninterruptible
  /// The same, but it can be killed (`TASK_KILLABLE`).
  case killable
  /// A kernel thread has nothing to do, and counts for no load (`TASK_IDLE`).
  case idleInKernel
  /// A kernel thread was told to park (`TASK_PARKED`).
  case parked

  /// One word for it, for figures and messages.
  public var name: StaticString {
    switch self {
    case .running: "running"
    case .runnable: "runnable"
    case .waitingForChild: "waiting for a child"
    case .waitingForFutex: "waiting for a futex"
    case .waitingForVfork: "waiting for its vfork child"
    case .waitingForSignal: "waiting for a signal"
    case .sleeping: "sleeping"
    case .waitingForExec: "waiting for its threads to end"
    case .waitingForSemaphore: "waiting for a semaphore"
    case .stopped: "stopped"
    case .traced: "stopped for its tracer"
    case .zombie: "zombie"
    case .dead: "dead"
    case .builtIn: "built in"
    case .waitingForNamespace: "waiting for its namespace to end"
    case .sleepingInKernel: "sleeping in the kernel"
    case .uninterruptible: "sleeping uninterruptibly"
    case .killable: "sleeping, but for a kill"
    case .idleInKernel: "idle"
    case .parked: "parked"
    }
  }

  /// Whether a signal ends the sleep (`TASK_INTERRUPTIBLE`).
  var isInterruptible: Bool {
    switch self {
    case .waitingForChild, .waitingForFutex, .waitingForSignal, .sleeping, .waitingForSemaphore:
      true
    default: false
    }
  }
}
