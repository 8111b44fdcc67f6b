internal import KernelCore
internal import LinuxABI
internal import Wire

/// Drives a kernel with the tasks of a submission, and with the scripts that a test plays.
///
/// # Theory of operation
///
/// The kernel says who runs next. A task of the submission runs in the worker: it is resumed over
/// the wire and comes back with its next system call, which is decoded here, checked, and put to
/// the kernel. A task that was handed over runs here. So the order of everything is the kernel's
/// decision, and the worker never sees a structure of the kernel.
struct ProgramRunner {
  /// Marks the entry of a child that a script makes: the rest is the number of the child's script.
  private static let scriptEntry: UInt64 = 1 << 63

  private let session: PluginSession
  private var tasks: ProgramTasks<StraightLine>
  private var running: [(id: TaskID, task: ProgramTask)] = []
  private var run: ProgramRun
  private var first: TaskID?

  init(
    session: PluginSession, program: Int, input: [UInt8], kernel: Kernel,
    scripts: [Int: TaskScript]
  ) {
    self.session = session
    tasks = ProgramTasks(
      StraightLine(session: session, scripts: scripts), program: program, input: input,
      callsMax: session.limits.calls)
    run = ProgramRun(kernel: kernel)
  }

  /// Runs the program until no task of it is left, or none can go on.
  ///
  /// - Parameters:
  ///   - prepare: Called when the program's task exists and has not run yet.
  ///   - partial: Takes what ran so far, if the run fails.
  /// - Returns: The run.
  /// - Throws: `SubmissionFault`.
  mutating func execute(
    prepare: (inout Kernel, TaskID) -> Void, partial: (ProgramRun) -> Void
  ) throws -> ProgramRun {
    _ = try session.ask(.newRun)
    let task = run.kernel.spawnProgram(entry: 0)
    first = task
    prepare(&run.kernel, task)
    do {
      while true {
        switch run.kernel.next() {
        case .start(let id, let entry): try start(id, entry)
        case .resume(let id, let reply):
          if let index = index(of: id) { try goOn(index, reply) }
        case .handler(let id, let delivery): try handle(delivery, in: id)
        case .ended(let id): try end(id)
        case .allDone: return finished(.finished)
        case .deadlock: return finished(.deadlock(waiting()))
        }
      }
    } catch {
      partial(finished(.finished))
      throw error
    }
  }

  private func finished(_ ending: ProgramRun.Ending) -> ProgramRun {
    var run = run
    run.ending = ending
    if let first { run.status = run.kernel.status(ofProgram: first) ?? run.status }
    run.calls = tasks.calls
    run.handedOver = tasks.handedOver
    return run
  }

  private func waiting() -> [ThreadID] {
    running.compactMap { run.kernel.snapshot(of: $0.id)?.threadID }
  }

  private func index(of id: TaskID) -> Int? {
    running.firstIndex { $0.id == id }
  }

  /// Runs the handler of a signal on top of what a task is doing, or is about to do.
  private mutating func handle(_ delivery: SignalDelivery, in id: TaskID) throws {
    if index(of: id) == nil { running.append((id, task(id, run.kernel.entry(of: id)))) }
    guard let index = index(of: id) else { return }
    running[index].task.interrupt(for: delivery)
    try goOn(index, .start)
  }

  private mutating func start(_ id: TaskID, _ entry: UInt64) throws {
    guard let index = index(of: id) else {
      running.append((id, task(id, entry)))
      return try goOn(running.count - 1, .start)
    }
    if !running[index].task.isFresh {
      // It has executed a program: what called execve unwinds.
      try tasks.end(&running[index].task)
      running[index].task = task(id, entry).asMain
    }
    try goOn(index, .start)
  }

  private func task(_ id: TaskID, _ entry: UInt64) -> ProgramTask {
    if id == first, entry == 0 {
      .program
    } else if entry & Self.scriptEntry != 0 {
      .script(Int(entry & ~Self.scriptEntry))
    } else {
      .entry(entry)
    }
  }

  private mutating func goOn(_ index: Int, _ reply: Reply) throws {
    let id = running[index].id
    var call = try tasks.step(
      &running[index].task, reply, as: run.kernel.threadID(of: id),
      sequence: UInt64(run.kernel.trace.eventCount))
    if case .clone(var arguments) = call {
      guard arguments.entry & Self.scriptEntry == 0 else {
        throw SubmissionFault.wire("an entry that no child has")
      }
      if running[index].task.isScript { arguments.entry |= Self.scriptEntry }
      call = .clone(arguments)
    }
    if case .registers(let named) = call, named.number == .execve {
      call = .registers(try marked(named, isOfScript: running[index].task.isScript))
    }
    run.kernel.submit(call, by: id)
  }

  /// A call to execve, whose entry says who plays the program.
  private func marked(_ call: RegisterCall, isOfScript: Bool) throws -> RegisterCall {
    guard call.f & Self.scriptEntry == 0 else {
      throw SubmissionFault.wire("an entry that no program has")
    }
    return RegisterCall(
      .execve, call.a, call.b, call.c, call.d, 0, isOfScript ? call.f | Self.scriptEntry : call.f,
      bytes: call.bytes)
  }

  /// The kernel says that a task is gone: its code unwinds.
  private mutating func end(_ id: TaskID) throws {
    if id == first { run.status = run.kernel.snapshot(of: id)?.status ?? run.status }
    guard let index = index(of: id) else { return }
    var task = running.remove(at: index).task
    try tasks.end(&task)
  }
}
