import Exercise_15_scheduler
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "best-first", "the best priority runs first, of equal ones the first that woke", points: 1,
      visibility: .visible
    ) { test in
      try play(
        test,
        [
          Step(.add(1, priority: 120)), Step(.add(2, priority: 110)), Step(.add(3, priority: 110)),
          Step(.add(4, priority: 130)),
          Step(.pick, QueueAnswer.nobody, "all tasks sleep, so there is nobody to pick"),
          Step(.wake(1), 1, "there is no current task: whoever wakes up gets the processor"),
          Step(.pick, 1, "task 1 is the only one that waits"),
          Step(.wake(4), 0, "130 is no better priority than 120: 0 is the best"),
          Step(.wake(2), 1, "110 is a better priority than 120: task 2 takes the processor away"),
          Step(.putBack(1, .preempted)),
          Step(.pick, 2, "task 2 has the best priority of those that wait"),
          Step(.wake(3), 0, "only a better priority takes the processor away, not an equal one"),
          Step(.sleep(2)),
          Step(.pick, 3, "task 3 has the best priority of those that wait"),
          Step(.sleep(3)),
          Step(.pick, 1, "task 1 has the best priority of those that wait"),
          Step(.sleep(4)),
          Step(.sleep(1)),
          Step(
            .pick, QueueAnswer.nobody,
            "task 4 was taken out while it waited, and task 1 while it ran: nobody is left"),
        ])
    }

    GradedTest(
      "slice", "a slice ends, and its task waits until all others have had theirs", points: 1,
      visibility: .visible
    ) { test in
      let millisecond: UInt64 = 1_000_000
      try play(
        test,
        [
          Step(.add(1, priority: 120)), Step(.add(2, priority: 120)), Step(.add(3, priority: 125)),
          Step(.wake(1), 1, "there is no current task"), Step(.pick, 1, "only task 1 waits"),
          Step(.wake(2), 0, "an equal priority takes nothing away"),
          Step(.wake(3), 0, "a worse priority takes nothing away"),
          Step(
            .tick(60 * millisecond), 0, "a slice of priority 120 is 100 ms long, and 40 are left"),
          Step(.tick(40 * millisecond), 1, "a slice of priority 120 is used up after 100 ms"),
          Step(.putBack(1, .preempted)),
          Step(.pick, 2, "task 1 has used up its slice, so it is task 2's turn"),
          Step(.tick(100 * millisecond), 1, "a slice of priority 120 is used up after 100 ms"),
          Step(.putBack(2, .preempted)),
          Step(
            .pick, 3,
            "tasks 1 and 2 are expired: they wait until nobody is active any more, though they have "
              + "a better priority than task 3"),
          Step(.tick(75 * millisecond), 1, "a slice of priority 125 is used up after 75 ms"),
          Step(.putBack(3, .preempted)),
          Step(
            .pick, 1,
            "nobody is active any more: the expired tasks become the active ones, and of those task 1 "
              + "is the first of the best priority"),
        ])
    }

    GradedTest(
      "kernel", "code of the kernel may keep the processor for a while", points: 1,
      visibility: .visible
    ) { test in
      try play(
        test,
        [
          Step(.add(1, priority: 120)), Step(.add(2, priority: 10)),
          Step(.wake(1), 1, "there is no current task"), Step(.pick, 1, "only task 1 waits"),
          Step(.disablePreemption),
          Step(
            .wake(2), 0,
            "task 2 is better, but preemption is disabled: task 1 has, for example, a lock of the "
              + "kernel, and whoever runs now could wait for it for ever"),
          Step(
            .enablePreemption, 1,
            "task 2 has become ready meanwhile: now task 1 has to go, and not at some later tick"),
          Step(.putBack(1, .preempted)), Step(.pick, 2, "task 2 has the best priority"),
          Step(.disablePreemption),
          Step(.enablePreemption, 0, "nothing has happened meanwhile"),
        ])
    }
  }

  /// Does one thing after the other, and fails at the first wrong answer.
  private func play(_ test: TestContext, _ steps: [Step]) throws {
    for (place, step) in steps.enumerated() {
      let question = QueueQuestion([step.operation], startsAnew: place == 0)
      let answer = try test.call(QueueQuestion.function, question.message) { reader in
        try reader.read(Int32.self)
      }
      guard answer != step.expected else { continue }
      let before = steps[...place].map(\.text).joined(separator: "\n  ")
      try test.fail(
        "\(step.reason). What was done, up to here:\n  \(before)",
        expected: step.text(of: step.expected), actual: step.text(of: answer))
    }
  }
}

/// An operation, and what the queue has to say to it.
private struct Step {
  let operation: QueueOperation
  let expected: Int32
  /// Why, as a sentence for who did not think so.
  let reason: String

  init(
    _ operation: QueueOperation, _ expected: Int32 = QueueAnswer.none, _ reason: String = ""
  ) {
    self.operation = operation
    self.expected = expected
    self.reason = reason
  }

  var text: String {
    switch operation {
    case .add(let task, let priority): "add(\(task), priority: \(priority))"
    case .remove(let task): "remove(\(task))"
    case .wake(let task): "wake(\(task))"
    case .sleep(let task): "sleep(\(task))"
    case .putBack(let task, let reason): "putBack(\(task), because: .\(reason))"
    case .pick: "pick()"
    case .tick(let nanoseconds): "tick(\(nanoseconds / 1_000_000) ms)"
    case .disablePreemption: "disablePreemption()"
    case .enablePreemption: "enablePreemption()"
    }
  }

  func text(of answer: Int32) -> String {
    if case .pick = operation { return answer == QueueAnswer.nobody ? "nil" : "\(answer)" }
    return answer == 1 ? "true" : "false"
  }
}
