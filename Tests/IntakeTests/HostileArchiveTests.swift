import Diagnostics
import Foundation
import Intake
import TestSupport
import Testing

/// An archive of a student, and what must become of the exercise in it.
struct HostileArchive: Sendable, CustomTestStringConvertible {
  let what: String
  let entries: [MadeArchive.Entry]
  let reason: String
  var endings = ["zip", "tar.gz"]

  var testDescription: String { what }
}

@Suite struct `A hostile archive` {
  private static let good = MadeArchive.Entry("02-fork.swift", "good")

  static let archives: [HostileArchive] = [
    HostileArchive(
      what: "a name that leads out", entries: [.init("../../01-tasks.swift", "x")],
      reason: "the name \"../../01-tasks.swift\" leads out of the archive with \"..\""),
    HostileArchive(
      what: "a name that leads out in the middle", entries: [.init("a/../../b.swift", "x")],
      reason: "the name \"a/../../b.swift\" leads out of the archive with \"..\""),
    HostileArchive(
      what: "an absolute name", entries: [.init("/etc/01-tasks.swift", "x")],
      reason: "the name \"/etc/01-tasks.swift\" is absolute"),
    HostileArchive(
      what: "a drive", entries: [.init("C:x.swift", "x")],
      reason: "the name \"C:x.swift\" is absolute"),
    HostileArchive(
      what: "a backslash", entries: [.init("..\\x.swift", "x")],
      reason: "the name \"..\\\\x.swift\" has a backslash",
      // In a .zip libarchive takes it for the separator that it is on Windows.
      endings: ["tar.gz"]),
    HostileArchive(
      what: "a name that is not UTF-8",
      entries: [.init(bytes: Array("t".utf8) + [0xE4] + Array("sk.swift".utf8), "x")],
      reason: "the name \"t\u{FFFD}sk.swift\" is not UTF-8"),
    HostileArchive(
      what: "a control character", entries: [.init("a\u{1B}[2J.swift", "x")],
      reason: "the name \"a␛[2J.swift\" has a control character"),
    HostileArchive(
      what: "a very long name", entries: [.init(String(repeating: "a/", count: 30) + "b", "x")],
      reason: "has more than 16 parts"),
  ]

