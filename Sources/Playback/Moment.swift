internal import Exploration
internal import KernelCore
package import LinuxABI
internal import Machine
internal import ProgramExploration
internal import TaskC
internal import UserSpace

/// How a playback ended.
package enum PlaybackEnd: Equatable, Sendable {
  /// All tasks have ended; the status of the first process.
  case finished(WaitStatus)
  /// Each task waits for something that no other will do.
  case deadlock
  /// It used all the time that it may use.
  case timeLimit
  /// It wrote all that it may write.
  case outputLimit
}

/// A program in the middle of its run.
///
/// A value: a copy is a snapshot, from which the run goes on the same way.
struct Moment {
  /// The run, if tasks have turns; else nil.
  var computer: Computer<Kernel>?
  /// The run, if choices are taken at visible steps; else nil.
  var schedule: SteppedSchedule<MachineTask>?
  /// How many steps were made.
  var step = 0
  /// How it ended.
  var end: PlaybackEnd?
  /// The calls so far, as strace shows them.
  private(set) var callText: [UInt8] = []
  /// Whether the last step had to do with the kernel, so that more than one task may have changed.
  private(set) var hasCalled = true

  private var calls = CallLines()
  /// The line of the text that a task was seen at.
  private var seen: [(task: ThreadID, line: Int)] = []
  private let limits: ProgramLimits
  /// What the steps of the kernel took so far, in instructions.
  private var kernelTime: UInt64 = 0

  /// A step has no more instructions than this, so that an endless loop has steps too.
  private static var instructionsMax: Int { 20_000 }
  /// After so many instructions of a step its lines are not looked at one by one any more.
  private static var closeMax: Int { 500 }
  /// So many instructions are carried out at once then.
  private static var coarseCount: Int { 2_000 }
  /// After so many steps nobody follows single lines: the steps are calls and long stretches of code.
  private static var closeStepsMax: Int { 4_000 }
  /// A step has at most so many instructions then.
  private static var longInstructionsMax: Int { 1_000_000 }
  /// A call of the kernel counts as so many instructions against the time limit.
  private static var instructionsPerCall: UInt64 { 500 }

  init(_ program: PlayedProgram, _ recipe: Recipe) {
    limits = recipe.limits
    var kernelLimits = limits.kernelLimits()
    kernelLimits.traceEventsMax = 8
    let start = recipe.start(of: program)
    switch recipe.schedule {
    case .turns(let source):
      var computer = Computer(
        Kernel(profile: recipe.profile, limits: kernelLimits, decisions: source))
      computer.users.recordsCalls = true
      computer.install(program.name, program.image.bytes)
      computer.start(program.image, start)
      computer.setInput(recipe.input)
      self.computer = computer
    case .steps(let choices):
      var limits = Explorer<MachineTask>.Limits()
      limits.stepsMax = 1_000_000
      let explorer = ProgramExplorer(
        ExploredImage(
          program.image, start, files: [(name: program.name, contents: program.image.bytes)]),
        on: .explored(recipe.profile, kernelLimits, input: recipe.input), limits: limits)
      schedule = explorer.stepped(choices)
      takeCalls()
      judge()
    }
  }

  // MARK: - Looking

  /// The kernel.
  var kernel: Kernel? { computer?.system ?? schedule?.kernel }

  /// The user side of its tasks.
  var users: UserTasks? { computer?.users ?? schedule?.surroundings.users }

  /// The task that goes on.
  var current: TaskID? { computer != nil ? computer?.current : schedule?.current }

  /// How many choices were taken.
  var decisionCount: Int { kernel?.decisionCount ?? 0 }

  /// Says what the next choices are to be.
  mutating func prescribe(_ choices: [UInt16]) {
    computer?.prescribe(choices)
    schedule?.prescribe(choices)
  }

  // MARK: - Going on

  /// Goes on by one step: to another line of the text, to a call's answer, or to another task.
  mutating func advance(on shared: SharedProcessor, _ map: CodeMap, _ program: PlayedProgram) {
    guard end == nil else { return }
    step += 1
    if schedule != nil {
      hasCalled = true
      schedule?.advance()
      takeCalls()
      judge()
    } else {
      hasCalled = false
      advanceTurns(on: shared, map, program)
    }
  }

  private mutating func advanceTurns(
    on shared: SharedProcessor, _ map: CodeMap, _ program: PlayedProgram
  ) {
    let task = computer?.current
    let isClose = step < Self.closeStepsMax
    let most = isClose ? Self.instructionsMax : Self.longInstructionsMax
    var count = 0
    var done = 0
    while end == nil, done < most {
      guard let part = computer?.stepPart(count, on: &shared.processor) else { return }
      done += count
      count = 0
      switch part {
      case .ended(let end):
        hasCalled = true
        self.end = end == .deadlock ? .deadlock : .finished(computer?.status ?? .exited(0))
        return
      case .kernel:
        hasCalled = true
        kernelTime &+= Self.instructionsPerCall
        if takeCalls() { return }
      case .own:
        if takeCalls() || computer?.current != task { return }
        if !isClose {
          count = Self.longInstructionsMax
        } else if isAtNewLine(of: program) {
          return
        } else {
          count = done < Self.closeMax ? straightCount(map) : Self.coarseCount
        }
      }
      if isPastLimit { return }
    }
  }

  private mutating func straightCount(_ map: CodeMap) -> Int {
    guard let task = computer?.current, let hart = computer?.users.registers(of: task),
      let space = computer?.system.addressSpace(of: task)
    else { return 1 }
    return computer?.look { map.straightCount(at: hart.pc, in: space, of: &$0) } ?? 1
  }

  private var isPastLimit: Bool {
    mutating get {
      guard let computer else { return false }
      if computer.users.instructions &+ kernelTime >= UInt64(max(limits.seconds, 0) * 1e9) {
        end = .timeLimit
      } else if computer.hasOutput(beyond: limits.outputBytes - 1) {
        end = .outputLimit
      }
      return end != nil
    }
  }

  /// Whether the task that goes on is at another line of the program's own text than when it was last
  /// looked at.
  private mutating func isAtNewLine(of program: PlayedProgram) -> Bool {
    guard let task = computer?.current, let hart = computer?.users.registers(of: task),
      let place = program.table.place(at: hart.pc), place.file == 0,
      let thread = computer?.users.threadID(of: task)
    else { return false }
    if let index = seen.firstIndex(where: { $0.task == thread }) {
      if seen[index].line == place.line { return false }
      seen[index].line = place.line
    } else {
      seen.append((thread, place.line))
    }
    return true
  }

  /// Adds the calls that were taken down.
  ///
  /// - Returns: Whether a task has an answer, a signal or its end.
  @discardableResult
  private mutating func takeCalls() -> Bool {
    let records: [CallEvent]
    if computer != nil {
      guard computer?.users.records.isEmpty == false else { return false }
      records = computer?.users.records ?? []
      computer?.users.records = []
    } else {
      records = schedule?.surroundings.takeCalls() ?? []
    }
    var hasEnded = false
    for event in records {
      callText += Array(calls.add(event).utf8)
      switch event {
      case .call: break
      case .answer, .signal, .ended: hasEnded = true
      }
    }
    return hasEnded
  }

  private mutating func judge() {
    guard let schedule, let ending = schedule.ending else { return }
    switch ending {
    case .deadlock, .lostWake: end = .deadlock
    case .stepLimit, .stopped: end = .timeLimit
    case .finished, .fault, .assertion: end = .finished(schedule.status ?? .exited(0))
    }
  }
}
