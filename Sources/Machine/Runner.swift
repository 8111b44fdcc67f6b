public import KernelCore
public import LinuxABI

/// Drives a kernel with executions, and takes down what they call.
///
/// The kernel decides who goes on; the runner only carries answers and calls. So the run is the
/// same for the same kernel, program and decisions.
public struct Runner<Task: Execution, System: DrivenKernel> {
  /// The kernel as the run has left it so far.
  public private(set) var kernel: System
  /// The calls in the order in which they were made.
  public private(set) var calls: [CallRecord] = []
  /// What happened, in its order.
  public private(set) var events: [RunEvent] = []
  /// How the first process ended, once it has.
  public private(set) var status: WaitStatus?

  /// A task that exists, with what runs as it.
  private struct Running {
    let task: TaskID
    let threadID: ThreadID
    var execution: Task
    /// The call that it waits for, as an index into `calls`.
    var pending: Int?
  }

  private var running: [Running] = []
  /// What children run that were asked for and have not started, by their entry word.
  private var unborn: [Task?] = []
  private let first: TaskID

  /// Puts a program on a kernel, as its first process.
  ///
  /// - Parameters:
  ///   - program: What it runs.
  ///   - kernel: The kernel.
  ///   - credentials: Whom it acts for.
  public init(_ program: Task, on kernel: System, credentials: Credentials = .root) {
    var kernel = kernel
    unborn = [program]
    first = kernel.spawnProgram(entry: 0, credentials: credentials)
    self.kernel = kernel
  }

  /// Runs until no task is left, none can go on, or the limit is reached.
  ///
  /// - Parameter callsMax: The most system calls of the run.
  /// - Returns: How it ended.
  /// - Throws: When the kernel can't go on, which a plain ``Kernel`` always can.
  public mutating func run(callsMax: Int) throws(System.Failure) -> RunEnd {
    while true {
      switch try kernel.next() {
      case .start(let task, let entry): start(task, entry: entry)
      case .resume(let task, let reply): resume(task, with: reply)
      case .handler(let task, let delivery): handle(delivery, in: task)
      case .ended(let task): end(task)
      case .allDone: return .finished
      case .deadlock: return .deadlock
      }
      if calls.count >= callsMax { return .callLimit }
    }
  }

  // MARK: Tasks

  private mutating func start(_ task: TaskID, entry: UInt64) {
    // Each entry word was made by `submit`, for one clone, so it names an execution.
    guard let index = Int(exactly: entry), unborn.indices.contains(index),
      let execution = unborn[index], let snapshot = kernel.snapshot(of: task)
    else { preconditionFailure("the kernel started a task that no call asked for") }
    unborn[index] = nil
    let begun = Running(
      task: task, threadID: snapshot.threadID, execution: execution, pending: nil)
    // A task that is there already has executed a program.
    if let place = running.firstIndex(where: { $0.task == task }) {
      running[place] = begun
      goOn(at: place, with: .start)
    } else {
      running.append(begun)
      goOn(at: running.count - 1, with: .start)
    }
  }

  /// A handler has nothing to do here but to end.
  private mutating func handle(_ delivery: SignalDelivery, in task: TaskID) {
    if let snapshot = kernel.snapshot(of: task) {
      events.append(.handled(snapshot.threadID, delivery.info.signal))
    }
    kernel.submit(.sigreturn, by: task)
  }

  private mutating func resume(_ task: TaskID, with reply: Reply) {
    guard let index = running.firstIndex(where: { $0.task == task }) else { return }
    if let call = running[index].pending {
      calls[call].reply = reply
      events.append(.answered(call))
    }
    goOn(at: index, with: reply)
  }

  private mutating func goOn(at index: Int, with reply: Reply) {
    var call = running[index].execution.step(reply)
    let threadID = running[index].threadID
    running[index].pending = calls.count
    events.append(.called(calls.count))
    calls.append(CallRecord(threadID: threadID, call: call, reply: nil))
    // What is recorded has the entry that the execution named; the kernel gets one of the
    // runner's own, since two calls may name the same.
    if case .clone(var arguments) = call {
      unborn.append(running[index].execution.child(entry: arguments.entry))
      arguments.entry = UInt64(unborn.count - 1)
      call = .clone(arguments)
    } else if case .registers(let named) = call, named.number == .execve {
      unborn.append(running[index].execution.child(entry: named.f))
      call = .execve(path: named.bytes, entry: UInt64(unborn.count - 1))
    }
    kernel.submit(call, by: running[index].task)
  }

  private mutating func end(_ task: TaskID) {
    let snapshot = kernel.snapshot(of: task)
    if task == first { status = snapshot?.status }
    var threadID = snapshot?.threadID
    // A task that is killed before it starts has no execution.
    if let index = running.firstIndex(where: { $0.task == task }) {
      threadID = running.remove(at: index).threadID
    }
    if let threadID { events.append(.ended(threadID, snapshot?.status)) }
  }
}
