import Similarity
import TestSupport
import Testing

/// The course's own two solutions of each exercise stand for two students who worked alone.
@Suite struct CopyTests {
  static let exercises = ["01-tasks", "02-fork-is-clone", "07-thread-groups", "09-mutex"]

  static func bytes(_ path: String) throws -> [UInt8] { Array(try Repository.text(of: path).utf8) }

  /// What students are given for an exercise.
  static func given(_ exercise: String) throws -> HandedOutCode {
    HandedOutCode([
      try bytes("exercises/\(exercise)/Protocol.swift"),
      try bytes("exercises/\(exercise)/Starter.swift"),
    ])
  }

  /// A copy with other names for its own, other white space, comments, and its declarations in
  /// another order.
  static func disguised(_ text: String) -> String {
    var names: [String: String] = [:]
    for word in text.split(whereSeparator: { !$0.isLetter }) where names[String(word)] == nil {
      for binding in ["let", "var", "in"] where text.contains("\(binding) \(word) ") {
        names[String(word)] = "renamed\(names.count)"
      }
    }
    var result = ""
    var word = ""
    for character in text + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        let isMember = result.last == "."
        result += isMember ? word : names[word] ?? word
        word = ""
        result += character == "{" ? "\n{ // a word of mine\n   " : String(character)
      }
    }
    let parts = result.split(separator: "\n\n", omittingEmptySubsequences: true)
    return "/* my own */\n" + parts.reversed().joined(separator: "\n\n\n")
  }

  @Test(arguments: exercises)
  func `a copy with other names, lines and order comes first, two solutions do not`(
    exercise: String
  ) throws {
    let solution = try Repository.text(of: "grader/\(exercise)/Solution.swift")
    let other = try Self.bytes("grader/\(exercise)/AnotherSolution.swift")
    let copy = Array(Self.disguised(solution).utf8)
    let comparison = Comparison(
      of: [[other], [Array(solution.utf8)], [copy]], without: try Self.given(exercise),
      pairsMax: 10)
    let first = try #require(comparison.pairs.first)
    #expect((first.left, first.right) == (1, 2))
    #expect(first.leftCoverage > 0.5 && first.rightCoverage > 0.5)
    for pair in comparison.pairs.dropFirst() {
      #expect(pair.leftCoverage < 0.25 && pair.rightCoverage < 0.25, "\(pair)")
    }
    let passages = comparison.passages(of: first)
    #expect(passages.reduce(0) { $0 + $1.tokens } > 50)
    for (one, two) in zip(passages, passages.dropFirst()) {
      #expect(one.left.lines.lowerBound <= two.left.lines.lowerBound)
    }
  }

  @Test(arguments: exercises) func `what students are given never counts`(exercise: String) throws {
    let starter = try Self.bytes("exercises/\(exercise)/Starter.swift")
    let protocols = try Self.bytes("exercises/\(exercise)/Protocol.swift")
    let comparison = Comparison(
      of: [[starter], [starter, protocols], [protocols]], without: try Self.given(exercise),
      pairsMax: 10)
    #expect(comparison.pairs.isEmpty)
  }

  @Test func `two works share what they have beside the starter, and its lines are told`() throws {
    let starter =
      "func given() {\n  let a = one(1, two: 2)\n  if a { return } else { go(a, a, a) }\n}\n"
    let own = """
      func own(_ n: Int) -> Int {
        var sum = 0
        for i in 0..<n where i % 3 == 0 {
          sum += i * i
          while sum > 1000 { sum /= 2 }
        }
        return sum
      }

      """
    let other = "struct S { var a: [Int] = []\n  init(b: String) throws { fatalError() } }\n"
    let left = starter + own
    let right = other + starter + other + own.replacing("sum", with: "total")
    let comparison = Comparison(
      of: [[Array(left.utf8)], [Array(right.utf8)]], without: HandedOutCode([Array(starter.utf8)]),
      pairsMax: 10)
    let passages = comparison.passages(of: try #require(comparison.pairs.first))
    #expect(passages.count == 1)
    #expect(passages.first?.left.lines == 5...12)
    #expect(passages.first?.right.lines == 9...16)
  }

  @Test func `what most of a class shares is left out`() {
    let shared = Array(CopyTests.program(seed: 1).utf8)
    let class10 = (0..<10).map { number -> [[UInt8]] in
      [Array(CopyTests.program(seed: 100 + UInt64(number)).utf8) + (number < 6 ? shared : [])]
    }
    // Chance makes a pair of one fingerprint now and then.
    let pairs = Comparison(of: class10, without: HandedOutCode(), pairsMax: 50, sharedMin: 2).pairs
    #expect(pairs.isEmpty)
    let fewer = class10.enumerated().map {
      $0 < 5 ? $1 : [Array($1[0].dropLast($0 == 5 ? shared.count : 0))]
    }
    let ten = Comparison(of: fewer, without: HandedOutCode(), pairsMax: 50, sharedMin: 2).pairs
    #expect(ten.count == 10)
  }
}
