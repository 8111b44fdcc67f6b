import Foundation
import StudentLoop
import TestSupport
import Testing

@Suite struct `A folder into which work comes` {
  /// A watcher whose clock the test moves; a class, since expectations may not change a value.
  private final class Watched {
    private var watcher: FolderWatcher
    private var now = ContinuousClock.now

    init(_ path: String) {
      watcher = FolderWatcher(path: path)
    }

    func looks(after seconds: Double) -> Bool {
      now += .seconds(seconds)
      return watcher.hasArrivals(at: now)
    }
  }

  private func watched(
    _ body: (TemporaryFolder, Watched) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "class/ann/01-tasks.swift")
      let watched = Watched(folder.file("class").path)
      // What is there at the beginning has arrived too, once it is quiet.
      #expect(!watched.looks(after: 0))
      #expect(!watched.looks(after: 1.5))
      #expect(watched.looks(after: 0.5))
      #expect(!watched.looks(after: 100))
      try body(folder, watched)
    }
  }

  @Test func `is looked at when a new file has been left alone`() throws {
    try watched { folder, watched in
      try folder.write("a", to: "class/bob/01-tasks.swift")
      #expect(!watched.looks(after: 1))
      // Half was written; the rest comes.
      try folder.write("ab", to: "class/bob/01-tasks.swift")
      #expect(!watched.looks(after: 1.5))
      #expect(!watched.looks(after: 1.5))
      #expect(watched.looks(after: 0.5))
      #expect(!watched.looks(after: 3))
    }
  }

  @Test func `notices what is renamed into it, put in the place of a file, or removed`() throws {
    try watched { folder, watched in
      let place = folder.file("class/ann/01-tasks.swift")
      try folder.write("new", to: "class/ann/.part")
      #expect(!watched.looks(after: 10))
      #expect(rename(folder.file("class/ann/.part").path, place.path) == 0)
      #expect(!watched.looks(after: 1))
      #expect(watched.looks(after: 2))
      try FileManager.default.removeItem(at: place)
      #expect(!watched.looks(after: 1))
      #expect(watched.looks(after: 2))
    }
  }

  @Test func `is looked at all the same where something arrives all the time`() throws {
    try watched { folder, watched in
      var looked: [Int] = []
      for second in 0..<70 {
        try folder.write("\(second)", to: "class/bob/\(second).swift")
        if watched.looks(after: 1) { looked.append(second) }
      }
      #expect(looked == [30, 61])
    }
  }

  @Test func `may not be there, and follows no link`() throws {
    try withTemporaryFolder { folder in
      let watched = Watched(folder.file("class").path)
      #expect(!watched.looks(after: 0) && !watched.looks(after: 9))
      try folder.write("", to: "class/ann/notes.txt")
      try FileManager.default.createSymbolicLink(
        at: folder.file("class/loop"), withDestinationURL: folder.file("class"))
      #expect(!watched.looks(after: 1))
      #expect(watched.looks(after: 2))
    }
  }
}
