import Diagnostics
import Foundation
import Machine
import ProgramRunner
import TestSupport
import Testing
import UserSpace

struct `A file that is no program` {
  private func message(_ name: String, _ bytes: [UInt8]) throws -> String {
    try withTemporaryFolder { folder in
      let file = folder.file(name)
      try Data(bytes).write(to: file)
      do throws(DiagnosticList) {
        _ = try ProgramFile(reading: file.path)
        return ""
      } catch {
        return error.rendered(style: .plain).replacing(folder.url.path + "/", with: "")
      }
    }
  }

  @Test(arguments: [
    ([], "not an ELF file"), (Array("hello".utf8), "not an ELF file"),
    ([0x7f, 0x45, 0x4c, 0x46], "the file ends too early"),
  ])
  func `is named with its reason`(bytes: [UInt8], reason: String) throws {
    let message = try message("file", bytes)
    #expect(message.contains("file: error: cannot run it: " + reason))
    #expect(message.contains("help: programs are static executables"))
  }

  @Test func `is one of this machine at most`() throws {
    let own = [UInt8](try Data(contentsOf: URL(filePath: "/bin/true")))
    #expect(try message("own", own).contains("for another processor (machine 62)"))
  }

  @Test func `is refused where its text is wrong`() throws {
    let text = "int main(void) {\n  retrun 0;\n}\n"
    let message = try message("wrong.c", Array(text.utf8))
    #expect(message.hasPrefix("wrong.c:2:"))
    #expect(message.contains("  retrun 0;"))
  }

  @Test func `is not there`() {
    #expect(throws: DiagnosticList.self) { try ProgramFile(reading: "/nowhere/at/all") }
    #expect(throws: DiagnosticList.self) { try ProgramFile(reading: "/tmp") }
  }

  /// Whatever is in a file, it is a program or named as none.
  @Test func `can be anything`() throws {
    let good = try program("int main(void) { return 0; }").image.bytes
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    for _ in 0..<300 {
      var bytes = good
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let place = Int(state >> 33) % min(bytes.count, 512)
        bytes[place] = UInt8(truncatingIfNeeded: state >> 20)
      }
      try withTemporaryFolder { folder in
        let file = folder.file("damaged")
        try Data(bytes).write(to: file)
        guard let program = try? ProgramFile(reading: file.path) else { return }
        var options = ProgramOptions()
        options.limits.seconds = 0.000_1
        options.limits.memoryBytes = 16 << 20
        _ = try run([program], options)
      }
    }
  }
}
