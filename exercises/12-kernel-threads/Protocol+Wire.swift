import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants played with a thread.
public struct ThreadScene: Sendable {
  /// What others do, and when.
  public struct Action: Sendable {
    /// What.
    public enum Kind: UInt8, Sendable {
      /// They wake it.
      case wake
      /// They bring a job, and wake it.
      case job
      /// `kthread_stop`.
      case stop
      /// `kthread_park`.
      case park
      /// `kthread_unpark`.
      case unpark
    }

    /// At which of the thread's calls: the first one is 1.
    public var point: Int
    /// What.
    public var kind: Kind

    /// An action.
    public init(_ kind: Kind, at point: Int) {
      self.kind = kind
      self.point = point
    }
  }

  /// The number of the kernel function.
  public static let function = 0
  /// How many calls a thread makes at most.
  static let pointsMax = 300

  /// Whether `main` is played, or `work` alone.
  public var hasMain: Bool
  /// What others do, in the order of time.
  public var actions: [Action]
  /// Whether the thread is woken for the first time as soon as it reports.
  public var wakesAtOnce = true
  /// Whether it is to stop from the first on.
  public var stopsAtFirst = false
  /// Whether it is to park from the first on.
  public var parksAtFirst = false

  /// A scene from its parts.
  public init(hasMain: Bool = false, _ actions: [Action]) {
    self.hasMain = hasMain
    self.actions = actions
  }

  var lastPoint: Int { actions.last?.point ?? 0 }

  /// The scene as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    for flag in [hasMain, wakesAtOnce, stopsAtFirst, parksAtFirst] { writer.write(flag) }
    writer.write(UInt16(actions.count))
    for action in actions {
      writer.write(action.kind.rawValue)
      writer.write(UInt16(action.point))
    }
    return writer
  }

  /// Reads a scene back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    hasMain = try reader.readBool()
    wakesAtOnce = try reader.readBool()
    stopsAtFirst = try reader.readBool()
    parksAtFirst = try reader.readBool()
    actions = []
    for _ in 0..<(try reader.read(UInt16.self)) {
      guard let kind = Action.Kind(rawValue: try reader.read()) else {
        throw WireError.invalid("action")
      }
      actions.append(Action(kind, at: Int(try reader.read(UInt16.self))))
    }
  }
}

/// What happened to a thread.
public enum ThreadEvent: Equatable, Sendable {
  /// It reported that it is there.
  case reported
  /// It went to sleep, and nobody knew of it.
  case sleptUnreported
  /// It went to sleep interruptibly.
  case sleptInterruptibly
  /// It went to sleep uninterruptibly.
  case sleptUninterruptibly
  /// It called `schedule` without having said that it will sleep, or was woken since.
  case scheduled
  /// It parked.
  case parked
  /// It went on after that.
  case unparked
  /// It did a job.
  case didJob
  /// It did a job after having said that it will sleep.
  case didJobAsleep
  /// `main` called the function.
  case calledFunction
  /// It ended with a result: in `work`, it came back with that.
  case exited(Int32)
  /// It made call after call and never slept.
  case neverSleeps

  private static let plain: [ThreadEvent] = [
    .reported, .sleptUnreported, .sleptInterruptibly, .sleptUninterruptibly, .scheduled, .parked,
    .unparked, .didJob, .didJobAsleep, .calledFunction, .neverSleeps,
  ]

  func write(to writer: inout WireWriter) {
    if case .exited(let result) = self {
      writer.write(UInt8.max)
      writer.write(result)
    } else {
      writer.write(UInt8(Self.plain.firstIndex(of: self) ?? 0))
    }
  }

  /// Reads an event as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(_ reader: inout WireReader) throws {
    let kind = Int(try reader.read(UInt8.self))
    if kind == UInt8.max {
      self = .exited(try reader.read())
    } else if kind < Self.plain.count {
      self = Self.plain[kind]
    } else {
      throw WireError.invalid("event")
    }
  }
}

/// What a processor does, as a test wants it.
public enum ProcessorStep: Sendable {
  /// It switches to a task. Tasks from 0 on are processes, each with the memory of its number; those from
  /// `MemoryQuestion.processes` on are kernel threads.
  case switchTo(Int)
  /// The process that has the processor ends: it is left without memory of its own, and borrows what it had
  /// until it is switched away from, for ever.
  case exit
}

/// A row of switches, which begins with process 0.
public struct MemoryQuestion: Sendable {
  /// The number of the kernel function.
  public static let function = 1
  /// How many processes there are.
  public static let processes = 4
  /// How many kernel threads there are.
  public static let threads = 3

