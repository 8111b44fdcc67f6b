/// Which submissions of a class share passages; for instructors alone.
package struct ClassSimilarity: Codable, Sendable, Equatable {
  /// A file as it was handed in, or its beginning.
  package struct File: Codable, Sendable, Equatable {
    package var name: String
    package var text: String
    /// Whether the text is all of the file.
    package var isWhole: Bool

    package init(name: String, text: String, isWhole: Bool) {
      self.name = name
      self.text = text
      self.isWhole = isWhole
    }
  }

  /// What one student handed in.
  package struct Work: Codable, Sendable, Equatable {
    /// The student's id in the run.
    package var student: String
    package var files: [File]

    package init(student: String, files: [File]) {
      self.student = student
      self.files = files
    }
  }

  /// Lines of a file of a work.
  package struct Place: Codable, Sendable, Equatable {
    /// The file's place in the work.
    package var file: Int
    /// The first and the last line, from 1.
    package var first: Int
    package var last: Int

    package init(file: Int, first: Int, last: Int) {
      self.file = file
      self.first = first
      self.last = last
    }
  }

  /// What two works share in one piece.
  package struct Passage: Codable, Sendable, Equatable {
    package var left: Place
    package var right: Place
    package var tokens: Int

    package init(left: Place, right: Place, tokens: Int) {
      self.left = left
      self.right = right
      self.tokens = tokens
    }
  }

  /// Two works that share something.
  package struct Pair: Codable, Sendable, Equatable {
    /// The places of both among the works.
    package var left: Int
    package var right: Int
    /// The fingerprints that both have.
    package var shared: Int
    /// The share of each one's fingerprints that these are, from 0 to 1.
    package var leftCoverage: Double
    package var rightCoverage: Double
    package var passages: [Passage]

    package init(
      left: Int, right: Int, shared: Int, leftCoverage: Double, rightCoverage: Double,
      passages: [Passage]
    ) {
      self.left = left
      self.right = right
      self.shared = shared
      self.leftCoverage = leftCoverage
      self.rightCoverage = rightCoverage
      self.passages = passages
    }
  }

  /// The pairs of one exercise, those first that share most.
  package struct Exercise: Codable, Sendable, Equatable {
    package var id: String
    /// How many submissions were compared.
    package var compared: Int
    /// How many of them are longer than what is compared of one; nil if none is.
    package var cut: Int?
    /// The works of the pairs, each once.
    package var works: [Work]
    package var pairs: [Pair]

    package init(id: String, compared: Int, cut: Int? = nil, works: [Work], pairs: [Pair]) {
      self.id = id
      self.compared = compared
      self.cut = cut
      self.works = works
      self.pairs = pairs
    }
  }

  /// In the order of the run's exercises.
  package var exercises: [Exercise]

  package init(exercises: [Exercise]) { self.exercises = exercises }
}
