import Foundation
import TaskC
import TestSupport
import Testing

/// A program of the tests, with what the C compiler of a machine with Linux made of it.
struct RecordedProgram: Sendable, CustomTestStringConvertible {
  let name: String
  let file: URL

  var testDescription: String { name }

  /// The programs of a folder, in the order of their names.
  static func all(in folder: String) -> [RecordedProgram] {
    let place = Repository.file("Tests/TaskCTests/Programs/\(folder)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.filter { $0.hasSuffix(".c") }.sorted().map { name in
      RecordedProgram(
        name: String(name.dropLast(2)), file: place.appending(path: name))
    }
  }

  func source() throws -> String { try String(contentsOf: file, encoding: .utf8) }

  /// Its output, and a line with its status.
  func record() throws -> String {
    let data = try Data(
      contentsOf: file.deletingPathExtension().appendingPathExtension("out"))
    return String(decoding: data, as: UTF8.self)
  }

  /// Each is called with the arguments `one` and `two`.
  static let arguments = ["one", "two"]
}

@Suite struct `The language` {
  @Test func `has programs for all of it`() {
    #expect(RecordedProgram.all(in: "Language").count >= 57)
    #expect(RecordedProgram.all(in: "Calls").count >= 22)
  }

  @Test(arguments: RecordedProgram.all(in: "Language"))
  func `does what C does`(program: RecordedProgram) throws {
    let compiled = try #require(compile(try program.source(), path: "\(program.name).c"))
    let run = try execute(compiled.executable)
    let found = "\(run.output)status \(run.status ?? -1)\n"
    let expected = try program.record()
    #expect(found == expected)
  }

  @Test(
    .enabled(if: HostCompiler.isThere, "needs cc"),
    arguments: RecordedProgram.all(in: "Language"))
  func `is C`(program: RecordedProgram) async throws {
    try await withTemporaryFolder { folder in
      try folder.write(HostHeader.text, to: HostHeader.name)
      let executable = folder.file(program.name)
      let made = try await run(
        systemProgram: HostCompiler.name,
        [
          "-O0", "-w", "-fsigned-char", "-fno-stack-protector", "-I", folder.path, "-include",
          folder.file(HostHeader.name).path, "-o", executable.path, program.file.path,
        ])
      try #require(made.exitCode == 0, "\(made)")
      let outcome = try await run(executable, RecordedProgram.arguments)
      let found = "\(outcome.output)status \(outcome.exitCode ?? -1)\n"
      let expected = try program.record()
      #expect(found == expected)
    }
  }
}

@Suite struct `The library` {
  @Test func `has nothing to complain of`() {
    #expect(TaskCCompiler.libraryComplaints.isEmpty)
  }

  @Test func `defines what the headers declare`() {
    #expect(TaskCCompiler.undefinedFunctions.isEmpty)
  }

  @Test func `is left out where it is not used`() throws {
    let program = try #require(compile("int main(void) { return 3; }"))
    let names = program.debugTable.functions.map { $0.name }.sorted()
    #expect(names == ["__start", "__syscall", "_start", "exit", "exit_group", "main"])
    #expect(try execute(program.executable) == ProgramRun(output: "", status: 3))
  }
}

@Suite struct `What a debugger knows` {
  private static let source = """
    #include <stdio.h>
    struct pair { char c; long value; };
    int counter = 3;
    __thread int own;
    static int twice(int n) {
      int result = 2 * n;
      return result;
    }
    int main(void) {
      struct pair p = {'x', 5};
      own = twice(counter);
      return own + (int)p.value;
    }
    """

  @Test func `each address has its place in the text`() throws {
    let table = try #require(compile(Self.source)).debugTable
    let twice = try #require(table.function(named: "twice"))
    #expect(twice.place?.line == 5 && twice.place?.column == 12 && twice.place?.file == 0)
    var lines: [Int] = []
    for address in stride(from: twice.code.lowerBound, to: twice.code.upperBound, by: 4) {
      let place = try #require(table.place(at: address))
      #expect(place.file == 0)
      if lines.last != place.line { lines.append(place.line) }
    }
    #expect(lines == [5, 6, 7, 5])
    #expect(table.place(at: 0) == nil)
    #expect(table.files[0] == "program.c")
    // No text stands for the very first instructions.
    #expect(table.place(at: 0x1_0000) == nil)
    #expect(table.function(at: 0x1_0000)?.name == "_start")
  }

  @Test func `variables have places, types and sizes`() throws {
    let table = try #require(compile(Self.source)).debugTable
    let twice = try #require(table.function(named: "twice"))
    #expect(twice.locals.map { $0.variable.name } == ["n", "result"])
    #expect(twice.locals.map { $0.isParameter } == [true, false])
    #expect(twice.locals.allSatisfy { $0.frameOffset <= -20 && $0.variable.type == "int" })
    let main = try #require(table.function(named: "main"))
    let pair = try #require(main.locals.first)
    #expect(pair.variable.type == "struct pair" && pair.variable.bytes == 16)
    guard case .structure(let members) = pair.variable.layout else {
      Issue.record("\(pair.variable.layout)")
      return
    }
    #expect(members.map { $0.name } == ["c", "value"])
    #expect(members.map { $0.offset } == [0, 8])
    let globals = table.globals.filter { $0.variable.place.file == 0 }
    #expect(globals.map { $0.variable.name } == ["counter", "own"])
    #expect(globals.map { $0.isThreadLocal } == [false, true])
    #expect(globals[1].address < 0)
  }

  @Test func `a program without main is none`() {
    let text = SourceText(Array("int x;".utf8))
    #expect(throws: CompilationError.self) {
      try TaskCCompiler.compile(text, path: "x.c")
    }
  }
}
