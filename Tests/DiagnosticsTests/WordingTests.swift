import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct `The wording of messages` {
  @Test func `counts`() {
    #expect([0, 1, 2].map { counted($0, "task") } == ["0 tasks", "1 task", "2 tasks"])
  }

  @Test func `says in the system's words why a file fails`() throws {
    try withTemporaryFolder { folder in
      func reason(writing path: String) throws -> String {
        let error = try #require(throws: (any Error).self) {
          try Data().write(to: URL(filePath: path), options: .atomic)
        }
        return Diagnostics.reason(of: error)
      }
      #expect(try reason(writing: folder.path + "/none/x") == "No such file or directory")
      #expect(try reason(writing: folder.path) == "Is a directory")
      let error = try #require(throws: (any Error).self) {
        try FileHandle(forReadingFrom: folder.file("none"))
      }
      #expect(Diagnostics.reason(of: error) == "No such file or directory")
    }
  }

  @Test func `gives words that a shell reads back`() async throws {
    let words = ["plain-1.c", "", "two words", "it's", "$HOME", "a\nb", "-x", "*", "a#b", "#a"]
    #expect(shellWord("plain-1.c") == "plain-1.c")
    let outcome = try await run(
      systemProgram: "sh", ["-c", "printf '%s|' \(shellWords(words))"])
    #expect(outcome.output == words.map { $0 + "|" }.joined())
  }
}
