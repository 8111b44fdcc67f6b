import Foundation
import TestSupport
import Testing

/// `run` and `explore`, with programs in files and in lessons.
@Suite struct `Programs on the command line` {
  private static let lesson = smallLesson(
    """
    programs:
      - name: two-writers
        text: |
          #include <threadbare.h>
          int main(void) {
            if (fork() == 0) {
              write(1, "child ", 6);
              _exit(0);
            }
            write(1, "parent ", 7);
            wait(0);
            return 3;
          }
    """)

  private static let main = """
    #include <threadbare.h>
    int main(int count, char **words) {
      char *next[3] = {"other", "word", 0};
      puts("first");
      execve("./other", next, 0);
      return 1;
    }

    """

  private static let other = """
    #include <threadbare.h>
    int main(int count, char **words) {
      printf("%s %s %d\\n", words[0], words[1], count);
      return 4;
    }

    """

  private func withFiles(_ body: (TemporaryFolder) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(Self.lesson, to: "lessons/01-one/lesson.yaml")
      try folder.write(Self.main, to: "main.c")
      try folder.write(Self.other, to: "other.c")
      try await body(folder)
    }
  }

  @Test func `run takes a program of a lesson`() async throws {
    try await withFiles { folder in
      let name = "lessons/01-one#two-writers"
      let outcome = try await threadbare(["run", name], in: folder)
      #expect(outcome.exitCode == 3, "\(outcome)")
      #expect(outcome.output == "parent child ")
      #expect(outcome.errorOutput == "threadbare: exited with 3\n")
      let missing = try await threadbare(["run", "lessons/01-one#two-writres"], in: folder)
      #expect(missing.exitCode == 2, "\(missing)")
      #expect(missing.errorOutput.contains("two-writers"), "\(missing)")
    }
  }

  @Test func `explore takes a program of a lesson, and names how to see each outcome`()
    async throws
  {
    try await withFiles { folder in
      let name = "lessons/01-one#two-writers"
      let outcome = try await threadbare(["explore", name], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome)")
      var seen: [String] = []
      for match in outcome.output.matches(of: /replay: threadbare run (\S+) --decisions (\S+)/) {
        #expect(match.1 == name)
        let again = try await threadbare(
          ["run", name, "--decisions", String(match.2)], in: folder)
        #expect(again.exitCode == 3, "\(again)")
        seen.append(again.output)
      }
      #expect(seen.sorted() == ["child parent ", "parent child "])
    }
  }

  @Test func `explore tells programs what it found, and how to see it again`() async throws {
    try await withFiles { folder in
      let outcome = try await threadbare(
        ["explore", "lessons/01-one#two-writers", "--json"], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let found = try JSONDecoder().decode(Explored.self, from: Data(outcome.output.utf8))
      #expect(found.complete && found.races.isEmpty)
      #expect(found.schedules == found.outcomes.reduce(0) { $0 + $1.schedules })
      for told in found.outcomes {
        #expect(told.ending == "finished" && told.exited == 3 && !told.failure)
        let words = told.replay.split(separator: " ").dropFirst().map(String.init)
        #expect(words.last == told.decisions.map(String.init).joined(separator: ","))
        #expect(try await threadbare(words, in: folder).output == told.output)
      }
      #expect(Set(found.outcomes.map(\.output)) == ["child parent ", "parent child "])
    }
  }

  /// What `explore --json` writes, as far as it is looked at.
  private struct Explored: Decodable {
    struct Outcome: Decodable {
      let ending: String
      let failure: Bool
      let schedules: Int
      let exited: Int?
      let output: String
      let decisions: [Int]
      let replay: String
    }

    let schedules: Int
    let complete: Bool
    let outcomes: [Outcome]
    let races: [String]
  }

  @Test func `explore names what its program was told, for a shell`() async throws {
    try await withTemporaryFolder { folder in
      try folder.write(
        """
        #include <threadbare.h>
        int main(int count, char **words) {
          printf("%s %d\\n", words[1], (int)getuid());
          return count;
        }

        """, to: "what it's told.c")
      let outcome = try await threadbare(
        ["explore", "what it's told.c", "--arg", "a b", "--user", "5"], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let line = try #require(outcome.output.firstMatch(of: /replay: threadbare (.*)/)?.1)
      let again = try await TestSupport.run(
        systemProgram: "sh",
        ["-c", "exec '\(try BuildProducts.executable(named: "threadbare").path)' \(line)"],
        in: folder.url)
      #expect(again.output == "a b 5\n" && again.exitCode == 2, "\(again)")
    }
  }

  @Test func `explore ends when its time is over`() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("int main(void) { for (;;) ; }\n", to: "endless.c")
      let outcome = try await threadbare(
        ["explore", "endless.c", "--limit-time", "0.5"], in: folder)
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.output.contains("not all: a limit was reached"), "\(outcome)")
      #expect(outcome.output.contains("outcome 1: no end within the limit of time"), "\(outcome)")
    }
  }

  @Test(arguments: [
    (["explore", "x.c", "--all", "--preemptions", "1"], "give one of them"),
    (["explore", "x.c", "--limit-steps", "0"], "--limit-steps is a number from 1 to 1000000"),
    (["run", "x.c", "--limit-tasks", "1"], "--limit-tasks is a number from 2 to 4194304, not 1"),
    (["run", "x.c", "--format", "json"], "--format is that of --trace FILE"),
    (["run", "x.c", "--seed", "-1"], "error: the value '-1' is invalid for '--seed <seed>'"),
    (["run", "x.c", "--limit-memory", "-4"], "--limit-memory is a number from 1 to 1048576"),
  ]) func `an option without sense is refused by name`(
    command: [String], words: String
  ) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await threadbare(command, in: folder)
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.errorOutput.contains(words), "\(outcome)")
    }
  }

  @Test func `run tells a program words with hyphens`() async throws {
    try await withFiles { folder in
      let outcome = try await threadbare(
        ["run", "other.c", "--arg", "-1", "--arg", "--tasks", "--arg", "--"], in: folder)
      #expect(outcome.output == "./other -1 4\n" && outcome.exitCode == 4, "\(outcome)")
    }
  }

  @Test func `run that cannot write ends with a code of its own`() async throws {
    try await withFiles { folder in
      let outcome = try await TestSupport.run(
        systemProgram: "sh",
        [
          "-c",
          "exec '\(try BuildProducts.executable(named: "threadbare").path)' run other.c >/dev/full",
        ], in: folder.url)
      #expect(outcome.exitCode == 125, "\(outcome)")
      #expect(outcome.errorOutput.contains("No space left on device"), "\(outcome)")
    }
  }

  @Test func `run takes programs that the first one executes`() async throws {
    try await withFiles { folder in
      let both = try await threadbare(["run", "main.c", "other.c"], in: folder)
      #expect(both.output == "first\nother word 2\n", "\(both)")
      #expect(both.exitCode == 4)
      // Alone it finds nothing there.
      let alone = try await threadbare(["run", "main.c"], in: folder)
      #expect(alone.output == "first\n", "\(alone)")
      #expect(alone.exitCode == 1)
    }
  }

  @Test func `run goes through a program by its lines`() async throws {
    try await withFiles { folder in
      let outcome = try await threadbare(
        ["run", "other.c", "--step"], in: folder, input: "n\nn\np count\nq\n")
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output.contains("3:   printf("), "\(outcome)")
      #expect(outcome.output.contains("int count = 1"), "\(outcome)")
    }
  }

  @Test(arguments: [["run"], ["explore"], ["run", "--step"]])
  func `a mistake is shown at its place`(command: [String]) async throws {
    try await withTemporaryFolder { folder in
      try folder.write("int main(void) {\n  retrun 0;\n}\n", to: "wrong.c")
      let outcome = try await threadbare(command + ["wrong.c"], in: folder)
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.output == "")
      #expect(outcome.errorOutput.hasPrefix("wrong.c:2:3: error: "), "\(outcome)")
      #expect(outcome.errorOutput.contains("\n  retrun 0;\n  ^~~~~~"), "\(outcome)")
    }
  }

  @Test func `a mistake in a lesson is shown at its line of the lesson`() async throws {
    try await withFiles { folder in
      try folder.write(
        Self.lesson.replacing("wait(0);", with: "wiat(0);"), to: "lessons/01-one/lesson.yaml")
      let outcome = try await threadbare(["run", "lessons/01-one#two-writers"], in: folder)
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.errorOutput.contains("lesson.yaml:19:13: error: "), "\(outcome)")
      #expect(outcome.errorOutput.contains("did you mean `wait`?"), "\(outcome)")
    }
  }
}
