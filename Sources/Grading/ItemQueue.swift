internal import Results

/// One cell of the grade book: a student and the index of an exercise.
struct GradingItem: Hashable, Sendable {
  let student: String
  let exercise: Int
}

/// What is left to grade, and what came of the rest.
actor ItemQueue {
  private let items: [GradingItem]
  private var nextIndex = 0
  private var reused = 0
  private let progress: @Sendable (GradingProgress) -> Void
  private(set) var results: [GradingItem: ExerciseResult] = [:]

  init(_ items: [GradingItem], _ progress: @escaping @Sendable (GradingProgress) -> Void) {
    self.items = items
    self.progress = progress
  }

  var isEmpty: Bool { nextIndex == items.count }

  func next() -> GradingItem? {
    guard nextIndex < items.count else { return nil }
    defer { nextIndex += 1 }
    return items[nextIndex]
  }

  func finish(_ item: GradingItem, _ result: ExerciseResult, isReused: Bool) {
    results[item] = result
    if isReused { reused += 1 }
    progress(GradingProgress(done: results.count, total: items.count, reused: reused))
  }
}
