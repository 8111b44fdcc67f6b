import Foundation
import TestSupport

/// Submissions that a repository cannot hold: links, devices, odd names, and what is too large.
///
/// Each makes the folder of a student whose name is its key. What comes in another form than a folder,
/// such as an archive, would be one more list beside `folders`.
struct GeneratedAttacks {
  /// The class that is graded.
  let students: String
  /// The course that it is graded with: what links point to.
  let course: URL

  private static let right = """
    import ExerciseKit
    import Exercise_answer

    struct Submission: Doubling {
      func double(_ number: Int32) -> Int32 { number * 2 }
    }

    """

  /// The generators, by the name of the student.
  static let folders: [String: @Sendable (GeneratedAttacks, String) throws -> Void] = [
    "22-link-to-tests": { make, name in
      try make.link("\(name)/answer.swift", to: make.hiddenTests)
    },
    "22-link-to-passwords": { make, name in
      try make.link("\(name)/answer.swift", to: "/etc/passwd")
    },
    "22-link-in-folder": { make, name in
      try make.write(right, to: "\(name)/answer/Submission.swift")
      try make.link("\(name)/answer/Other.swift", to: make.hiddenTests)
    },
    "22-link-to-folder": { make, name in
      try make.link("\(name)/answer", to: make.course.appending(path: "grader/answer").path)
    },
    "22-link-to-student": { make, name in try make.link(name, to: "00-right") },
    "28-pipe": { make, name in
      guard mkfifo(try make.place("\(name)/answer.swift"), 0o666) == 0 else { throw Failed() }
    },
    // Where this user may not make devices, a folder stands in: it is no regular file either.
    "28-device": { make, name in
      let path = try make.place("\(name)/answer.swift")
      if mknod(path, S_IFCHR | 0o666, 0x105) != 0 { try make.folder("\(name)/answer.swift") }
    },
    "28-folder-for-a-file": { make, name in
      try make.write(right, to: "\(name)/answer.swift/Submission.swift")
    },
    "28-setuid": { make, name in
      try make.write(right, to: "\(name)/answer.swift")
      guard chmod(try make.place("\(name)/answer.swift"), 0o6777) == 0 else { throw Failed() }
    },
    // Each is a file of Swift with a comment in it; none is a plain name.
    "28-odd-names": { make, name in
      try make.write(right, to: "\(name)/answer/Submission.swift")
      let odd = [
        "-o.swift", "$(touch threadbare-breach-28).swift", "`id`.swift", "'; exit 0; '.swift",
        "a b\nc.swift", "*.swift", "..swift", ".hidden.swift", "\u{202E}tfiws.swift",
        "\\..\\..\\x.swift", "%s%n.swift", String(repeating: "n", count: 240) + ".swift",
        "@Submission.swift", "~.swift", "-Xcc -include /etc/passwd.swift",
      ]
      for file in odd { try make.write("// \(file.count)\n", to: "\(name)/answer/\(file)") }
    },
    "28-names-of-no-encoding": { make, name in
      let path = try make.place("\(name)/answer/")
      try make.folder("\(name)/answer")
      // Not UTF-8, so not a name that Foundation can say.
      let bytes = Array(path.utf8) + [0xff, 0xc0, 0x80] + Array(".swift".utf8) + [0]
      let file = open(bytes.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644)
      guard file >= 0 else { throw Failed() }
      close(file)
    },
    "28-takes-the-entry": { make, name in
      try make.write(right, to: "\(name)/answer/Submission.swift")
      try make.write("// The grader's own name.\n", to: "\(name)/answer/threadbare-entry.swift")
    },
    "39-nul-in-source": { make, name in
      try make.write(right + "// nul \0 in a comment\n", to: "\(name)/answer.swift")
    },
    "39-invalid-utf8": { make, name in
      try make.write(
        Data(right.utf8) + Data("let text = \"".utf8) + Data([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0])
          + Data("\"\n".utf8), to: "\(name)/answer.swift")
    },
    "39-long-line": { make, name in
      let line = String(repeating: "x", count: 900_000)
      try make.write(right + "let a = nothing // \(line)\n", to: "\(name)/answer.swift")
    },
    "46-response-file": { make, name in
      try make.write(right, to: "\(name)/answer/Submission.swift")
      try make.write("-o\n/tmp/threadbare-breach-46\n", to: "\(name)/answer/@x.swift")
    },
    "47-module-map": { make, name in
      try make.write("import Stolen\n" + right, to: "\(name)/answer/Submission.swift")
      let map = "module Stolen { header \"stolen.h\" export * }\n"
      for file in ["module.modulemap", "module.map"] {
        try make.write(map, to: "\(name)/answer/\(file)")
      }
      let header = "#include \"/etc/passwd\"\n#include \"/exercise/outline.json\"\n"
      try make.write(header, to: "\(name)/answer/stolen.h")
    },
    "48-package-in-exercise": { make, name in
      try make.write(right, to: "\(name)/answer/Submission.swift")
      try make.write(package, to: "\(name)/answer/Package.swift")
    },
    "48-package-beside": { make, name in
      try make.write(right, to: "\(name)/answer.swift")
      try make.write(package, to: "\(name)/Package.swift")
    },
    "52-gigantic": { make, name in
      let line = "// " + String(repeating: "x", count: 1_020) + "\n"
      try make.write(
        right + String(repeating: line, count: 2_048), to: "\(name)/answer.swift")
    },
    "52-many-files": { make, name in
      for number in 0..<10_000 { try make.write("", to: "\(name)/answer/File\(number).swift") }
    },
    "52-many-strangers": { make, name in
      try make.write(right, to: "\(name)/answer.swift")
      for number in 0..<10_000 { try make.write("", to: "\(name)/\(number).swift") }
    },
    "58-literal": { make, name in
      let elements = String(repeating: "1,", count: 400_000)
      try make.write(right + "let list = [\(elements)]\n", to: "\(name)/answer.swift")
    },
    "58-diagnostics": { make, name in
      let elements = String(repeating: "1,\n\"x\",\n", count: 8_000)
      try make.write(right + "let list: [Int] = [\(elements)]\n", to: "\(name)/answer.swift")
    },
    // Each message quotes the whole line.
    "58-diagnostics-of-a-long-line": { make, name in
      let elements = String(repeating: "1,\"x\",", count: 8_000)
      try make.write(right + "let list: [Int] = [\(elements)]\n", to: "\(name)/answer.swift")
    },
  ]

