import SeededNumbers
import Similarity
import Testing

/// What winnowing promises (Schleimer, Wilkerson and Aiken 2003, section 3).
@Suite struct GuaranteeTests {
  /// Tokens that are all different kinds, so that a text has as many tokens as it has words.
  static func words(_ count: Int, _ numbers: inout SplitMix64) -> [String] {
    let kinds = [
      "if", "for", "while", "guard", "return", "try", "await", "switch", "case", "throw", "else",
      "in", "where", "is", "as", "defer", "nil", "name", "12", "\"text\"", "(", ")", "{", "}", ",",
    ]
    return (0..<count).map { _ in kinds[Int(numbers.next() % UInt64(kinds.count))] }
  }

  @Test(arguments: [(3, 7), (5, 5), (8, 20), (16, 32)])
  func `every run as long as the guarantee is found, none shorter than the noise`(
    noise: Int, guarantee: Int
  ) {
    var numbers = SplitMix64(state: UInt64(noise * 100 + guarantee))
    let thresholds = Thresholds(noise: noise, guarantee: guarantee)
    let handedOut = HandedOutCode(thresholds: thresholds)
    for _ in 0..<150 {
      let shared = Self.words(guarantee, &numbers)
      func text(around: [String]) -> [[UInt8]] {
        let before = Self.words(Int(numbers.next() % 90), &numbers)
        let after = Self.words(Int(numbers.next() % 90), &numbers)
        return [Array((before + around + after).joined(separator: " ").utf8)]
      }
      let found = Comparison(
        of: [text(around: shared), text(around: shared)], without: handedOut, pairsMax: 1)
      #expect(found.pairs.count == 1)
      // The same tokens but one in each run of the noise threshold: nothing may be found.
      let cut = shared.enumerated().map { $0 % noise == noise - 1 ? "struct" : $1 }
      let other = shared.enumerated().map { $0 % noise == noise - 1 ? "class" : $1 }
      func alone(_ words: [String]) -> [[UInt8]] { [Array(words.joined(separator: " ").utf8)] }
      let none = Comparison(
        of: [alone(cut), alone(other)], without: handedOut, pairsMax: 1)
      #expect(none.pairs.isEmpty)
    }
  }

  @Test func `the guarantee holds for what is left when handed-out code is taken away`() {
    var numbers = SplitMix64(state: 9)
    for _ in 0..<100 {
      let given = Self.words(100, &numbers)
      let shared = Self.words(Thresholds.standard.guarantee, &numbers)
      func text() -> [[UInt8]] {
        let words = Self.words(30, &numbers) + given + shared + given + Self.words(30, &numbers)
        return [Array(words.joined(separator: "\n").utf8)]
      }
      let handedOut = HandedOutCode([Array(given.joined(separator: " ").utf8)])
      let found = Comparison(of: [text(), text()], without: handedOut, pairsMax: 1)
      #expect(found.pairs.count == 1)
      let passages = found.pairs.first.map(found.passages) ?? []
      #expect(passages.count == 1)
      #expect((passages.first?.tokens ?? 0) >= Thresholds.standard.guarantee)
      #expect(passages.first?.left.lines == 131...162)
    }
  }

  @Test func `the same works give the same pairs, and their order only turns them around`() {
    let works = (0..<30).map { number -> [[UInt8]] in
      let own = CopyTests.program(seed: UInt64(number))
      let lent = number % 5 == 0 ? CopyTests.program(seed: 77, statements: 12) : ""
      return [Array((own + lent).utf8)]
    }
    let first = Comparison(of: works, without: HandedOutCode(), pairsMax: 100)
    let second = Comparison(of: works, without: HandedOutCode(), pairsMax: 100)
    #expect(first.pairs == second.pairs && first.pairs.count == 15)
    let turned = Comparison(of: works.reversed(), without: HandedOutCode(), pairsMax: 100)
    let back = turned.pairs.map { [29 - $0.right, 29 - $0.left] }
    #expect(Set(back) == Set(first.pairs.map { [$0.left, $0.right] }))
  }
}
