import Foundation
import TaskC
import Testing

@Suite struct `Programs of Task C` {
  /// Between them they use every type, operator, statement and call that the language has.
  @Test(arguments: ["system-calls", "data-structures", "everything"])
  func `are read`(name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Programs/\(name).c")
    let text = SourceText([UInt8](try Data(contentsOf: file)))
    let (program, complaints) = Program.read(text)
    for complaint in complaints {
      let place = text.place(of: complaint.offset)
      Issue.record("\(name).c:\(place.line):\(place.column): \(complaint.message)")
    }
    #expect(program?.definedFunctions.contains("main") == true)
  }
}
