import KernelCore
import LinuxABI

/// Plays a scenario on the emulator.
///
/// A task that has no step to make sleeps, as the helper's do: a signal wakes it, so that tasks run in
/// the order in which they were woken. A step is over when everybody sleeps.
struct EmulatedRun {
  private var kernel: Kernel
  private var players: [Player?] = Array(repeating: nil, count: Step.slotsMax)
  private var observed = StepObservation()

  private struct Player {
    var task: TaskID
    var threadID: Int32
    /// It has made a call that is not answered.
    var isCalling = false
    /// Who its call is to make.
    var child: Int?
    var told: ScenarioTaskState?
  }

  /// Plays all steps.
  static func observe(_ scenario: Scenario) -> Observation {
    var run = EmulatedRun(user: scenario.user)
    for step in scenario.steps {
      guard run.observation.failure == nil else { break }
      run.play(step)
    }
    return run.observation
  }

  /// Sets the stage.
  init(user: UInt32) {
    var limits = KernelLimits()
    limits.traceEventsMax = 16
    kernel = Kernel(limits: limits)
    kernel.makeDirectory("/tmp", permissions: 0o1777)
    kernel.makeDirectory("/bin")
    // What can be executed begins as an ELF file does.
    kernel.makeFile("/bin/puppet", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    let program = kernel.spawnProgram(
      entry: 0, credentials: user == 0 ? .root : Credentials(userID: user, groupID: user))
    players[0] = Player(task: program, threadID: 2, told: .ready)
  }

  /// What was seen so far.
  private(set) var observation = Observation()

  /// Who can make a call.
  var readySlots: [Int] { players.indices.filter { players[$0]?.told == .ready } }

  /// Who is there in some way.
  var presentSlots: [Int] {
    players.indices.filter { players[$0].map { $0.told != .gone } ?? false }
  }

  /// Who its parent is, if that is somebody who makes calls.
  func parentSlot(of slot: Int) -> Int? {
    guard let task = players[slot]?.task, let parent = kernel.snapshot(of: task)?.parentThreadID
    else { return nil }
    return kernel.task(parent).flatMap { self.slot(of: $0) }
  }

  /// Plays one more step.
  mutating func play(_ step: Step) {
    do {
      observation.steps.append(try observe(step))
    } catch {
      observation.failure = "\(error)"
      observation.isLack = error is EmulatorLack
    }
  }

  private mutating func observe(_ step: Step) throws -> StepObservation {
    observed = StepObservation()
    let isFree = step.child.map { self.isFree($0) } ?? true
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
    if let task = step.flatMap({ players[$0.slot]?.task }) { kernel.endSleep(of: task) }
    // The running kernel is not waited for longer either.
    kernel.idleNanosecondsEnd = time ?? kernel.timeNanoseconds
    for _ in 0..<Self.turnsMax {
      let task: TaskID
      switch kernel.next() {
      case .start(let started, let entry):
        begin(started, in: Int(entry))
        task = started
      case .resume(let resumed, let reply):
        task = resumed
        if let slot = slot(of: task), players[slot]?.isCalling == true {
          players[slot]?.isCalling = false
          observed.changes[slot, default: TaskChange()].answer = try Self.answer(reply)
        }
      case .ended: continue
      case .allDone, .deadlock:
        // Who ends but for its namespace does not come to make its call.
        if let step = waiting { players[step.slot]?.isCalling = true }
        return
      case .handler(let interrupted, let delivery):
        if let slot = slot(of: interrupted) {
          observed.changes[slot, default: TaskChange()].handlers.append(SignalFacts(delivery.info))
        }
        kernel.submit(.sigreturn, by: interrupted)
        continue
      }
      if let step = waiting, task == players[step.slot]?.task {
        waiting = nil
        players[step.slot]?.isCalling = true
        players[step.slot]?.child = step.child
        let words = step.resolved { players[$0]?.threadID ?? 0 }
        kernel.submit(try Self.call(step.number, words, step.bytes), by: task)
        if let child = step.child { findChild(child) }
        continue
      }
      kernel.submit(Self.endlessSleep, by: task)
    }
    throw EmulatorLack(what: "a step has no end")
  }

  /// What a task does that has no step to make.
  private static let endlessSleep = SystemCall.registers(RegisterCall(.nanosleep, .max))

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
    let unknown = kernel.tasks.filter { $0.threadID != 1 && self.slot(of: $0.id) == nil }
    if let task = unknown.last { add(task.id, to: slot) }
  }

  private func slot(of task: TaskID) -> Int? { players.firstIndex { $0?.task == task } }

  /// Whether nobody plays a slot, and no call is to make somebody who does.
  private func isFree(_ slot: Int) -> Bool {
    state(of: slot) == .gone && !players.contains { $0?.isCalling == true && $0?.child == slot }
  }

  // MARK: - What is seen

  private mutating func tellStates() {
    // A clone may be made later than its call, if a stop comes first.
    for player in players where player?.isCalling == true {
      if let child = player?.child, players[child] == nil { findChild(child) }
    }
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
}

extension SignalFacts {
  fileprivate init(_ info: SignalInfo) {
    self.init(
      signal: Int64(info.signal.rawValue), code: Int64(info.code.rawValue),
      pid: Int64(info.processID.rawValue), uid: Int64(info.userID), status: Int64(info.status))
  }
}

/// Something that the emulator does not have yet.
struct EmulatorLack: Error, CustomStringConvertible {
  let what: String
  var description: String { what }
}