  /// What the processor does.
  public var steps: [ProcessorStep]

  /// A question.
  public init(_ steps: [ProcessorStep]) { self.steps = steps }

  /// The question as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(UInt16(steps.count))
    for step in steps {
      switch step {
      case .switchTo(let task): writer.write(Int16(task))
      case .exit: writer.write(Int16(-1))
      }
    }
    return writer
  }

  init(_ reader: inout WireReader) throws {
    steps = []
    for _ in 0..<(try reader.read(UInt16.self)) {
      let task = Int(try reader.read(Int16.self))
      guard task < Self.processes + Self.threads else { throw WireError.invalid("task") }
      steps.append(task < 0 ? .exit : .switchTo(task))
    }
  }
}

/// How things stand after a step.
public struct MemoryRecord: Equatable, Sendable {
  /// The memory that is loaded.
  public var loaded: Int
  /// How often a page table was loaded up to here.
  public var loads: Int
  /// The references to each memory.
  public var references: [Int]
  /// What the task before and the one that runs now borrow or use (-1: nothing).
  public var previousActive: Int
  /// What the task that runs now borrows or uses (-1: nothing).
  public var nextActive: Int
  /// Whether memory was given back while it was loaded.
  public var isUsedAfterEnd: Bool

  /// A record from its parts.
  public init(
    loaded: Int, loads: Int, references: [Int], previousActive: Int, nextActive: Int,
    isUsedAfterEnd: Bool = false
  ) {
    self.loaded = loaded
    self.loads = loads
    self.references = references
    self.previousActive = previousActive
    self.nextActive = nextActive
    self.isUsedAfterEnd = isUsedAfterEnd
  }

  func write(to writer: inout WireWriter) {
    for number in [loaded, loads, previousActive, nextActive] + references {
      writer.write(Int32(truncatingIfNeeded: number))
    }
    writer.write(isUsedAfterEnd)
  }

  /// Reads a record as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(_ reader: inout WireReader) throws {
    loaded = Int(try reader.read(Int32.self))
    loads = Int(try reader.read(Int32.self))
    previousActive = Int(try reader.read(Int32.self))
    nextActive = Int(try reader.read(Int32.self))
    references = try (0..<MemoryQuestion.processes).map { _ in Int(try reader.read(Int32.self)) }
    isUsedAfterEnd = try reader.readBool()
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some KernelThreads) -> some Endpoint {
  ThreadEndpoint(submission: submission)
}

struct ThreadEndpoint<Submission: KernelThreads>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    switch function {
    case ThreadScene.function: play(try ThreadScene(&input))
    case MemoryQuestion.function: answer(try MemoryQuestion(&input))
    default: nil
    }
  }

  private func play(_ scene: ThreadScene) -> WireWriter {
    let thread = KernelThread(scene, submission)
    do {
      if scene.hasMain {
        try submission.main(thread)
      } else {
        try thread.exit(try submission.work(thread))
      }
    } catch {
      // The end of the scene.
    }
    var writer = WireWriter()
    writer.write(UInt16(thread.jobsLeft))
    writer.write(UInt16(thread.events.count))
    for event in thread.events { event.write(to: &writer) }
    return writer
  }

  private func answer(_ question: MemoryQuestion) -> WireWriter {
    let processor = MemoryProcessor(processes: MemoryQuestion.processes)
    var tasks = (0..<MemoryQuestion.processes).map { TaskMemory(mm: $0, activeMM: $0) }
    tasks += (0..<MemoryQuestion.threads).map { _ in TaskMemory() }
    var current = 0
    var writer = WireWriter()
    for step in question.steps {
      var previous = current
      switch step {
      case .switchTo(let task):
        // Two accesses to one array at a time are none.
        var (from, to) = (tasks[current], tasks[task])
        submission.switchMemory(from: &from, to: &to, on: processor)
        (tasks[current], tasks[task]) = (from, to)
        previous = current
        current = task
      case .exit:
        guard let mm = tasks[current].mm else { continue }
        // exit_mm: from now on the task borrows what was its own.
        tasks[current].mm = nil
        processor.grab(mm)
        processor.drop(mm)
      }
      MemoryRecord(
        loaded: processor.loaded, loads: processor.loads, references: processor.references,
        previousActive: tasks[previous].activeMM ?? -1,
        nextActive: tasks[current].activeMM ?? -1, isUsedAfterEnd: processor.isUsedAfterEnd
      ).write(to: &writer)
    }
    return writer
  }
}