  /// A package whose manifest is a program that leaves a file.
  private static let package = """
    import PackageDescription
    import Foundation
    try? "breach".write(toFile: "/tmp/threadbare-breach-48", atomically: true, encoding: .utf8)
    let package = Package(name: "stolen")

    """

  /// Students whose very names attack the report: 55 and 56.
  ///
  /// Each hands in an empty file.
  static let oddStudents = [
    "<script>alert(1)<", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "'><svg onload=a>", "=cmd|'·c calc'!A1", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1",
    "0\u{202E}thgir-", "00\u{2010}right", "a\nb,\"c\"", "\u{1B}[2Jgone", "-rf", "{{name}}", "con",
  ]

  /// Makes all of them.
  func make() throws {
    for (name, generate) in Self.folders { try generate(self, name) }
    for name in Self.oddStudents { try write("", to: "\(name)/answer.swift") }
  }

  // MARK: - Files

  private var hiddenTests: String {
    course.appending(path: "grader/answer/HiddenTests.swift").path
  }

  private func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  private func write(_ bytes: Data, to path: String) throws {
    try bytes.write(to: URL(filePath: place(path)))
  }

  private func link(_ path: String, to target: String) throws {
    guard symlink(target, try place(path)) == 0 else { throw Failed() }
  }

  private func folder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(students)/\(path)", withIntermediateDirectories: true)
  }

  /// The path of a file of the class, whose folder is made.
  private func place(_ path: String) throws -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try folder(parts.joined(separator: "/"))
    return "\(students)/\(path)"
  }

  /// A system call failed: this machine cannot hold the attack.
  private struct Failed: Error {}
}
