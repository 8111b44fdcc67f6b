internal import Foundation
internal import Results
internal import Similarity

/// Compares the submissions of a class with one another.
struct SubmissionComparer {
  /// What does not count: files of the course, and the kernel's.
  private let handedOut: HandedOutCode
  /// How many pairs of one exercise are kept.
  private let pairsMax: Int

  /// The pairs of a whole run, and of one exercise: each gets a page.
  private static let runPairsMax = 320
  private static let exercisePairsMax = 15
  /// The fewest shared fingerprints of a pair that is kept.
  private static let sharedMin = 3
  /// The bytes of one work that are kept for its pages.
  private static let keptBytesMax = 65_536
  /// The bytes of a file of the course that is read.
  private static let fileBytesMax = 4 << 20

  /// Reads what the students have from the course, the solutions, and all of some more folders.
  init(exercises: [GradedExercise], folders: [String]) {
    var files: [[UInt8]] = []
    for exercise in exercises {
      files += Self.swiftFiles(in: exercise.folder, without: "Submission.swift")
      if let grader = exercise.graderFolder {
        files += Self.swiftFiles(in: grader, without: "HiddenTests.swift")
      }
    }
    for folder in folders { files += Self.swiftFiles(in: folder) }
    handedOut = HandedOutCode(files)
    pairsMax = max(1, min(Self.exercisePairsMax, Self.runPairsMax / max(1, exercises.count)))
  }

  /// A submission that counts.
  struct Work {
    let student: String
    let files: [SourceFile]
  }

  /// Compares the submissions at one exercise.
  ///
  /// - Parameters:
  ///   - exercise: The exercise's id.
  ///   - works: The submissions.
  ///   - scrubber: Takes names out of what is kept.
  /// - Returns: The pairs that share most, with the texts of their works.
  func compare(
    _ exercise: String, _ works: [Work], _ scrubber: NameScrubber?
  ) -> ClassSimilarity.Exercise {
    let comparison = Comparison(
      of: works.map { $0.files.map(\.bytes) }, without: handedOut, pairsMax: pairsMax,
      sharedMin: Self.sharedMin)
    // Fingerprints at the edge of what was handed out may be equal where no passage is.
    let found = comparison.pairs.map { (pair: $0, passages: comparison.passages(of: $0)) }
      .filter { !$0.passages.isEmpty }
    let shown = Set(found.flatMap { [$0.pair.left, $0.pair.right] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    let pairs = found.map { pair, passages in
      ClassSimilarity.Pair(
        left: places[pair.left] ?? 0, right: places[pair.right] ?? 0, shared: pair.shared,
        leftCoverage: pair.leftCoverage, rightCoverage: pair.rightCoverage,
        passages: passages.map {
          ClassSimilarity.Passage(
            left: Self.place($0.left), right: Self.place($0.right), tokens: $0.tokens)
        })
    }
    return ClassSimilarity.Exercise(
      id: exercise, compared: works.count, cut: comparison.cut > 0 ? comparison.cut : nil,
      works: shown.map { Self.kept(works[$0], scrubber) },
      pairs: pairs)
  }

  private static func place(_ place: Passage.Place) -> ClassSimilarity.Place {
    ClassSimilarity.Place(
      file: place.file, first: place.lines.lowerBound, last: place.lines.upperBound)
  }

  private static func kept(_ work: Work, _ scrubber: NameScrubber?) -> ClassSimilarity.Work {
    var room = keptBytesMax
    let files = work.files.map { file in
      let bytes = file.bytes.prefix(room)
      room -= bytes.count
      let text = String(decoding: bytes, as: UTF8.self)
      return ClassSimilarity.File(
        name: scrubber?.scrubbed(file.name) ?? file.name, text: scrubber?.scrubbed(text) ?? text,
        isWhole: bytes.count == file.bytes.count)
    }
    return ClassSimilarity.Work(student: work.student, files: files)
  }

  /// The files of Swift in a folder, by name; none where there is no folder.
  private static func swiftFiles(in folder: String, without left: String? = nil) -> [[UInt8]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".swift") && $0 != left }.sorted().compactMap { name in
      let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
      return data.flatMap { $0.count <= fileBytesMax ? [UInt8]($0) : nil }
    }
  }
}
