import Results

/// Which submissions share passages, as the pages need it.
struct SimilarityModel {
  /// Two submissions, and where their page is.
  struct Pair {
    let exercise: Int
    /// Its place among the exercise's pairs, from 1.
    let rank: Int
    let left: Int
    let right: Int
    let leftWork: ClassSimilarity.Work
    let rightWork: ClassSimilarity.Work
    let figures: ClassSimilarity.Pair
    let file: String
  }

  /// How many submissions were compared at an exercise.
  struct Compared {
    let exercise: Int
    let count: Int
    /// How many of them were too long to be compared whole.
    let cut: Int
    let pairs: Int
  }

  let pairs: [Pair]
  let compared: [Compared]

  /// What a run says; nil if nothing was compared.
  ///
  /// What it says of students or works that it does not have is passed over.
  init?(_ model: ReportModel) {
    guard let found = model.run.similarity else { return nil }
    let students = Dictionary(
      model.run.students.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var pairs: [Pair] = []
    var compared: [Compared] = []
    for exercise in found.exercises {
      guard let column = model.column(of: exercise.id) else { continue }
      let before = pairs.count
      for pair in exercise.pairs {
        guard exercise.works.indices.contains(pair.left),
          exercise.works.indices.contains(pair.right),
          let left = students[exercise.works[pair.left].student],
          let right = students[exercise.works[pair.right].student]
        else { continue }
        let rank = pairs.count - before + 1
        pairs.append(
          Pair(
            exercise: column, rank: rank, left: left, right: right,
            leftWork: exercise.works[pair.left], rightWork: exercise.works[pair.right],
            figures: pair, file: model.pairFile(column, rank: rank)))
      }
      compared.append(
        Compared(
          exercise: column, count: exercise.compared, cut: exercise.cut ?? 0,
          pairs: pairs.count - before))
    }
    self.pairs = pairs
    self.compared = compared
  }
}
