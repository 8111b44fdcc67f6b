internal import Exploration
internal import KernelCore
internal import LinuxABI

/// What a test wants to know of the schedules of a program, and what was seen that no outcome holds.
final class ExplorationNotes {
  // A class, because all runs of an exploration write into it.

  let findings: Findings
  /// What checks said, each once; an ending names them by their place.
  private(set) var failures: [TestFailure] = []
  /// Why a run could not go on.
  private(set) var stop: (any Error)?

  init(findings: Findings) { self.findings = findings }

  /// The place of a failure among those that were seen.
  func place(of failure: TestFailure) -> Int {
    let known = failures.firstIndex {
      $0.message == failure.message && $0.expected == failure.expected
        && $0.actual == failure.actual && $0.section == failure.section
    }
    if let known { return known }
    failures.append(failure)
    return failures.count - 1
  }

  /// Notes why a run could not go on; that the submission is not to blame outlasts the rest.
  func stop(for error: any Error) {
    if stop == nil || stop is SubmissionFault { stop = error }
  }
}

/// The tasks of a run that is explored, apart from its kernel.
struct ExploredTasks {
  var tasks: ProgramTasks<ReplayedLine>
  let first: TaskID
  let notes: ExplorationNotes
  /// Those that have started and not ended, in the order of their start.
  var running: [TaskID] = []

  /// The run as a test sees it.
  func run(on kernel: Kernel, ending: Ending) -> ProgramRun {
    var run = ProgramRun(kernel: kernel)
    run.calls = tasks.calls
    run.handedOver = tasks.handedOver
    run.status = kernel.status(ofProgram: first)
    switch ending {
    case .deadlock, .lostWake:
      run.ending = .deadlock(running.map { kernel.threadID(of: $0) })
    default: break
    }
    return run
  }

  /// Asks the test's check about a run that came to its end without a finding.
  func judge(_ ending: Ending, on kernel: Kernel) -> Ending {
    switch ending {
    case .finished: break
    case .fault where !notes.findings.contains(.signals): break
    case .deadlock, .lostWake:
      if notes.findings.contains(.deadlocks) { return ending }
    case .fault, .assertion, .stepLimit, .stopped: return ending
    }
    do {
      try tasks.line.check(run(on: kernel, ending: ending))
      return ending
    } catch let failure as TestFailure {
      return .assertion(notes.place(of: failure))
    } catch {
      notes.stop(for: error)
      return .stopped
    }
  }

  func isFailure(_ outcome: Outcome) -> Bool {
    switch outcome.ending {
    case .finished: notes.findings.contains(.leaks) && outcome.leakedTasks > 0
    case .deadlock, .lostWake: notes.findings.contains(.deadlocks)
    case .fault: notes.findings.contains(.signals)
    case .stepLimit: notes.findings.contains(.livelocks)
    case .assertion, .stopped: true
    }
  }
}

/// A task of a submission's program whose every run is explored.
struct ExploredTask: Explorable {
  /// What all runs are made of.
  struct Play {
    let tasks: ProgramTasks<ReplayedLine>
    let prepare: (inout Kernel, TaskID) -> Void
    let notes: ExplorationNotes
  }

  private var task: ProgramTask
  private var id: TaskID?
  private let play: Play

  /// The first task of a program.
  init(_ play: Play) {
    task = .program
    self.play = play
  }

  private init(_ task: ProgramTask, _ play: Play) {
    self.task = task
    self.play = play
  }

  func begin(on kernel: inout Kernel, as task: TaskID) -> ExploredTasks {
    play.prepare(&kernel, task)
    return ExploredTasks(tasks: play.tasks, first: task, notes: play.notes)
  }

  mutating func step(
    _ reply: Reply, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout ExploredTasks
  ) -> SystemCall? {
    if id == nil {
      id = task
      // One that is there already has executed a program.
      if surroundings.running.contains(task) {
        self.task = self.task.asMain
      } else {
        surroundings.running.append(task)
      }
    }
    do {
      return try surroundings.tasks.step(
        &self.task, reply, as: kernel.threadID(of: task),
        sequence: UInt64(kernel.trace.eventCount))
    } catch {
      play.notes.stop(for: error)
      return nil
    }
  }

  static var runsHandlers: Bool { true }

  mutating func interrupt(
    for delivery: SignalDelivery, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout ExploredTasks
  ) {
    self.task.interrupt(for: delivery)
  }

  func child(entry: UInt64) -> ExploredTask { ExploredTask(task.child(entry: entry), play) }

  mutating func end(in surroundings: inout ExploredTasks) {
    surroundings.running.removeAll { $0 == id }
    // It only notes that the code has to unwind, so nothing can go wrong.
    try? surroundings.tasks.end(&task)
  }

  static func judge(
    _ ending: Ending, on kernel: Kernel, in surroundings: inout ExploredTasks
  ) -> Ending {
    surroundings.judge(ending, on: kernel)
  }

  static func isFailure(_ outcome: Outcome, in surroundings: ExploredTasks) -> Bool {
    surroundings.isFailure(outcome)
  }
}
