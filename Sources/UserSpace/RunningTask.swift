internal import KernelCore
internal import LinuxABI
internal import Machine

/// A task that a computer runs: its registers, and what it waits for.
struct RunningTask: Sendable {
  /// Its name; nil if there is none.
  var task: TaskID?
  var threadID: ThreadID = 0
  var hart = Hart()
  var wait = Wait.start
  /// The call that is to go on where a signal interrupted it, while its tracer looks.
  var interrupted: InterruptedCall?
  /// What its tracer wants a call to give that is not made.
  var skippedValue: UInt64?
  /// Where its stack begins, which grows down.
  var stackTop: UInt64 = 0
  /// The virtual time that it has used and the kernel does not know of yet, in instructions.
  var owed = 0

  /// The call that is shown and not answered, and how many of its arguments are shown.
  var call: CallRegisters?
  var shown = 0

  /// Which answer of the kernel a task waits for.
  enum Wait: Sendable {
    /// None: it has not begun.
    case start
    /// That time has passed; then its code goes on.
    case time
    /// That time has passed; then it makes the call that `pc` is behind.
    case timeBeforeCall
    /// That its tracer has seen the call that it is about to make, or the answer.
    case callEntry
    case callExit
    /// That its tracer has seen the call that a filter wants it to see.
    case filterStop
    /// The answer to a call.
    case call(Completion)
    /// That the kernel knows of an instruction's fault; the instruction is done again.
    case fault
  }
}

/// A call that a signal interrupted, and that may start again.
struct InterruptedCall: Sendable {
  /// What it was asked for by.
  var registers: CallRegisters
  var completion: Completion
}

/// A task that was asked for and has not started: what it begins with.
enum Unborn: Sendable {
  /// A copy of the registers of its creator, and where its stack begins.
  case copy(Hart, stackTop: UInt64)
  /// A program.
  case program(LoadedImage)
  /// It has begun already, since its tracer looked at it before its first instruction.
  case begun(hasExecuted: Bool)
}

/// A program that is to run: its file, and what it is started with.
struct LoadedImage: Sendable {
  var file: ELFFile
  var start: ProgramStart
}
