import Exploration
import LinuxABI

/// What exploring a program has found, for programs.
extension Findings: Encodable {
  private enum CodingKeys: String, CodingKey {
    case schedules, complete, outcomes, races
    case shortestFailure = "shortest_failure"
    case racing
  }

  /// Writes the number of schedules and whether those are all, the outcomes, the shortest schedule that fails, and the
  /// races, each schedule with its choices and with the command that plays it.
  ///
  /// - Throws: What the encoder throws.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(report.schedules, forKey: .schedules)
    try container.encode(report.isComplete, forKey: .complete)
    try container.encode(outcomes.map(told), forKey: .outcomes)
    try container.encodeIfPresent(report.failure.map(told), forKey: .shortestFailure)
    try container.encode(races, forKey: .races)
    try container.encodeIfPresent(report.racing.map(told), forKey: .racing)
  }

  private struct ToldOutcome: Encodable {
    let ending: String
    let isFailure: Bool
    let schedules: Int
    /// Of the first process, where it ended: what it exited with, or the signal that ended it.
    let exited: Int32?
    let signal: String?
    let leakedTasks: Int
    let output: String
    let decisions: [UInt16]
    let replay: String

    private enum CodingKeys: String, CodingKey {
      case ending, schedules, exited, signal, output, decisions, replay
      case isFailure = "failure"
      case leakedTasks = "leaked_tasks"
    }
  }

  private struct ToldSchedule: Encodable {
    let preemptions: Int
    let steps: Int
    let decisions: [UInt16]
    let replay: String
  }

  private func told(_ counted: CountedOutcome) -> ToldOutcome {
    let outcome = counted.outcome
    return ToldOutcome(
      ending: outcome.ending.word, isFailure: counted.isFailure, schedules: counted.count,
      exited: outcome.status?.exitCode, signal: outcome.status?.terminationSignal?.name,
      leakedTasks: outcome.leakedTasks,
      output: String(decoding: outcome.console, as: UTF8.self),
      decisions: decisions(of: counted.choices), replay: replay(counted.choices))
  }

  private func told(_ schedule: Schedule) -> ToldSchedule {
    ToldSchedule(
      preemptions: schedule.preemptions, steps: schedule.steps,
      decisions: decisions(of: schedule.choices), replay: replay(schedule.choices))
  }
}

extension Ending {
  /// The one word for it.
  fileprivate var word: String {
    switch self {
    case .finished: "finished"
    case .deadlock: "deadlock"
    case .lostWake: "lost_wake"
    case .assertion: "assertion"
    case .fault: "fault"
    case .stepLimit: "step_limit"
    case .stopped: "time_limit"
    }
  }
}
