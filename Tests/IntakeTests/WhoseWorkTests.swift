import Diagnostics
import Foundation
import Intake
import TestSupport
import Testing

/// What students may write into names, and whose work a file is all the same.
@Suite struct `A student's own names` {
  /// Where each warning is and what it says.
  private func warnings(of input: ClassInput) -> [String] {
    input.warnings.map { "\($0.location?.path ?? ""): \($0.message)" }
  }

  @Test func `give nothing to another student`() throws {
    try withTemporaryFolder { folder in
      let ada = "Lovelace Ada_12_assignsubmission_file_01-tasks.swift"
      let eve = "Eve Mallory_76_assignsubmission_file_x_12_assignsubmission_file_01-tasks.swift"
      try folder.write("right", to: "m/\(ada)")
      try folder.write("wrong", to: "m/\(eve)")
      let input = try readClass(folder, "m")
      #expect(lines(of: input) == ["12/01-tasks: right", "76: nothing"])
      // It lies there under this name.
      #expect(
        warnings(of: input) == [
          "\(folder.file("m").path)/\(eve): this belongs to no exercise and is passed over"
        ])
      try folder.write("right", to: "c/lovelaceada_12_91_01-tasks.swift")
      try folder.write(
        "wrong", to: "c/evemallory_76_92_x_12_assignsubmission_file_01-tasks.swift")
      #expect(lines(of: try readClass(folder, "c")) == ["12/01-tasks: right", "76: nothing"])
    }
  }

  @Test func `are no namesake's where the roster knows the system's number`() throws {
    try withTemporaryFolder { folder in
      try folder.write("right", to: "m/Ada L_12_assignsubmission_file_/01-tasks.swift")
      try folder.write("wrong", to: "m/Ada L_76_assignsubmission_file_/01-tasks.swift")
      let known = try readClass(folder, "m", roster: "id,name,moodle_id\nada,Ada L,12\n")
      #expect(lines(of: known) == ["ada/01-tasks: right", "76/01-tasks: wrong"])
    }
  }

  @Test func `that two entries claim count for neither, and the warning names both`() throws {
    try withTemporaryFolder { folder in
      let (one, two) = (
        "Ada L_12_assignsubmission_file_/01-tasks.swift",
        "Ada L_76_assignsubmission_file_01-tasks.swift"
      )
      try folder.write("right", to: "m/\(one)")
      try folder.write("wrong", to: "m/\(two)")
      try folder.write("other", to: "m/Ada L_12_assignsubmission_file_/02-fork.swift")
      // No number of other warnings may hide it.
      for number in 0..<50 {
        try folder.write("", to: "m/Ada L_12_assignsubmission_file_/\(number).txt")
      }
      let input = try readClass(folder, "m", roster: "id,name\nada,Ada L\n")
      #expect(
        lines(of: input) == [
          "ada/01-tasks: unusable: it was found twice, under the names of different students: which "
            + "of them counts is for the teacher to say", "ada/02-fork: other",
        ])
      let path = folder.file("m").path
      let warning = try #require(warnings(of: input).first)
      #expect(
        warning.contains("\(path)/\(one)") && warning.contains("\(path)/\(two)"), "\(warning)")
    }
  }

  @Test func `that one entry has twice count once, and the warning names both`() throws {
    try withTemporaryFolder { folder in
      try folder.write("file", to: "class/ann/01-tasks.swift")
      try folder.write("folder", to: "class/ann/01-tasks/A.swift")
      let input = try readClass(folder, "class")
      #expect(lines(of: input) == ["ann/01-tasks: file"])
      let path = folder.file("class").path
      #expect(
        warnings(of: input) == [
          "\(path)/ann/01-tasks: this exercise is there already, as '\(path)/ann/01-tasks.swift'; "
            + "this one is passed over"
        ])
    }
  }

  @Test func `make no attempts in an archive`() async throws {
    try await withTemporaryFolder { folder in
      let many = (1...70).map { MadeArchive.Entry("hw/attempt-\($0)/01-tasks.swift", "\($0)") }
      try await MadeArchive.write(
        many + [.init("hw/02-fork.swift", "b")], to: folder.file("class/eve/hw.zip"))
      try await MadeArchive.write(many, to: folder.file("class/finn.zip"))
      try await MadeArchive.write(
        [.init("hw/attempt-2/01-tasks.swift", "only")], to: folder.file("class/gil/hw.zip"))
      try await MadeArchive.write(
        [.init("attempt-2/01-tasks.swift", "only"), .init("README.txt", "r")],
        to: folder.file("class/hal/hw.zip"))
      let refused =
        "unusable: the folders 'attempt-1', 'attempt-10', 'attempt-11' are no attempts where "
        + "students make them: hand in one version"
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "eve/01-tasks: \(refused)", "eve/02-fork: b", "finn/01-tasks: \(refused)",
          "finn/02-fork: \(refused)", "gil/01-tasks: only", "hal/01-tasks: only",
        ])
    }
  }

  @Test func `make no attempts in a folder of a system`() async throws {
    try await withTemporaryFolder { folder in
      let eve = "m/Eve_76_assignsubmission_file_"
      for number in 1...3 {
        try folder.write("\(number)", to: "\(eve)/attempt-\(number)/01-tasks.swift")
        try folder.write("\(number)", to: "\(eve)/02-fork-\(number).swift")
      }
      let refused =
        "unusable: the folders 'attempt-1', 'attempt-2', 'attempt-3' are no attempts where students "
        + "make them: hand in one version"
      let input = try readClass(folder, "m")
      #expect(lines(of: input) == ["76/01-tasks: \(refused)", "76/02-fork: \(refused)"])
      // The numbers are the student's.
      #expect(warnings(of: input).count { $0.contains("/02-fork-") } == 3)
      // Canvas puts numbers behind names, but not in an archive.
      try await MadeArchive.write(
        [.init("01-tasks-1.swift", "1"), .init("01-tasks-2.swift", "2")],
        to: folder.file("c/evemallory_76_91_hw-3.zip"))
      try folder.write("b", to: "c/evemallory_76_92_02-fork-1.swift")
      #expect(lines(of: try readClass(folder, "c")) == ["76/02-fork [resubmission 1]: b"])
    }
  }

  @Test func `have a limit of attempts, of which the last ones are graded`() throws {
    try withTemporaryFolder { folder in
      for number in 1...66 {
        try folder.write("\(number)", to: "class/ann/attempt-\(number)/01-tasks.swift")
      }
      let input = try readClass(folder, "class")
      let lines = lines(of: input)
      #expect(lines.count == 64 && lines.first == "ann/01-tasks [attempt-3]: 3")
      #expect(
        input.warnings.map(\.message) == [
          "there are 66 attempts at \"01-tasks\"; only the last 64 are graded"
        ])
    }
  }

  @Test func `are told apart by their bytes`() throws {
    let (composed, apart) = ("caf\u{E9}", "cafe\u{301}")
    try withTemporaryFolder { folder in
      try folder.write("one", to: "class/\(composed)/01-tasks.swift")
      try folder.write("two", to: "class/\(apart)/02-fork.swift")
      // The first by its bytes counts, and nothing of the other is taken for that one's.
      let input = try readClass(folder, "class")
      #expect(lines(of: input) == ["\(apart)/02-fork: two"])
      #expect(Array((input.students.first?.id ?? "").utf8) == Array(apart.utf8))
      let warning = Array((warnings(of: input).first ?? "").utf8)
      #expect(warning.contains(Array("/\(composed): ".utf8)))
      #expect(warning.contains(Array("/\(apart)'".utf8)))
    }
  }
}
