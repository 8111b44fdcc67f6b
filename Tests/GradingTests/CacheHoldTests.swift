import Foundation
import Grading
import TestSupport
import Testing

@Suite struct `The cache` {
  private static let day: TimeInterval = 86_400
  /// The machine's own time, which is also when an entry is used.
  private static let now = Date()

  /// Adds an entry of some KiB that was used so many days ago.
  private func add(
    _ name: String, kibibytes: Int = 4, days: Double, in folder: TemporaryFolder
  ) throws {
    try folder.write(Data(repeating: 1, count: kibibytes << 10), to: "\(name)/file")
    let date = Self.now.addingTimeInterval(-days * Self.day)
    try FileManager.default.setAttributes(
      [.modificationDate: date], ofItemAtPath: folder.file(name).path)
  }

  private func names(in folder: TemporaryFolder) throws -> [String] {
    let files = FileManager.default
    let built = (try? files.contentsOfDirectory(atPath: folder.file("exercises").path)) ?? []
    return
      (try files.contentsOfDirectory(atPath: folder.path).filter { $0 != "exercises" }
      + built.map { "exercises/\($0)" }).sorted()
  }

  @Test func `loses what was not used for 30 days, and drafts of a day`() throws {
    #expect(CacheHold.unusedSecondsMax == 30 * 86_400)
    try withTemporaryFolder { folder in
      try add("rt-old", days: 30.1, in: folder)
      try add("rt-new", days: 29.9, in: folder)
      try add("exercises/old", days: 31, in: folder)
      try add("exercises/new", days: 1, in: folder)
      try add("exercises/new.1234-draft", days: 1.1, in: folder)
      try add("exercises/new.5678-draft", days: 0.9, in: folder)
      try folder.write("", to: "compiler-1.bpf")
      _ = CacheHold(folder.path, now: Self.now)
      #expect(
        try names(in: folder) == [
          "compiler-1.bpf", "exercises/new", "exercises/new.5678-draft", "lock", "rt-new",
        ])
    }
  }

  @Test func `loses what was used longest ago while it is too large`() throws {
    try withTemporaryFolder { folder in
      for (index, name) in ["a", "b", "exercises/c", "d"].enumerated() {
        try add(name, kibibytes: 100, days: Double(10 - index), in: folder)
      }
      let all = CacheHold.byteCount(of: folder.path)
      #expect(all >= 400 << 10)
      _ = CacheHold(folder.path, now: Self.now, bytesMax: 300 << 10)
      #expect(try names(in: folder) == ["d", "exercises/c", "lock"])
      #expect(CacheHold.byteCount(of: folder.path) <= 300 << 10)
      // What is used again is the last to go.
      CacheHold.use(folder.file("exercises/c").path)
      _ = CacheHold(folder.path, now: Self.now, bytesMax: 150 << 10)
      #expect(try names(in: folder) == ["exercises/c", "lock"])
    }
  }

  @Test func `loses nothing while somebody holds it`() throws {
    try withTemporaryFolder { folder in
      try add("rt-old", days: 40, in: folder)
      // Held by a run that began when the entry was still young.
      let first = CacheHold(folder.path, now: Self.now.addingTimeInterval(-20 * Self.day))
      let second = CacheHold(folder.path, now: Self.now)
      #expect(try names(in: folder) == ["lock", "rt-old"])
      withExtendedLifetime((first, second)) {}
    }
  }

  @Test func `loses it when the last who held it is gone`() throws {
    try withTemporaryFolder { folder in
      try add("rt-old", days: 40, in: folder)
      do {
        let first = CacheHold(folder.path, now: Self.now.addingTimeInterval(-20 * Self.day))
        withExtendedLifetime(first) {}
      }
      _ = CacheHold(folder.path, now: Self.now)
      #expect(try names(in: folder) == ["lock"])
    }
  }

  @Test func `is pruned by many at once without harm`() async throws {
    try await withTemporaryFolder { folder in
      for index in 0..<40 { try add("rt-\(index)", days: index % 2 == 0 ? 40 : 1, in: folder) }
      let path = folder.path
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            for _ in 0..<20 { _ = CacheHold(path, now: Self.now) }
          }
        }
      }
      #expect(try names(in: folder).count == 21)
    }
  }

  @Test func `that cannot be written to is used as it is`() throws {
    try withTemporaryFolder { folder in
      _ = CacheHold(folder.path + "/nowhere", now: Self.now)
      #expect(CacheHold.byteCount(of: folder.path + "/nowhere") == 0)
    }
  }

  @Test func `follows no link out of itself`() throws {
    try withTemporaryFolder { folder in
      try folder.write("kept", to: "outside/file")
      try add("cache/rt-new", days: 1, in: folder)
      try FileManager.default.createSymbolicLink(
        at: folder.file("cache/rt-link"), withDestinationURL: folder.file("outside"))
      // The link itself is as young as this test.
      let later = Date().addingTimeInterval(31 * Self.day)
      _ = CacheHold(folder.file("cache").path, now: later)
      #expect(!folder.contains("cache/rt-link") && folder.contains("outside/file"))
    }
  }
}
