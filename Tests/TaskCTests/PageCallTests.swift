import Foundation
import KernelCore
import LinuxABI
import TestSupport
import Testing

/// A page's kernel leaves calls out that nothing in a page makes (`PAGE_KERNEL`).
@Suite struct `The library in a page` {
  /// The numbers of the calls that the library makes, by its text.
  private func numbers() throws -> Set<UInt32> {
    let folder = Repository.file("Sources/TaskC/Library")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    var numbers: Set<UInt32> = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for call in text.matches(of: /__syscall\(\s*([0-9]+)/) {
        numbers.insert(try #require(UInt32(call.1)))
      }
    }
    return numbers
  }

  @Test func `makes no call that its kernel lacks`() throws {
    let numbers = try numbers()
    #expect(numbers.count > 60)
    #expect(
      numbers.filter { Kernel.isOfOtherLibraries(SystemCallNumber(rawValue: $0)) } == [])
    // getdents64 and sendmsg are two that it does not make.
    #expect(Kernel.isOfOtherLibraries(SystemCallNumber(rawValue: 61)))
    #expect(Kernel.isOfOtherLibraries(SystemCallNumber(rawValue: 211)))
  }
}
