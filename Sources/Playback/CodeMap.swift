internal import KernelCore
internal import Machine
internal import TaskC

/// How far code goes in a straight line: so many instructions can be carried out at once without
/// leaving a line of the text.
///
/// A class, since all moments of a playback learn from one another. One thread uses it.
final class CodeMap: @unchecked Sendable {
  private let start: UInt64
  /// Where lines of the text begin, by instruction.
  private var isLineStart: [Bool]
  /// What is known: 0 is nothing.
  private var counts: [UInt8]

  /// Longer runs are divided.
  private static var countMax: UInt8 { 200 }
  private static var instructionBytes: UInt64 { 4 }

  init(_ table: DebugTable) {
    start = table.lines.first?.address ?? 0
    let end = table.functions.last?.code.upperBound ?? start
    let count = Int(clamping: (max(end, start) - start) / Self.instructionBytes)
    isLineStart = Array(repeating: false, count: count)
    counts = Array(repeating: 0, count: count)
    for line in table.lines {
      let index = Int(clamping: (line.address &- start) / Self.instructionBytes)
      if index < count { isLineStart[index] = true }
    }
  }

  /// How many instructions from an address on do not leave its line, and jump at most behind the last.
  func straightCount(at pc: UInt64, in space: AddressSpaceID, of kernel: inout Kernel) -> Int {
    let first = (pc &- start) / Self.instructionBytes
    guard pc >= start, pc % Self.instructionBytes == 0, first < UInt64(counts.count) else {
      return 1
    }
    let index = Int(first)
    if counts[index] > 0 { return Int(counts[index]) }
    var count: UInt8 = 0
    while count < Self.countMax, index + Int(count) < counts.count {
      if count > 0, isLineStart[index + Int(count)] { break }
      let address = pc &+ UInt64(count) &* Self.instructionBytes
      guard let instruction = Processor.instruction(at: address, in: space, of: &kernel) else {
        break
      }
      count += 1
      if instruction.isJump || instruction.operation == .ecall { break }
    }
    counts[index] = max(count, 1)
    return Int(counts[index])
  }
}
