internal import CSandbox
internal import Foundation
internal import Logging
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
  var log = GradingLog.none

  /// Grades every item.
  ///
  /// An item that hit a limit for which a busy machine may be to blame, or whose judge came to an end,
  /// is graded once more when all others are done, while nothing else runs; what comes then counts.
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
    let suspects = Suspects()
    try await pass(over: Array(0..<count), jobs: jobs, item) { index, item, outcome in
      if outcome.mayBeMachine {
        await suspects.add(index)
      } else {
        try await finish(index, item, outcome)
      }
    }
    let again = await suspects.indices.sorted()
    if !again.isEmpty {
      log.notice("grading once more, alone", metadata: ["count": "\(again.count)"])
    }
    try await pass(over: again, jobs: 1, item, finish)
  }

  /// Grades the items at some indices, so many at a time.
  private func pass(
    over indices: [Int], jobs: Int, _ item: @escaping @Sendable (Int) -> BatchItem,
    _ finish: @escaping @Sendable (Int, BatchItem, ItemOutcome) async throws -> Void
  ) async throws {
    guard !indices.isEmpty else { return }
    let queue = IndexQueue(indices)
    try await withTemporaryFolder { temporary in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for slot in 0..<max(1, min(jobs, indices.count)) {
          let user = workshop.changesUser ? try SlotUsers.take() : nil
          let place = Slot(folder: "\(temporary)/\(slot)", user: user)
          group.addTask {
            while await !queue.isEmpty {
              try await workshop.judges.withJudge { judge in
                while let index = await queue.next() {
                  try Task.checkCancellation()
                  let item = item(index)
                  let (outcome, isJudgeAlive) = try await grade(item, judge, place)
                  // Whatever was ended in the middle says nothing.
                  try Task.checkCancellation()
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

  /// Where a slot works, and under which user, if root grades.
  private struct Slot: Sendable {
    let folder: String
    let user: SlotUsers.Taken?
  }

  /// Grades one item; whatever goes wrong with the judge is this item's grader error.
  private func grade(
    _ item: BatchItem, _ judge: JudgeConnection, _ slot: Slot
  ) async throws -> (ItemOutcome, isJudgeAlive: Bool) {
    try makeFolder(slot.folder)
    defer { try? FileManager.default.removeItem(atPath: slot.folder) }
    if let user = slot.user {
      guard chown(slot.folder, user.number, user.number) == 0, chmod(slot.folder, 0o700) == 0 else {
        throw GradingError.machine("cannot give \(slot.folder) to user \(user.number)")
      }
    }
    let start = ContinuousClock.now
    let result: (ItemOutcome, Bool)
    do {
      var outcome = try await workshop.grade(
        item.submission, of: item.exercise, judge: judge, secret: secret, in: slot.folder,
        user: slot.user?.number)
      outcome.result.quoteLines(of: item.submission)
      result = (outcome, true)
    } catch let gone as JudgeGone {
      result = (
        ItemOutcome(
          item.exercise.graderError(gone.reason, workshop.sandbox), mayBeMachine: true), false
      )
    } catch GradingError.machine(let reason) {
      result = (
        ItemOutcome(item.exercise.graderError(reason, workshop.sandbox), mayBeMachine: true), true
      )
    }
    try await workshop.endProcesses(of: slot.user?.number)
    tell(item, result.0, start)
    return result
  }

  private func tell(_ item: BatchItem, _ outcome: ItemOutcome, _ start: ContinuousClock.Instant) {
    let result = outcome.result
    let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
    log.log(
      level: result.verdict == .graderError ? .error : .info, "submission graded",
      metadata: [
        "student": "\(item.submission.student)", "exercise": "\(result.id)",
        "verdict": "\(result.verdict.rawValue)", "score": "\(result.score)",
        "compile": "\(result.compile.status.rawValue)", "milliseconds": "\(milliseconds)",
        "reason": "\(result.reason ?? "")",
      ])
  }
}

/// Hands out indices, each once.
private actor IndexQueue {
  private let indices: [Int]
  private var handedOut = 0

  init(_ indices: [Int]) {
    self.indices = indices
  }

  var isEmpty: Bool { handedOut == indices.count }

  func next() -> Int? {
    guard handedOut < indices.count else { return nil }
    defer { handedOut += 1 }
    return indices[handedOut]
  }
}

/// The items that are to be graded once more.
private actor Suspects {
  private(set) var indices: [Int] = []

  func add(_ index: Int) { indices.append(index) }
}