  @Test(arguments: archives)
  func `with a bad name is refused whole, and says why`(archive: HostileArchive) async throws {
    for ending in archive.endings {
      try await withTemporaryFolder { folder in
        try await MadeArchive.write(
          [Self.good] + archive.entries, to: folder.file("class/ann/work.\(ending)"))
        try folder.write("fine", to: "class/bob/01-tasks.swift")
        let found = lines(of: try readClass(folder, "class"))
        #expect(found.count == 3, "\(found)")
        for line in found.prefix(2) {
          #expect(line.contains("unusable: the archive 'work.\(ending)' is refused"), "\(line)")
          #expect(line.contains(archive.reason), "\(line)")
        }
        #expect(found[2] == "bob/01-tasks: fine")
        // Nothing was unpacked anywhere.
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).count == 5)
      }
    }
  }

  @Test(arguments: [
    (MadeArchive.Entry.Kind.symlink, "is a symbolic link", ["zip", "tar.gz"]),
    (.hardlink, "is a hard link", ["tgz"]),
    (.device, "is a device", ["zip", "tar.gz"]),
    (.fifo, "is not a regular file", ["tgz"]),
  ])
  func `with what is no file says so for that exercise`(
    kind: MadeArchive.Entry.Kind, reason: String, endings: [String]
  ) async throws {
    for ending in endings {
      try await withTemporaryFolder { folder in
        try await MadeArchive.write(
          [.init("01-tasks.swift", "/etc/passwd", kind: kind), Self.good],
          to: folder.file("class/ann.\(ending)"))
        #expect(
          lines(of: try readClass(folder, "class")) == [
            "ann/01-tasks: unusable: '01-tasks.swift' \(reason)", "ann/02-fork: good",
          ])
      }
    }
  }

  @Test func `with one name twice says so for that exercise`() async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [.init("01-tasks.swift", "one"), .init("./01-tasks.swift", "two"), Self.good],
        to: folder.file("class/ann.zip"))
      try await MadeArchive.write(
        [.init("01-tasks.swift", "one"), .init("01-tasks.swift/a.swift", "two"), Self.good],
        to: folder.file("class/bob.tgz"))
      let reason = "unusable: '01-tasks.swift' is in the archive more than once"
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "ann/01-tasks: \(reason)", "ann/02-fork: good", "bob/01-tasks: \(reason)",
          "bob/02-fork: good",
        ])
    }
  }

  @Test(arguments: ["zip", "tar.gz"])
  func `that unpacks to a thousand times its size is not read`(ending: String) async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [.init("01-tasks.swift", String(repeating: "0", count: 1 << 20), times: 32)],
        to: folder.file("class/ann/work.\(ending)"))
      let found = lines(of: try readClass(folder, "class"))
      let size = "unpacks to more than 200 times its size"
      #expect(found[0] == "ann/01-tasks: unusable: the archive 'work.\(ending)' \(size)")
      // As the whole class it is bad input.
      try FileManager.default.copyItem(
        at: folder.file("class/ann/work.\(ending)"), to: folder.file("all.\(ending)"))
      #expect(throws: DiagnosticList.self) { try readClass(folder, "all.\(ending)") }
    }
  }

  @Test func `of too many entries is not read`() async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        (0...10_000).map { .init("\($0).txt") }, to: folder.file("class/ann/work.tgz"))
      let found = lines(of: try readClass(folder, "class"))
      #expect(
        found[0]
          == "ann/01-tasks: unusable: the archive 'work.tgz' has more than 10000 entries")
    }
  }

  @Test func `with one large file says so for that exercise`() async throws {
    try await withTemporaryFolder { folder in
      let noise = (0..<200_000).map { "// \($0 &* 2_654_435_761)\n" }.joined()
      try await MadeArchive.write(
        [.init("01-tasks.swift", noise), Self.good], to: folder.file("class/ann.zip"))
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "ann/01-tasks: unusable: '01-tasks.swift' is larger than 1 MiB", "ann/02-fork: good",
        ])
    }
  }

  @Test(arguments: ["zip", "tar.gz"])
  func `that is cut off is no archive`(ending: String) async throws {
    try await withTemporaryFolder { folder in
      let noise = (0..<9_000).map { "// \($0 &* 2_654_435_761)\n" }.joined()
      let file = folder.file("class/ann/work.\(ending)")
      try await MadeArchive.write([.init("01-tasks.swift", noise), Self.good], to: file)
      let bytes = try Data(contentsOf: file)
      try bytes.prefix(bytes.count / 2).write(to: file)
      let found = lines(of: try readClass(folder, "class"))
      let reason = "is no whole .zip, .tar.gz or .tgz archive: "
      for line in found {
        #expect(line.contains("unusable: the archive 'work.\(ending)' \(reason)"), "\(line)")
      }
      #expect(found.count == 2)
    }
  }

  @Test(arguments: ["", "no archive at all", "PK\u{3}\u{4}"])
  func `that is none says so`(text: String) throws {
    try withTemporaryFolder { folder in
      try folder.write(text, to: "class/ann.zip")
      try folder.write(text, to: "class/bob/01-tasks.tar.gz")
      let found = lines(of: try readClass(folder, "class"))
      #expect(found.count == 3)
      for line in found { #expect(line.contains("is no whole .zip"), "\(line)") }
    }
  }

  @Test func `with a password says so`() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("secret", to: "01-tasks.swift")
      let outcome = try await run(
        systemProgram: "zip", ["-q", "-P", "word", "ann.zip", "01-tasks.swift"], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome)")
      try folder.copy(folder.file("ann.zip"), to: "class/ann.zip")
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "ann/01-tasks: unusable: '01-tasks.swift' is encrypted"
        ])
    }
  }

  @Test func `with bytes that were changed says so`() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("let a = 1\n", to: "01-tasks.swift")
      _ = try await run(
        systemProgram: "zip", ["-q", "-0", "ann.zip", "01-tasks.swift"], in: folder.url)
      var bytes = try Data(contentsOf: folder.file("ann.zip"))
      let place = try #require(bytes.firstRange(of: Data("a = 1".utf8)))
      bytes[place.lowerBound] = UInt8(ascii: "b")
      try folder.write(bytes, to: "class/ann.zip")
      let found = lines(of: try readClass(folder, "class"))
      #expect(found[0].contains("unusable: '01-tasks.swift' cannot be read: "), "\(found)")
    }
  }

  @Test func `in archives in archives is not opened`() async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [.init("01-tasks.swift", "deep")], to: folder.file("inner.zip"))
      for (inner, outer) in [("inner", "middle"), ("middle", "outer"), ("outer", "most")] {
        let outcome = try await run(
          systemProgram: "zip", ["-q", "\(outer).zip", "\(inner).zip"], in: folder.url)
        #expect(outcome.exitCode == 0)
      }
      try folder.copy(folder.file("middle.zip"), to: "class/ann/middle.zip")
      try folder.copy(folder.file("outer.zip"), to: "class/bob/outer.zip")
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "ann/01-tasks: deep",
          "bob/01-tasks: unusable: the archive 'inner.zip' lies too deep in other archives",
          "bob/02-fork: unusable: the archive 'inner.zip' lies too deep in other archives",
        ])
    }
  }

  @Test func `of a class blames nobody else`() async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [
          .init("ann/01-tasks.swift", "good"), .init("ann/02-fork.swift", "x", kind: .symlink),
          .init("bob/../../x.swift", "bad"), .init("bob/01-tasks.swift", "good"),
          .init("/etc/passwd", "bad"), .init("cy", kind: .device),
        ], to: folder.file("class.tar.gz"))
      let input = try readClass(folder, "class.tar.gz")
      let refusal = "unusable: the name \"bob/../../x.swift\" leads out of the archive with \"..\""
      let time = " at 2026-09-21T14:13:20Z"
      #expect(
        lines(of: input) == [
          "ann/01-tasks: good\(time)",
          "ann/02-fork: unusable: '02-fork.swift' is a symbolic link\(time)",
          "bob/01-tasks: \(refusal)", "bob/02-fork: \(refusal)",
        ])
      #expect(
        input.warnings.map(\.message) == [
          "an entry is passed over: the name \"/etc/passwd\" is absolute",
          "this is no student's folder and is passed over",
        ])
    }
  }
}
