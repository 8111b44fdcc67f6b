import Foundation
import TestSupport
import Testing

/// docs/kernel-rules.md against the scenarios and tests, and docs/kernel-calls.md against the numbers.
@Suite struct `The rulebook` {
  private static let tests = "Tests/KernelCoreTests"

  /// A row of one of the tables of rules.
  struct Row: CustomStringConvertible {
    let rule: String
    /// What names tests, or says why there are none.
    let cell: String

    /// The scenarios and suites that hold the rule.
    var names: [String] { cell.matches(of: /`([\w-]+)`/).map { String($0.1) } }
    /// Why nothing does.
    var reason: Substring? { cell.firstMatch(of: /none: (.{10,})/)?.1 }
    var description: String { rule }
  }

  @Test func `every rule names tests that name it, or says why it has none`() throws {
    let rows = try Self.rows()
    #expect(rows.count > 150)
    let mentions = try Self.mentions()
    for row in rows {
      #expect(row.names.isEmpty == (row.reason != nil), "\(row): tests or a reason, not both")
      for name in row.names {
        guard let rules = mentions[name] else {
          Issue.record("\(row) names \"\(name)\", which is neither a scenario nor a suite")
          continue
        }
        #expect(rules.contains(row.rule), "\(row) names \"\(name)\", which does not name it")
      }
    }
  }

  @Test func `every rule that a scenario or a test names is in the book, once`() throws {
    let rules = try Self.rows().map(\.rule)
    for rule in Set(rules) where rules.count(where: { $0 == rule }) > 1 {
      Issue.record("\(rule) is there twice")
    }
    for (name, named) in try Self.mentions() {
      for rule in named.subtracting(rules) { Issue.record("\(name) names \(rule)") }
    }
  }

  @Test func `rules of a section are in their order`() throws {
    let rules = try Self.rows().map(\.rule)
    let sorted = rules.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    #expect(rules == sorted)
  }

  @Test(arguments: [
    ("A7 to A10, A12", ["A7", "A8", "A9", "A10", "A12"]), ("C36a: F1", ["C36a", "F1"]),
    ("x86 K7 A.4 0xA5", []),
  ])
  func `numbers of rules are found in text`(text: String, rules: [String]) {
    #expect(Self.rules(in: text) == Set(rules))
  }

  @Test func `the table of calls has the numbers of the kernel`() throws {
    let names = try Self.callNames()
    let numbers = try Self.callNumbers()
    let documented = try Self.documentedCalls()
    for (name, number) in documented {
      let identifier = try #require(names[name], "there is no call \(name)")
      #expect(numbers[identifier] == number, "\(name)")
    }
    let core = "Sources/KernelCore/"
    let code =
      try Repository.text(of: core + "RegisterCall.swift")
      + Repository.text(of: core + "SystemCall+Words.swift")
    let used = Set(code.matches(of: /\.(\w+)/).map { String($0.1) })
    for (name, identifier) in names where used.contains(identifier) {
      #expect(documented[name] != nil, "\(name) is not in the table")
    }
  }

  // MARK: - What the documents say

  private static func rows() throws -> [Row] {
    let tables = try Repository.text(of: "docs/kernel-rules.md").components(separatedBy: "\n\n")
      .filter { $0.hasPrefix("| Rule | What Linux does | Source | Test |") }
    return tables.flatMap { $0.split(separator: "\n").dropFirst(2) }.compactMap { line in
      guard let match = line.wholeMatch(of: /\| ([A-J]\d+[a-z]?) \|.*\| ([^|]+) \|/) else {
        Issue.record("no row of a rule: \(line)")
        return nil
      }
      return Row(rule: String(match.1), cell: String(match.2))
    }
  }

  /// The calls of the table with their numbers; cells of several calls have as many numbers, or one.
  private static func documentedCalls() throws -> [String: Int] {
    var calls: [String: Int] = [:]
    let row = /\| ([a-z][a-z0-9_, ]*)(?:, FUTEX_[^|]*)? \| ([0-9a-fx, ]+) \|.*/
    for line in try Repository.text(of: "docs/kernel-calls.md").split(separator: "\n") {
      guard let match = line.wholeMatch(of: row) else { continue }
      let names = match.1.split(separator: ", ")
      let numbers = match.2.split(separator: ", ")
      #expect(names.count == numbers.count, "\(line)")
      for (name, number) in zip(names, numbers) { calls[String(name)] = Self.number(number) }
    }
    return calls
  }

  private static func number(_ text: Substring) -> Int? {
    let digits = text.replacing("_", with: "")
    return digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits)
  }

  // MARK: - What the code says

  /// The rules that each scenario's title and each suite's doc comments name.
  private static func mentions() throws -> [String: Set<String>] {
    var mentions: [String: Set<String>] = [:]
    for path in Tree.files(under: [tests], endings: [".txt", ".swift"]) {
      let text = try Repository.text(of: path)
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      if path.hasSuffix(".swift") {
        let comments = text.split(separator: "\n").filter { $0.contains(/^ *\/\/\//) }
        mentions[name] = rules(in: comments.joined(separator: "\n"))
      } else if path.contains("/Scenarios/"), name != "pending" {
        mentions[name] = rules(in: String(text.prefix { $0 != ":" }))
      }
    }
    return mentions
  }

  /// The numbers of rules in a text; "A7 to A10" are four.
  private static func rules(in text: String) -> Set<String> {
    var rules: Set<String> = []
    for match in text.matches(of: /\b([A-J])(\d+)([a-z]?)(?: to ([A-J])(\d+))?\b/) {
      rules.insert("\(match.1)\(match.2)\(match.3)")
      guard match.1 == match.4, let first = Int(match.2), let last = match.5.flatMap({ Int($0) }),
        first < last
      else { continue }
      for number in first...last { rules.insert("\(match.1)\(number)") }
    }
    return rules
  }

  /// Where the numbers of calls are.
  private static var numbers: String { "Sources/LinuxABI/SystemCallNumber" }

  /// The calls' names, with their identifiers.
  private static func callNames() throws -> [String: String] {
    let text =
      try Repository.text(of: numbers + "+Names.swift")
      + Repository.text(of: numbers + "+Files.swift")
      + Repository.text(of: numbers + "+Late.swift")
    let pairs = text.matches(of: /\(\.(\w+), "(\w+)"\)/).map { (String($0.2), String($0.1)) }
    return Dictionary(pairs) { first, _ in first }
  }

  private static func callNumbers() throws -> [String: Int] {
    let text =
      try Repository.text(of: numbers + ".swift") + Repository.text(of: numbers + "+Files.swift")
      + Repository.text(of: numbers + "+Late.swift")
    let found = text.matches(of: /static var (\w+): .*rawValue: (\w+)\)/)
    let pairs = found.compactMap { match in number(match.2).map { (String(match.1), $0) } }
    return Dictionary(pairs) { first, _ in first }
  }
}
