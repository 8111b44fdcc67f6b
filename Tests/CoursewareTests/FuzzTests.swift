import Courseware
import Diagnostics
import Foundation
import SeededNumbers
import TestSupport
import Testing

/// Broken files in large numbers: nothing crashes or hangs, and whatever is said can be shown.
@Suite struct `The loader under random input` {
  /// Mutated files in all; a run takes some seconds.
  static let mutationsCount = 20_000

  @Test func `survives random mutations of valid files`() throws {
    try withCourse("everything") { course in
      let paths = [
        "lessons/01-one/lesson.yaml", "exercises/01-one/exercise.yaml", "lessons/course.yaml",
        "grader/grading.yaml",
      ]
      let originals = try paths.map { path in
        (path: path, bytes: Array(try Data(contentsOf: course.folder.file(path))))
      }
      var random = SplitMix64(state: 0x7EAD_BA4E)
      var broken = 0
      for round in 0..<Self.mutationsCount {
        let (path, bytes) = originals[round % originals.count]
        let mutated = mutate(bytes, with: &random)
        let diagnostics = Course.diagnostics(
          ofFile: path, bytes: mutated, in: course.course)
        if diagnostics.hasErrors { broken += 1 }
        if round % 50 == 0 {
          let text = diagnostics.rendered()
          #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
        for diagnostic in diagnostics {
          guard let location = diagnostic.location, let position = location.position else {
            continue
          }
          let columns = diagnostic.sourceLine?.unicodeScalars.count ?? 0
          if position.line < 1 || position.column < 1 || position.column > columns + 1 {
            Issue.record("round \(round): \(diagnostic)")
          }
        }
      }
      // Mutations that change nothing of weight are few.
      #expect(broken > Self.mutationsCount / 3)
    }
  }

  /// Inputs on which careless parsers take quadratic time, or overflow their stack.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("flow lists", "["), ("flow mappings", "{a: "), ("block lists", "- "), ("keys", "? "),
      ("anchors", "&a "), ("aliases", "*a "), ("tags", "! "), ("quotes", "\"'"),
      ("colons", "a: "), ("documents", "---\n"), ("indents", " "), ("bars", "|\n"),
      ("empty entries", ",,"), ("directives", "%YAML 1.1\n"), ("escapes", "\"\\x1b"),
    ])
  func `a file of nothing but one token is refused in time`(kind: String, token: String) throws {
    try withCourse { course in
      let count = CoursewareLimits.fileBytesMax / token.utf8.count
      let bytes = Array(String(repeating: token, count: count).utf8)
      let diagnostics = Course.diagnostics(
        ofFile: "lessons/01-one/lesson.yaml", bytes: bytes, in: course.course)
      #expect(diagnostics.hasErrors, "\(kind)")
      #expect(diagnostics.rendered().utf8.count < 200_000)
    }
  }

  /// Many mistakes on one line of the largest size: each of them quotes the line.
  @Test(.timeLimit(.minutes(1)))
  func `a file of one long line is quoted in parts`() throws {
    try withCourse { course in
      let entries = (0..<10_000).map {
        "key-with-a-long-name-\($0): \(String(repeating: "x", count: 60))"
      }
      let line = "{" + entries.joined(separator: ", ") + "}"
      let diagnostics = Course.diagnostics(
        ofFile: "lessons/01-one/lesson.yaml", bytes: Array(line.utf8), in: course.course)
      #expect(diagnostics.count > 100)
      #expect(diagnostics.rendered().utf8.count < 100_000)
    }
  }

  /// One to six edits: bytes flipped, removed, doubled, moved, or replaced by what means something.
  private func mutate(_ original: [UInt8], with random: inout SplitMix64) -> [UInt8] {
    var bytes = original
    let tokens = [
      ":", "- ", "&a ", "*a", "!x ", "|", ">", "{", "}", "[", "]", "\"", "'", "\t", "#", "---\n",
      "<<: ", "\u{0}", "\u{FEFF}", "\r", "é", "日", "\u{2028}", "~", "null", "0x", "-1", "$kid",
      "99999999999999999999", "id: ", "\n  ", "\n", "CLONE_VM|", "data+",
    ]
    for _ in 0...Int.random(in: 0...5, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
      switch Int.random(in: 0...6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 3:
        let token = tokens.randomElement(using: &random) ?? ":"
        bytes.insert(contentsOf: token.utf8, at: place)
      case 4: bytes.removeSubrange(place...)
      case 5: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
      default:
        let token = tokens.randomElement(using: &random) ?? ":"
        bytes.replaceSubrange(place..<end, with: Array(token.utf8))
      }
    }
    return bytes
  }
}
