package import Courseware
package import Diagnostics
import Foundation
package import Machine
package import TaskC

/// A program, as a file or a lesson has it: machine code, or Task C that is compiled.
package struct ProgramFile: Sendable {
  /// What it is called: the name of the file, without `.c`.
  package let name: String
  /// What commands call it: the file, or the lesson and the name in it.
  package let source: String
  /// The program of a lesson that it is; nil for a file.
  package let example: ProgramExample?
  /// What is loaded.
  package let image: ELFFile
  /// What is known of its text; nil for machine code.
  package let debugTable: DebugTable?
  /// Its text, in lines; empty for machine code.
  private let lines: [Substring]

  /// Whether it was a file of machine code: what such a program is used to is there then, a shell above all.
  var isMachineCode: Bool { debugTable == nil }

  /// By what it is executed: it begins in its own directory.
  package var path: String { "./" + name }

  /// The largest program that is read, in bytes.
  private static let bytesMax = 64 << 20

  /// Reads a program, and compiles it if it is Task C.
  ///
  /// - Parameter path: The file: a static riscv64 executable, or a file that ends in `.c`; or a program
  ///   of a lesson, such as `lessons/01-tasks#fork-and-wait`.
  /// - Throws: What is wrong with it.
  package init(reading path: String) throws(DiagnosticList) {
    // A file may have any name.
    if !FileManager.default.fileExists(atPath: path), let example = try ProgramExample.find(path) {
      try self.init(example, source: path)
    } else {
      try self.init(file: path)
    }
  }

  private init(file path: String) throws(DiagnosticList) {
    let url = URL(filePath: path)
    source = path
    example = nil
    let bytes = try Self.contents(of: path)
    if url.pathExtension == "c" {
      name = url.deletingPathExtension().lastPathComponent
      let text = TaskC.SourceText(bytes)
      let compiled: CompiledProgram
      do throws(CompilationError) {
        compiled = try TaskCCompiler.compile(text, path: path)
      } catch {
        throw Self.diagnostics(error, text, path)
      }
      debugTable = compiled.debugTable
      lines = String(decoding: bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
      image = try Self.load(compiled.executable, path)
    } else {
      name = url.lastPathComponent
      debugTable = nil
      lines = []
      image = try Self.load(bytes, path)
    }
  }

  /// The shell that programs of machine code find, as a program to run.
  package static var shell: ProgramFile {
    get throws(DiagnosticList) { try ProgramFile(named: "sh", Shell.executable) }
  }

  private init(named name: String, _ bytes: [UInt8]) throws(DiagnosticList) {
    self.name = name
    source = name
    example = nil
    debugTable = nil
    lines = []
    image = try Self.load(bytes, name)
  }

  /// Compiles a program of a lesson.
  ///
  /// - Parameters:
  ///   - example: The program.
  ///   - source: What commands call it.
  /// - Throws: What is wrong with its text, at its places in the lesson's file.
  package init(_ example: ProgramExample, source: String) throws(DiagnosticList) {
    self.example = example
    self.source = source
    name = example.name.value
    let text = TaskC.SourceText(Array(example.text.string.utf8))
    let compiled: CompiledProgram
    do throws(CompilationError) {
      compiled = try TaskCCompiler.compile(text, path: name + ".c")
    } catch {
      throw DiagnosticList(
        error.complaints.map { complaint in
          let place = text.place(of: complaint.offset)
          return example.text.span(
            line: place.line, column: place.column, length: max(complaint.length, 1)
          ).diagnostic(complaint.message, help: complaint.help)
        })
    }
    debugTable = compiled.debugTable
    lines = example.text.string.split(separator: "\n", omittingEmptySubsequences: false)
    image = try Self.load(compiled.executable, source)
  }

  /// A line of its text, by its number from 1.
  package func line(_ number: Int) -> String? {
    lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
  }

  private static func contents(of path: String) throws(DiagnosticList) -> [UInt8] {
    let bytes: [UInt8]
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      bytes = [UInt8](try handle.read(upToCount: bytesMax + 1) ?? Data())
    } catch {
      throw complaint(path, "cannot read the program: \(reason(of: error))", help: nil)
    }
    guard bytes.count <= bytesMax else {
      throw complaint(path, "the program is larger than \(bytesMax >> 20) MiB", help: nil)
    }
    return bytes
  }

  private static func diagnostics(
    _ error: CompilationError, _ text: TaskC.SourceText, _ path: String
  ) -> DiagnosticList {
    DiagnosticList(
      error.complaints.map { complaint in
        let place = text.place(of: complaint.offset)
        let line = String(decoding: text.line(at: complaint.offset), as: UTF8.self)
        return Diagnostic(
          location: SourceLocation(path: path, line: place.line, column: place.column),
          message: complaint.message, sourceLine: line, length: complaint.length,
          help: complaint.help)
      })
  }

  private static func load(_ bytes: [UInt8], _ path: String) throws(DiagnosticList) -> ELFFile {
    do throws(ELFError) {
      return try ELFFile(bytes)
    } catch {
      throw complaint(
        path, "cannot run it: \(error.description)",
        help:
          "programs are static executables for riscv64 Linux, or Task C in a file that ends in .c")
    }
  }

  private static func complaint(
    _ path: String, _ message: String, help: String?
  ) -> DiagnosticList {
    DiagnosticList([
      Diagnostic(location: SourceLocation(path: path), message: message, help: help)
    ])
  }
}
