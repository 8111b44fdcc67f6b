package import Diagnostics
import Foundation
package import Machine

/// A program, as a file has it.
package struct ProgramFile: Sendable {
  /// What it is called: the name of the file.
  package let name: String
  /// Where it is in the computer's tree of files.
  package var path: String { "/" + name }
  /// What is loaded.
  package let image: ELFFile

  /// The largest program that is read, in bytes.
  private static let bytesMax = 64 << 20

  /// Reads a program.
  ///
  /// - Parameter path: The file: a static riscv64 executable.
  /// - Throws: What is wrong with it.
  package init(readingELF path: String) throws(DiagnosticList) {
    let url = URL(filePath: path)
    name = url.lastPathComponent
    let bytes: [UInt8]
    do {
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      bytes = [UInt8](try handle.read(upToCount: Self.bytesMax + 1) ?? Data())
    } catch {
      throw Self.complaint(
        path, "cannot read the program: \((error as NSError).localizedDescription)")
    }
    guard bytes.count <= Self.bytesMax else {
      throw Self.complaint(path, "the program is larger than \(Self.bytesMax >> 20) MiB")
    }
    do throws(ELFError) {
      image = try ELFFile(bytes)
    } catch {
      throw Self.complaint(path, "cannot run it: \(error.description)")
    }
  }

  private static func complaint(_ path: String, _ message: String) -> DiagnosticList {
    DiagnosticList([
      Diagnostic(
        location: SourceLocation(path: path), message: message,
        help: "`run` takes static executables for riscv64 Linux")
    ])
  }
}
