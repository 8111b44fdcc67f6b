internal import Exploration
package import KernelCore
package import LinuxABI
internal import Machine
internal import UserSpace

/// A program that is played, forward and back.
///
///     var playback = Playback(program, recipe)
///     playback.go(to: 20)
///     playback.go(to: 3)
///
/// # Theory of operation
///
/// A run depends on nothing but its program and its recipe, so going back is going forward again from a
/// copy of the run that is old enough (`Moment`). With turns, the code of a task is carried out in parts
/// (`Computer.stepPart`), which changes nothing for the kernel: so the run is the one that the terminal
/// shows, however finely it is looked at. With visible steps, it is the explorer's run.
package struct Playback {
  /// The program.
  package let program: PlayedProgram
  /// How it is played.
  package let recipe: Recipe
  /// Where it is.
  private(set) var moment: Moment
  /// Who had the processor, and what the tasks were doing, step by step, as far as it was ever played.
  private(set) var timeline = Timeline()

  private let shared = SharedProcessor()
  private let map: CodeMap
  private var copies: [Moment]
  /// So many steps lie between two copies.
  private var copySteps = 32
  /// More copies are thinned out.
  private static var copiesMax: Int { 128 }

  /// A playback before the first step.
  package init(_ program: PlayedProgram, _ recipe: Recipe) {
    self.program = program
    self.recipe = recipe
    map = CodeMap(program.table)
    moment = Moment(program, recipe)
    copies = [moment]
    note()
  }

  /// How many steps were made.
  package var step: Int { moment.step }

  /// How the run ended; nil as long as it goes on.
  package var end: PlaybackEnd? { moment.end }

  /// Goes to a step, forward or back; the run's end is the last one.
  package mutating func go(to target: Int) {
    if target < moment.step {
      let old = copies.last { $0.step <= max(target, 0) }
      if let old { moment = old }
    }
    while moment.step < target, moment.end == nil { advance() }
  }

  /// Goes on to the end.
  ///
  /// - Parameter stepsMax: The most steps of the whole run.
  package mutating func goToEnd(stepsMax: Int) { go(to: max(stepsMax, moment.step)) }

  private mutating func advance() {
    moment.advance(on: shared, map, program)
    note()
    guard moment.step - (copies.last?.step ?? 0) >= copySteps else { return }
    copies.append(moment)
    guard copies.count > Self.copiesMax else { return }
    copySteps *= 2
    var kept: [Moment] = []
    for (index, copy) in copies.enumerated() where index % 2 == 0 { kept.append(copy) }
    copies = kept
  }

  private mutating func note() {
    guard moment.step == timeline.stepCount, let kernel = moment.kernel else { return }
    let running = moment.current.map { moment.users?.threadID(of: $0).rawValue ?? 0 } ?? 0
    timeline.add(running: running, moment.hasCalled ? kernel.tasks : nil)
  }

  // MARK: - Choices

  /// A choice that the next step takes.
  package struct Choice: Equatable, Sendable {
    /// Which of the run's choices it is, from 0.
    package let number: Int
    /// What it is about.
    package let kind: DecisionKind
    /// The task that goes on with each option.
    package let tasks: [ThreadID]
    /// The option that the recipe takes.
    package let taken: Int
  }

  /// The choice that the next step takes; nil if it takes none.
  ///
  /// Each option is tried on a copy, so what is said of it is what would happen.
  package func nextChoice() -> Choice? {
    let before = moment.decisionCount
    var trial = moment
    trial.advance(on: shared, map, program)
    guard trial.decisionCount > before, let decision = trial.kernel?.decision(before) else {
      return nil
    }
    var tasks: [ThreadID] = []
    for option in 0..<min(decision.options, Self.optionsMax) {
      var other = moment
      other.prescribe([option])
      other.advance(on: shared, map, program)
      var stepsLeft = 4
      while stepsLeft > 0, other.end == nil, other.runningThread == nil {
        other.advance(on: shared, map, program)
        stepsLeft -= 1
      }
      tasks.append(other.runningThread ?? 0)
    }
    return Choice(
      number: before, kind: decision.kind, tasks: tasks, taken: Int(decision.choice))
  }

  /// More options of a choice are not tried.
  private static var optionsMax: UInt16 { 32 }

  /// The choices that were taken so far: with `.steps`, they play the same run again.
  package var choices: [UInt16] { moment.kernel?.decisionLog.choices ?? [] }
}

extension Moment {
  /// The thread id of the task that goes on; nil if it has ended.
  var runningThread: ThreadID? {
    guard let task = current, let users, users.knows(task) else { return nil }
    return users.threadID(of: task)
  }
}
