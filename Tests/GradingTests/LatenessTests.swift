import Courseware
import Foundation
import Grading
import Intake
import Results
import TestSupport
import Testing

@Suite struct `A late submission` {
  private static let due = Timestamp(seconds: 1_000_000)

  private func policy(_ rules: GradingPolicy.Rules) -> GradingPolicy {
    var policy = GradingPolicy()
    policy.rules = rules
    return policy
  }

  private func late(_ seconds: Int, _ policy: GradingPolicy) -> Lateness? {
    Lateness(
      of: .recorded(Timestamp(seconds: Self.due.seconds + seconds)), exercise: "01-tasks",
      student: "ada", policy: policy)
  }

  @Test(
    arguments: [
      (-1, nil, nil), (0, nil, nil), (1, 1, 10), (86_400, 1, 10), (86_401, 2, 20),
      (4 * 86_400, 4, 40), (9 * 86_400, 9, 50), (Int(Int32.max), 24_856, 50),
    ] as [(Int, Int?, Int?)])
  func `counts days that have begun, up to the cap`(seconds: Int, days: Int?, percent: Int?) {
    let policy = policy(.init(due: Self.due, penaltyPercentPerDay: 10, penaltyCapPercent: 50))
    #expect(late(seconds, policy)?.days == days)
    #expect(late(seconds, policy)?.percent == percent)
  }

  @Test func `begins after the grace and counts from when it was due`() {
    let policy = policy(.init(due: Self.due, graceMinutes: 24 * 60, penaltyPercentPerDay: 10))
    #expect(late(86_400, policy) == nil)
    #expect(late(86_401, policy)?.days == 2)
  }

  @Test func `needs a time that is believed`() {
    var policy = policy(.init(due: Self.due, penaltyPercentPerDay: 10))
    let time = Attempt.Time.modified(Timestamp(seconds: Self.due.seconds + 1))
    func late(_ time: Attempt.Time?) -> Lateness? {
      Lateness(of: time, exercise: "01-tasks", student: "ada", policy: policy)
    }
    #expect(late(time) == nil)
    policy.time = .modified
    #expect(late(time)?.days == 1)
    #expect(late(nil) == nil)
    // A system's word that it is late counts for a day.
    #expect(late(.markedLate)?.days == 1)
    #expect(late(.markedLate)?.submitted == nil)
    policy.rules.due = nil
    #expect(late(.markedLate) == nil)
  }

  @Test(
    arguments: [
      (10, 10, 9), (7, 33, 4.69), (0.01, 50, 0.01), (0.03, 50, 0.02), (5, 100, 0), (3.3, 0, 3.3),
      (1.0 / 3, 10, 0.3),
    ] as [(Double, Int, Double)])
  func `takes a share and rounds to hundredths`(score: Double, percent: Int, rest: Double) throws {
    let policy = policy(.init(due: Self.due, penaltyPercentPerDay: percent))
    let lateness = try #require(late(1, policy))
    #expect(lateness.penalty(on: score).score == rest)
    #expect(lateness.penalty(on: score).1.scoreBeforePenalty == score)
  }

  // MARK: Attempts

  private func result(_ score: Double, _ verdict: Verdict = .fail) -> ExerciseResult {
    ExerciseResult(
      id: "01-tasks", title: "", verdict: verdict, score: score, maxScore: 10,
      compile: .init(status: .ok), tests: [], sandbox: "")
  }

  private func attempts(_ seconds: [Int]) throws -> [Attempt] {
    let rows = seconds.enumerated().map { number, time in
      "ada,01-tasks,attempt-\(number + 1),\(Timestamp(seconds: Self.due.seconds + time))"
    }
    return try madeAttempts(rows)
  }

  @Test(
    arguments: [
      (.latest, [4, 8, 6], 2, 5.4),
      (.best, [4, 8, 6], 1, 8), (.best, [8, 8, 9], 2, 8.1), (.best, [8, 8, 8], 0, 8),
    ] as [(GradingPolicy.AttemptChoice, [Double], Int, Double)])
  func `is taken off before the attempt is chosen`(
    choice: GradingPolicy.AttemptChoice, scores: [Double], counts: Int, score: Double
  ) throws {
    let policy = policy(.init(due: Self.due, penaltyPercentPerDay: 10, attempts: choice))
    let attempts = try attempts([-20, -10, 10])
    let chosen = try #require(
      AttemptChoice(student: "ada", exercise: "01-tasks", policy: policy)
        .result(of: attempts, scores.map { result($0) }))
    #expect(chosen.score == score)
    #expect(chosen.attempts.map(\.counts) == [0, 1, 2].map { $0 == counts })
    #expect(chosen.attempts.map(\.lateDays) == [nil, nil, 1])
    #expect((chosen.late != nil) == (counts == 2))
  }

  @Test func `takes nothing from a fault of the grader, and the best is another`() throws {
    let policy = policy(.init(due: Self.due, penaltyPercentPerDay: 10, attempts: .best))
    let attempts = try attempts([-20, 10])
    let choice = AttemptChoice(student: "ada", exercise: "01-tasks", policy: policy)
    let best = choice.result(of: attempts, [result(0), result(0, .graderError)])
    #expect(best?.verdict == .fail)
    let error = choice.result(of: attempts, [result(0, .graderError), result(0, .graderError)])
    #expect(error?.verdict == .graderError && error?.late == nil)
  }
}

/// Attempts of one student with the times of a manifest.
private func madeAttempts(_ rows: [String]) throws -> [Attempt] {
  try withTemporaryFolder { folder in
    for number in rows.indices {
      try folder.write("", to: "class/ada/attempt-\(number + 1)/01-tasks.swift")
    }
    try folder.write(
      (["student,exercise,attempt,time"] + rows).joined(separator: "\n"),
      to: "class/submissions.csv")
    let input = try ClassReader.read(folder.file("class").path, exercises: ["01-tasks"])
    return input.students[0].attempts["01-tasks"] ?? []
  }
}
