import Foundation
import GRDB
import Results
import SeededNumbers
import TestSupport
import Testing

/// Kills a driver, its judges and its workers with SIGKILL at random moments, and looks at what is
/// there after the same command has run to its end.
@Suite(.serialized) struct `A process that is killed` {
  /// Each round kills once in each of the three kinds.
  private static let rounds = 20
  private static let students = ["ann", "bob", "cem", "dan", "eva", "flo"]

  private static let submissions = [
    "ann": smallCourseSolution,
    "bob": smallCourseSolution.replacing("number * 2", with: "number * 3"),
    "cem": smallCourseSolution,
    "dan": "import ExerciseKit\nstruct Submission {",
    "eva": smallCourseSolution.replacing("number * 2", with: "number + 2"),
    "flo": smallCourseSolution,
  ]

  private enum Victim {
    case judge
    case worker
    case driver
    /// The driver and all that a terminal counts with it, while a compiler runs.
    case group
  }

  @Test func `loses nothing and doubles nothing`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      for (student, text) in Self.submissions {
        try folder.write(text, to: "class/\(student)/01-double.swift")
      }
      let expected = try await grade(folder, out: "calm")
      #expect(expected.count == Self.students.count)

      // A seed, so that a failing round can be run again.
      var generator = SplitMix64(state: 2_026)
      var hits = 0
      for round in 0..<Self.rounds {
        let out = "round-\(round)"
        for victims in [[Victim.driver], [.worker, .judge].shuffled(using: &generator)] {
          let delays = victims.map { _ in Int.random(in: 0..<400, using: &generator) }
          hits += try kill(victims, after: delays, folder, out: out)
        }
        let results = try await grade(folder, out: out)
        #expect(results == expected, "round \(round)")
        let attempts = try attempts(folder.file("\(out)/results.sqlite").path)
        #expect(attempts.values.allSatisfy { $0 == 1 }, "round \(round): \(attempts)")
        #expect(attempts.count == Self.students.count, "round \(round): \(attempts)")
        let drafts = try FileManager.default.contentsOfDirectory(
          atPath: folder.file(out).path
        ).filter { $0.hasPrefix(".") }
        #expect(drafts.isEmpty)
      }
      // A moment may come after the end; most must not.
      #expect(hits >= Self.rounds * 3 / 2, "killed: \(hits)")
    }
  }

  /// A terminal's Ctrl-C goes to all processes of a group: a compiler that it ended would be one that failed.
  @Test func `by Ctrl-C while it compiles costs nobody points`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      for (student, text) in Self.submissions {
        try folder.write(text, to: "class/\(student)/01-double.swift")
      }
      let expected = try await grade(folder, out: "calm")
      for round in 0..<5 {
        let out = "round-\(round)"
        #expect(try kill([.group], after: [round * 40], folder, out: out) == 1)
        #expect(try await grade(folder, out: out) == expected, "round \(round)")
      }
    }
  }

  /// Verdict, score and tests of each student.
  private func grade(_ folder: TemporaryFolder, out: String) async throws -> [String: String] {
    try await gradeClass(of: folder.url, out: out, ["--jobs", "2"])
  }

  /// How many results there are that count, for each student.
  private func attempts(_ database: String) throws -> [String: Int] {
    let rows = try DatabaseQueue(path: database).read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT student, COUNT(*) AS count FROM attempt WHERE verdict != 'grader_error'
          GROUP BY student
          """)
    }
    return Dictionary(
      uniqueKeysWithValues: rows.map { ($0["student"] as String, $0["count"] as Int) })
  }

  // MARK: - Killing

  /// Starts the command and kills processes of it, each so many milliseconds after the one before.
  ///
  /// - Returns: How many there were to kill.
  private func kill(
    _ victims: [Victim], after milliseconds: [Int], _ folder: TemporaryFolder, out: String
  ) throws -> Int {
    let process = Process()
    process.executableURL = try BuildProducts.executable(named: "threadbare")
    process.arguments = ["grade", "class", "--out", out, "--jobs", "2", "--no-progress"]
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.waitUntilExit() }
    var hits = 0
    for (victim, delay) in zip(victims, milliseconds) {
      usleep(UInt32(delay) * 1_000)
      while process.isRunning {
        let found: pid_t?
        var signal = SIGKILL
        switch victim {
        case .driver: found = process.processIdentifier
        case .group:
          let compiler = descendant(of: process.processIdentifier, named: "swift-frontend")
          found = compiler.map { _ in -process.processIdentifier }
          signal = SIGINT
        case .judge: found = descendant(of: process.processIdentifier, named: "threadbare-judg")
        case .worker: found = descendant(of: process.processIdentifier, named: "threadbare-work")
        }
        if let found, Foundation.kill(found, signal) == 0 {
          hits += 1
          break
        }
        usleep(1_000)
      }
    }
    return hits
  }

  /// A process below another one, by the first 15 letters of its name.
  private func descendant(of ancestor: pid_t, named name: String) -> pid_t? {
    var parents: [pid_t: pid_t] = [:]
    var candidates: [pid_t] = []
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let number = pid_t(entry),
        let line = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
        let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")")
      else { continue }
      let fields = line[line.index(after: close)...].split(separator: " ")
      guard fields.count > 1, let parent = pid_t(fields[1]) else { continue }
      parents[number] = parent
      if line[line.index(after: open)..<close] == name { candidates.append(number) }
    }
    return candidates.first { candidate in
      var process = candidate
      while let parent = parents[process], parent > 1 {
        if parent == ancestor { return true }
        process = parent
      }
      return false
    }
  }
}
