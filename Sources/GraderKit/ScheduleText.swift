internal import Exploration
internal import KernelCore
internal import LinuxABI

/// What is wrong in a schedule, in words for the student.
struct ScheduleText {
  private let notes: ExplorationNotes
  private let played: PlayedSchedule<ExploredTask>
  private let callsMax: Int
  /// The most of a console that is quoted, in characters.
  private static let quotedMax = 60

  init(_ notes: ExplorationNotes, _ played: PlayedSchedule<ExploredTask>, callsMax: Int) {
    self.notes = notes
    self.played = played
    self.callsMax = callsMax
  }

  // MARK: - Failures

  /// The failure of a schedule that ends wrongly.
  ///
  /// - Parameter rarity: Is put behind the message.
  /// - Returns: A `TestFailure`, or the fault of the submission that stopped the run.
  func error(appending rarity: String) -> any Error {
    let outcome = played.schedule.outcome
    switch outcome.ending {
    case .assertion(let place):
      var failure = notes.failures[place]
      failure.message += rarity
      return failure
    case .stopped: return notes.stop ?? TestFailure("the run could not go on" + rarity)
    case .deadlock, .lostWake:
      return TestFailure(deadlock(outcome.ending) + rarity)
    case .finished:
      return TestFailure(
        "\(Self.tasks(outcome.leakedTasks)) still there when the program ended, and nobody waits for "
          + "\(outcome.leakedTasks == 1 ? "it" : "them")" + rarity)
    default:
      return TestFailure(Self.text(of: outcome, notes, callsMax) + rarity)
    }
  }

  /// The failure of a schedule in which two accesses race.
  func error(about race: DataRace, appending rarity: String) -> any Error {
    let words = [race.first, race.second].map { access in
      "task \(thread(of: access)) \(Self.verb(access)) it"
    }
    let call = call(of: race.second) ?? call(of: race.first)
    return TestFailure(
      "a data race on the word at \(race.address): \(words[0]), \(words[1]), and nothing orders the "
        + "two, so either may come first. A lock orders accesses, and so does what one task wakes "
        + "another with" + rarity,
      about: call)
  }

  private static func verb(_ access: RacingAccess) -> String {
    switch (access.isWrite, access.isAtomic) {
    case (true, false): "stores to"
    case (false, false): "loads"
    case (true, true): "changes (in one step)"
    case (false, true): "looks at (in one step)"
    }
  }

  private func thread(of access: RacingAccess) -> ThreadID {
    played.threads.first { $0.number == access.task }?.id ?? ThreadID(rawValue: 0)
  }

  /// The call of the submission that an access is.
  private func call(of access: RacingAccess) -> RecordedCall? {
    let calls = played.run.calls.filter { $0.threadID == thread(of: access) }
    return access.step < calls.count ? calls[access.step] : nil
  }

  private func deadlock(_ ending: Ending) -> String {
    guard case .deadlock(let tasks) = played.run.ending else { return "tasks wait for ever" }
    let names = tasks.map { "\($0.rawValue)" }.joined(separator: ", ")
    let waiting =
      tasks.count == 1 ? "task \(names) waits for ever" : "the tasks \(names) wait for ever"
    if case .lostWake(let address) = ending {
      return "\(waiting): the wake for the word at \(address) came before the sleep, when nobody "
        + "slept, and no other comes. What is waited for has to be looked at again in the moment of "
        + "falling asleep, which is what futex_wait does with the value that it expects"
    }
    return tasks.count == 1
      ? "\(waiting): nothing is left that could wake it"
      : "\(waiting): nothing is left that could wake them"
  }

  // MARK: - Schedules

  /// How rare a failure is, to stand behind its message.
  ///
  /// - Parameters:
  ///   - count: In how many schedules it was seen, if that was counted.
  ///   - all: How many were played.
  ///   - schedule: The one that is shown.
  /// - Returns: Words in parentheses; none where every schedule fails.
  static func rarity(_ count: Int?, of all: Int, _ schedule: Schedule) -> String {
    if count == all { return "" }
    let times = ["without a preemption", "with one preemption", "with two preemptions"]
    let preemptions =
      schedule.preemptions < times.count
      ? times[schedule.preemptions] : "with \(schedule.preemptions) preemptions"
    let counted = count.map { "in \($0)" } ?? "in some"
    return " (\(counted) of the \(all) schedules that were played; here \(preemptions))"
  }

  /// How a run ends, as one of the outcomes of an exploration.
  static func text(of outcome: Outcome, _ notes: ExplorationNotes, _ callsMax: Int) -> String {
    switch outcome.ending {
    case .assertion(let place): return notes.failures[place].message
    case .deadlock: return "tasks wait for ever" + details(outcome)
    case .lostWake(let address):
      return "a wake for the word at \(address) is lost, and a task waits for ever"
        + details(outcome)
    case .stepLimit:
      return
        "does not come to an end within \(callsMax) calls: its tasks keep each other from going "
        + "on"
    case .stopped:
      return notes.stop.map { "\($0)" } ?? "could not go on"
    case .fault(let signal): return "\(signal.name) ends the program" + details(outcome)
    case .finished:
      let left = outcome.leakedTasks
      let end = outcome.status?.exitCode.map { "ends with exit status \($0)" } ?? "ends"
      return end + (left > 0 ? ", \(tasks(left)) left behind" : "") + details(outcome)
    }
  }

  private static func tasks(_ count: Int) -> String {
    count == 1 ? "1 task is" : "\(count) tasks are"
  }

  /// What was written, and what the words hold that were asked for.
  private static func details(_ outcome: Outcome) -> String {
    var text = ""
    if !outcome.console.isEmpty {
      let written = String(decoding: outcome.console.prefix(4 * quotedMax), as: UTF8.self)
      text += "; wrote \(written.prefix(quotedMax).debugDescription)"
    }
    if !outcome.words.isEmpty {
      text += "; words: " + outcome.words.map { "\($0)" }.joined(separator: ", ")
    }
    return text
  }
}
