import Courseware
import Results
import TestSupport
import Testing

@Suite struct `A grading policy` {
  private func policy(_ text: String?) throws -> GradingPolicy {
    try withCourse { fixture in
      if let text { try fixture.folder.write(text, to: "grader/grading.yaml") }
      return try Course.load(from: fixture.course).get().gradingPolicy()
    }
  }

  private func time(_ text: String) throws -> Timestamp {
    try #require(Timestamp(iso8601: text))
  }

  @Test func `of no file has nothing due`() throws {
    let policy = try policy(nil)
    #expect(policy.due("01-one", for: "ada") == nil)
    #expect(policy.rules(for: "01-one") == .none)
    #expect(policy.time == .recorded)
  }

  @Test func `of an exercise stands before that of the course`() throws {
    let policy = try policy(
      """
      due: 2026-10-01T23:59:00+02:00
      grace_minutes: 15
      penalty_percent_per_day: 10
      penalty_cap_percent: 50
      attempts: best
      time: modified
      exercises:
        01-one: {due: 2026-10-08T23:59:00+02:00, attempts: latest}
      """)
    let rules = policy.rules(for: "01-one")
    #expect(rules.due == (try time("2026-10-08T21:59:00Z")))
    #expect(rules.attempts == .latest)
    #expect(rules.graceMinutes == 15)
    #expect(rules.penaltyPercentPerDay == 10)
    #expect(rules.penaltyCapPercent == 50)
    #expect(policy.rules(for: "02").attempts == .best)
    #expect(policy.time == .modified)
  }

  @Test func `gives more time by days or to an instant`() throws {
    let policy = try policy(
      """
      due: 2026-10-01T12:00:00Z
      extensions:
        ada: {all: 2, 01-one: 2026-11-01T12:00:00Z}
        bob@example.org: {all: 1}
      """)
    #expect(policy.due("01-one", for: "ada") == (try time("2026-11-01T12:00:00Z")))
    #expect(policy.due("02", for: "ada") == (try time("2026-10-03T12:00:00Z")))
    #expect(policy.due("02", for: "bob@example.org") == (try time("2026-10-02T12:00:00Z")))
    #expect(policy.due("02", for: "cy") == (try time("2026-10-01T12:00:00Z")))
    #expect(policy.isExtended("02", for: "ada") && !policy.isExtended("02", for: "cy"))
  }

  @Test func `of days has nothing to extend where nothing is due`() throws {
    #expect(try policy("extensions: {ada: {all: 2}}").due("01-one", for: "ada") == nil)
  }
}
