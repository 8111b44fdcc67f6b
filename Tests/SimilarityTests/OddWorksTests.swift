import SeededNumbers
import Similarity
import Testing

@Suite struct OddWorksTests {
  static func shared(_ left: String, _ right: String) -> Comparison {
    Comparison(
      of: [[Array(left.utf8)], [Array(right.utf8)]], without: HandedOutCode(), pairsMax: 5)
  }

  @Test func `no work, one, and empty ones share nothing`() {
    for works: [[[UInt8]]] in [[], [[]], [[[]]], [[], [[]], [[], []]], [[[0]], [[0]]]] {
      #expect(Comparison(of: works, without: HandedOutCode(), pairsMax: 5).pairs.isEmpty)
    }
  }

  @Test func `identical files share everything`() throws {
    let text = CopyTests.program(seed: 5)
    let comparison = Self.shared(text, text)
    let pair = try #require(comparison.pairs.first)
    #expect(pair.leftCoverage == 1 && pair.rightCoverage == 1)
    let passages = comparison.passages(of: pair)
    #expect(passages.count == 1)
    #expect(passages.first?.left.lines == 1...40)
    #expect(passages.first?.right == passages.first?.left)
  }

  @Test func `one line of a megabyte and any bytes are compared without a crash`() {
    let long = Array(repeating: UInt8(ascii: "a"), count: 1 << 20)
    let list = Array(String(repeating: "x(1),", count: 1 << 18).utf8)
    let quotes = Array(String(repeating: "\"\\(\"", count: 1 << 16).utf8)
    var numbers = SplitMix64(state: 3)
    var works: [[[UInt8]]] = [[long], [list], [list], [quotes], [quotes]]
    for _ in 0..<300 {
      works.append([(0..<400).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }])
    }
    let signs = Array("\"#/*()\\`@$\n.&'".utf8)
    for _ in 0..<300 {
      works.append([(0..<400).map { _ in signs[Int(numbers.next() % UInt64(signs.count))] }])
    }
    let comparison = Comparison(of: works, without: HandedOutCode(), pairsMax: 50)
    for pair in comparison.pairs { _ = comparison.passages(of: pair) }
    #expect(comparison.pairs.contains { ($0.left, $0.right) == (1, 2) })
  }

  @Test(arguments: [
    ("let a = b + c", "var  x=y-z // plus"), ("self.run(1)", "run(2)"),
    ("private(set) var a: Int", "public let b: Int"), ("a < b", "a >= b"),
    ("f(\"a \\(g(\"b\")) c\")", "f(#\"d\"#)"), ("/* /* a */ */ x", "y"),
    ("@discardableResult func f() {}", "func g() { ; }"), ("`if` += 1", "a -= 0x1F"),
    ("\"\"\"\n  \"a\" \\( b )\n  \"\"\"", "\"\""), ("true", "false"),
  ])
  func `what a copy may change is not seen`(one: String, two: String) {
    let repeated = Thresholds.standard.guarantee
    func work(_ text: String) -> String {
      (0..<repeated).map { "\(text) \n \(["if", "for", "is", "in"][$0 % 4]) " }.joined()
    }
    #expect(Self.shared(work(one), work(two)).pairs.first?.leftCoverage == 1)
  }

  @Test(arguments: [
    ("a + b", "a * b"), ("if a", "while a"), ("a == b", "a = b"), ("(a)", "[a]"), ("1", "\"1\""),
    ("f(a)", "f(a, b)"),
  ])
  func `what makes another program is seen`(one: String, two: String) {
    func work(_ text: String) -> String { String(repeating: text + " ; ", count: 40) }
    #expect(Self.shared(work(one), work(two)).pairs.isEmpty)
  }

  @Test func `members that the course names are not taken for each other`() {
    func work(_ call: String) -> [[UInt8]] {
      [Array(String(repeating: "try linux.\(call)(a, b)\n", count: 20).utf8)]
    }
    let handedOut = HandedOutCode([Array("linux.clone(); linux.futex()".utf8)])
    func pairs(_ one: String, _ two: String) -> Int {
      Comparison(of: [work(one), work(two)], without: handedOut, pairsMax: 5).pairs.count
    }
    #expect(pairs("clone", "futex") == 0)
    #expect(pairs("clone", "clone") == 1)
    #expect(pairs("mine", "yours") == 1)
  }

  @Test func `a passage does not reach from one file into the next`() throws {
    let (one, two) = (CopyTests.program(seed: 1), CopyTests.program(seed: 2))
    let comparison = Comparison(
      of: [[Array(one.utf8), Array(two.utf8)], [Array((one + two).utf8)]],
      without: HandedOutCode(), pairsMax: 5)
    let passages = comparison.passages(of: try #require(comparison.pairs.first))
    #expect(passages.map(\.left.file) == [0, 1])
    #expect(passages.map(\.right.lines) == [1...40, 41...80])
  }
}
