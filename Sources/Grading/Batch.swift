internal import CSandbox
internal import Foundation
internal import Results

/// One submission that waits for its turn.
struct BatchItem: Sendable {
  let submission: Submission
  let exercise: BuiltExercise
}

/// Compiles and judges many submissions, several at a time; each slot has a judge of its own.
struct Batch: Sendable {
  let workshop: Workshop
  let jobs: Int
  /// What random cases are drawn from.
  let secret: String

  /// Grades every item.
  ///
  /// - Parameters:
  ///   - count: How many items there are.
  ///   - item: The item at an index; asked when its turn comes.
  ///   - finish: Takes an item, as it was graded, and its outcome; called in the order in which they end.
  /// - Throws: What `finish` throws, or `GradingError.machine`.
  func run(
    count: Int, item: @escaping @Sendable (Int) -> BatchItem,
    finish: @escaping @Sendable (Int, BatchItem, ItemOutcome) async throws -> Void
  ) async throws {
    let queue = IndexQueue(count: count)
    let processors = Self.processors()
    try await withTemporaryFolder { temporary in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for slot in 0..<max(1, min(jobs, count)) {
          let cpu = processors.isEmpty ? nil : processors[slot % processors.count]
          group.addTask {
            while await !queue.isEmpty {
              try await workshop.judges.withJudge(cpu: cpu) { judge in
                while let index = await queue.next() {
                  let item = item(index)
                  let (outcome, isJudgeAlive) = try await grade(
                    item, judge, "\(temporary)/\(slot)")
                  try await finish(index, item, outcome)
                  guard isJudgeAlive else { return }
                }
              }
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  /// Grades one item; whatever goes wrong with the judge is this item's grader error.
  private func grade(
    _ item: BatchItem, _ judge: JudgeConnection, _ folder: String
  ) async throws -> (ItemOutcome, isJudgeAlive: Bool) {
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      var outcome = try await workshop.grade(
        item.submission, of: item.exercise, judge: judge, secret: secret, in: folder)
      outcome.result.quoteLines(of: item.submission)
      return (outcome, true)
    } catch let gone as JudgeGone {
      return (ItemOutcome(item.exercise.graderError(gone.reason, workshop.tier)), false)
    } catch GradingError.machine(let reason) {
      return (ItemOutcome(item.exercise.graderError(reason, workshop.tier)), true)
    }
  }

  /// The processors that this process may use.
  private static func processors() -> [Int] {
    var numbers = [UInt32](repeating: 0, count: 1_024)
    let count = threadbare_allowed_cpus(&numbers, 1_024)
    return numbers.prefix(max(0, Int(count))).map(Int.init)
  }
}

/// Hands out indices, each once.
private actor IndexQueue {
  private let count: Int
  private var nextIndex = 0

  init(count: Int) {
    self.count = count
  }

  var isEmpty: Bool { nextIndex == count }

  func next() -> Int? {
    guard nextIndex < count else { return nil }
    defer { nextIndex += 1 }
    return nextIndex
  }
}
