import Similarity
import Testing

/// What somebody puts around a copy so that it is not found.
@Suite struct `A copy behind padding` {
  private static let copied = CopyTests.program(seed: 1)

  private func comparison(_ left: String, _ right: String) -> Comparison {
    OddWorksTests.shared(left, right)
  }

  /// Many different lines that nobody else has.
  private func padding(seed: UInt64, programs: Int = 150) -> String {
    (0..<programs).map { CopyTests.program(seed: seed + UInt64($0)) }.joined()
  }

  @Test(arguments: ["false", "!true", " (false) // never", "!(true)"])
  func `that is never compiled is found, and the padding is none of the work`(
    condition: String
  ) throws {
    let padded = """
      #if \(condition)
      \(padding(seed: 1_000))
      #if DEBUG
      let text = "#endif" /* #endif */
      #endif
      #endif
      \(Self.copied)
      """
    let comparison = comparison(padded, Self.copied)
    let pair = try #require(comparison.pairs.first)
    #expect(pair.leftCoverage == 1 && pair.rightCoverage == 1)
    #expect(comparison.cut == 0)
    let passage = try #require(comparison.passages(of: pair).first)
    // 150 programs of 40 lines, and the lines of the conditions.
    #expect(passage.left.lines == 6_007...6_046 && passage.right.lines == 1...40)
  }

  @Test(arguments: [
    ("#if DEBUG\n", "\n#endif"), ("#if false\nlet no = 1\n#else\n", "\n#endif"),
    ("#if false\nlet no = 1\n#elseif DEBUG\n", "\n#endif"), ("#if false || true\n", "\n#endif"),
    ("#if false /* a\n */ || true\n", "\n#endif"), ("let a = \"#if false\"\n", ""),
    ("// #if false\n", ""),
  ])
  func `that may be compiled is found`(before: String, after: String) throws {
    let pair = try #require(comparison(before + Self.copied + after, Self.copied).pairs.first)
    #expect(pair.rightCoverage > 0.8)
  }

  @Test func `of code is found, and the work is said to be cut`() throws {
    let comparison = comparison(padding(seed: 1_000) + Self.copied, Self.copied)
    let pair = try #require(comparison.pairs.first)
    #expect(pair.shared >= 3 && comparison.cut == 1)
    #expect(comparison.passages(of: pair).contains { $0.left.lines.upperBound > 6_000 })
  }

  @Test func `on both sides is found`() throws {
    let comparison = comparison(
      padding(seed: 1_000) + Self.copied, Self.copied + padding(seed: 5_000))
    #expect(try #require(comparison.pairs.first).shared >= 3)
    #expect(comparison.cut == 2)
  }

  @Test func `of lines that repeat is found, and they count once`() throws {
    let repeated = String(repeating: CopyTests.program(seed: 7), count: 400)
    let comparison = comparison(repeated + Self.copied, Self.copied)
    let pair = try #require(comparison.pairs.first)
    #expect(pair.rightCoverage == 1 && pair.leftCoverage > 0.3)
    #expect(comparison.cut == 0)
  }
}
