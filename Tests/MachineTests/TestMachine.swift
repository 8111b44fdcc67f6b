import KernelCore
import LinuxABI
import Machine
import Testing

/// A task with some code, and a processor to run it.
///
/// A class, so that expectations can be put on what its methods do.
final class TestMachine {
  /// Two pages of code; the page behind them is not mapped.
  static let code: UInt64 = 0x1_0000
  static let codeEnd = code + 0x2000
  /// Two pages that can be written to; the page behind them is not mapped.
  static let data: UInt64 = 0x2_0000
  static let dataEnd = data + 0x2000
  /// A page that can only be read.
  static let constants: UInt64 = 0x3_0000

  var kernel = Kernel()
  let task: TaskID
  let space: AddressSpaceID
  var processor = Processor()
  var hart = Hart(pc: code)

  /// A task whose code begins at `code`, with `data` in register a0.
  convenience init(
    _ words: [UInt32] = [], codeAccess: MemoryAccess = [.read, .execute]
  ) throws {
    try self.init(bytes: words.flatMap(Self.bytes), codeAccess: codeAccess)
  }

  init(bytes: [UInt8], codeAccess: MemoryAccess = [.read, .execute]) throws {
    task = kernel.spawnProgram(entry: 0)
    space = try #require(kernel.addressSpace(of: task))
    kernel.unmapAll(space)
    try kernel.map(space, at: address(Self.code), pages: 2, access: codeAccess)
    try kernel.map(space, at: address(Self.data), pages: 2, access: [.read, .write])
    try kernel.map(space, at: address(Self.constants), pages: 1, access: [.read])
    put(bytes, at: Self.code)
    hart.x[10] = Self.data
  }

  static func bytes(_ word: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  /// Puts bytes into memory, as the kernel does.
  func put(_ bytes: [UInt8], at place: UInt64) {
    precondition(kernel.load(bytes[...], at: address(place), in: space), "not mapped")
  }

  func put(words: [UInt32], at place: UInt64) {
    put(words.flatMap(Self.bytes), at: place)
  }

  /// What is in memory.
  func memory(_ place: UInt64, _ width: MemoryWidth = .doubleWord) -> UInt64? {
    kernel.peek(task, address(place), width)
  }

  /// Runs some instructions.
  func run(_ count: Int, on number: UInt16 = 0) -> Stop {
    processor.run(
      &hart, on: HartID(rawValue: number), in: space, of: &kernel, instructionsMax: count)
  }

  /// Runs some instructions of another task of the same memory, which has to manage them.
  func run(_ other: inout Hart, _ count: Int, on number: UInt16) {
    let stop = processor.run(
      &other, on: HartID(rawValue: number), in: space, of: &kernel, instructionsMax: count)
    #expect(stop == .budget)
  }
}

private func address(_ place: UInt64) -> UserAddress { UserAddress(rawValue: place) }
