import KernelCore
import LinuxABI

/// Plays a scenario on the emulator.
///
/// A task that has no step to make yields the processor. A step is over when its call has come
/// back, or when every runnable task has had the processor twice and it has not.
struct EmulatedRun {
  private var kernel = Kernel()
  private var players: [Player?] = Array(repeating: nil, count: Step.slotsMax)
  private var observed = StepObservation()

  private struct Player {
    var task: TaskID
    var threadID: Int32
    /// It has made a call that is not answered.
    var isCalling = false
    var told: ScenarioTaskState?
  }

  /// Plays all steps.
  ///
  /// - Throws: A violated invariant.
  static func observe(_ scenario: Scenario) throws -> Observation {
    var run = EmulatedRun()
    run.kernel.makeDirectory("/tmp", permissions: 0o1777)
    run.kernel.makeDirectory("/bin")
    run.kernel.makeFile("/bin/puppet", permissions: 0o755)
    let program = run.kernel.spawnProgram(
      entry: 0,
      credentials: scenario.user == 0
        ? .root : Credentials(userID: scenario.user, groupID: scenario.user))
    run.players[0] = Player(task: program, threadID: 2, told: .ready)
    var observation = Observation()
    do {
      for step in scenario.steps { observation.steps.append(try run.play(step)) }
    } catch let lack as EmulatorLack {
      observation.failure = lack.description
    }
    return observation
  }

  private mutating func play(_ step: Step) throws -> StepObservation {
    observed = StepObservation()
    let isFree = step.child.map { state(of: $0) == .gone } ?? true
    guard isFree, players[step.slot]?.told == .ready else {
      observed.isBusy = true
      return observed
    }
    if let child = step.child { players[child] = nil }
    try run(step, until: nil)
    if step.ownNanoseconds > 0, step.number == 103 || players[step.slot]?.isCalling == true {
      try run(nil, until: kernel.timeNanoseconds + step.ownNanoseconds + 4_000_000)
      try run(nil, until: nil)
    }
    try kernel.checkInvariants()
    tellStates()
    return observed
  }

  /// Runs until everything is quiet, or some time has passed.
  private mutating func run(_ step: Step?, until time: UInt64?) throws {
    var waiting = step
    var quietTurns = 0
    let readyCount = players.count { $0 != nil } + 1
    for _ in 0..<Self.turnsMax {
      let task: TaskID
      switch kernel.next() {
      case .start(let started, let entry):
        quietTurns = 0
        begin(started, in: Int(entry))
        task = started
      case .resume(let resumed, let reply):
        task = resumed
        if let slot = slot(of: task), players[slot]?.isCalling == true {
          quietTurns = 0
          players[slot]?.isCalling = false
          observed.changes[slot, default: TaskChange()].answer = try Self.answer(reply)
        }
      case .ended: continue
      case .allDone, .deadlock: return
      case let next:
        guard let (named, facts) = Self.handler(next) else {
          throw EmulatorLack(what: "the emulator does not go on")
        }
        task = named
        quietTurns = 0
        if let slot = slot(of: task) {
          observed.changes[slot, default: TaskChange()].handlers.append(facts)
        }
        kernel.submit(try Self.call(139, [0, 0, 0, 0, 0, 0], []), by: task)
        continue
      }
      if let step = waiting, task == players[step.slot]?.task {
        waiting = nil
        quietTurns = 0
        players[step.slot]?.isCalling = true
        let words = step.resolved { players[$0]?.threadID ?? 0 }
        kernel.submit(try Self.call(step.number, words, step.bytes), by: task)
        if let child = step.child { findChild(child) }
        continue
      }
      if let time {
        guard kernel.timeNanoseconds < time else {
          kernel.submit(.schedYield, by: task)
          return
        }
        kernel.submit(.compute(nanoseconds: 1_000_000), by: task)
        continue
      }
      kernel.submit(.schedYield, by: task)
      quietTurns += 1
      if waiting == nil, quietTurns > 2 * readyCount { return }
    }
    throw EmulatorLack(what: "a step has no end")
  }

  /// No step needs more turns.
  private static let turnsMax = 20_000

  /// A task starts, or starts a program.
  private mutating func begin(_ task: TaskID, in entry: Int) {
    if let slot = slot(of: task) {
      guard players[slot]?.isCalling == true else { return }
      players[slot]?.isCalling = false
      observed.changes[slot, default: TaskChange()].hasStarted = true
    } else {
      add(task, to: entry)
    }
  }

  private mutating func add(_ task: TaskID, to slot: Int) {
    let threadID = kernel.snapshot(of: task)?.threadID.rawValue ?? 0
    players[slot] = Player(task: task, threadID: threadID)
  }

  /// Finds the task that a clone made: the one that nobody plays.
  private mutating func findChild(_ slot: Int) {
    for task in kernel.tasks
    where task.threadID != 1 && self.slot(of: task.id) == nil && task.state != .zombie {
      add(task.id, to: slot)
    }
  }

  private func slot(of task: TaskID) -> Int? { players.firstIndex { $0?.task == task } }

  // MARK: - What is seen

  private mutating func tellStates() {
    for slot in players.indices {
      guard let player = players[slot] else { continue }
      if let snapshot = kernel.snapshot(of: player.task) {
        players[slot]?.threadID = snapshot.threadID.rawValue
      }
      let state = state(of: slot)
      if state != player.told {
        observed.changes[slot, default: TaskChange()].state = state
        players[slot]?.told = state
      }
    }
  }

  private func state(of slot: Int) -> ScenarioTaskState {
    guard let player = players[slot], let snapshot = kernel.snapshot(of: player.task) else {
      return .gone
    }
    // By their names, since what a task waits for is not what is looked for here.
    let name = "\(snapshot.state)".lowercased()
    if name == "zombie" { return .zombie }
    if name == "dead" { return .gone }
    if name.contains("trace") { return .traced }
    if name.contains("stopped") { return .stopped }
    return player.isCalling ? .blocked : .ready
  }

  private static func answer(_ reply: Reply) throws -> CallAnswer {
    if let lack = reply.notBuilt { throw EmulatorLack(what: "the emulator lacks \(lack)") }
    return CallAnswer(value: reply.value, extra: reply.extra, bytes: reply.bytes)
  }

  private static func call(
    _ number: UInt32, _ words: [UInt64], _ bytes: [UInt8]
  ) throws -> SystemCall {
    guard
      let call = SystemCall(
        number: SystemCallNumber(rawValue: number),
        arguments: (words[0], words[1], words[2], words[3], words[4], words[5]), bytes: bytes)
    else { throw EmulatorLack(what: "the emulator has no call \(number)") }
    return call
  }

  /// The task whose handler is to run now, and for what.
  private static func handler(_ next: Next) -> (TaskID, SignalFacts)? { nil }
}

/// Something that the emulator does not have yet.
struct EmulatorLack: Error, CustomStringConvertible {
  let what: String
  var description: String { what }
}
