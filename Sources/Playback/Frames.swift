internal import KernelCore
internal import LinuxABI
internal import Machine
internal import TaskC

/// The calls of functions that a task is in, the innermost first.
///
/// A function's frame has the return address 8 bytes below its frame pointer and the caller's frame pointer
/// 16 bytes below; before they are stored and after they are loaded again, both are in the registers
/// (`CodeGenerator`).
struct Frames {
  /// One of them.
  struct Frame {
    /// Where it is in the text of the program; nil in code without a text.
    let place: DebugTable.Place?
    let function: DebugTable.Function
    /// Its frame pointer; nil while that is not set up.
    let pointer: UInt64?
  }

  /// The deepest that are followed.
  private static var countMax: Int { 64 }
  /// The instructions that set a frame up.
  private static var prologueBytes: UInt64 { 16 }

  /// All of them.
  private(set) var all: [Frame] = []

  init(of task: TaskID, _ hart: Hart, on kernel: Kernel, _ table: DebugTable) {
    var pc = hart.pc
    var pointer = hart.x[8]
    var isFirst = true
    while all.count < Self.countMax, let function = table.function(at: pc) {
      let isUnset =
        isFirst
        && (function.place == nil || pc &- function.code.lowerBound < Self.prologueBytes)
      all.append(
        Frame(
          place: table.place(at: pc), function: function, pointer: isUnset ? nil : pointer))
      let back: UInt64
      if isUnset {
        back = hart.x[1]
      } else {
        guard pointer >= 16, let stored = kernel.word(of: task, at: pointer &- 8),
          let caller = kernel.word(of: task, at: pointer &- 16)
        else { return }
        back = stored
        // Stacks grow down: what is called first has the higher frame.
        guard caller == 0 || caller > pointer else { return }
        pointer = caller
      }
      guard back >= 4 else { return }
      // The call itself, not what comes behind it.
      pc = back &- 4
      isFirst = false
    }
  }

  /// The innermost that is in the program's own text.
  var own: Frame? { all.first { $0.place?.file == 0 } }
}

extension Kernel {
  /// A word of a task's memory, without touching it.
  func word(of task: TaskID, at address: UInt64) -> UInt64? {
    peek(task, UserAddress(rawValue: address), .doubleWord)
  }

  /// Bytes of a task's memory, without touching it; nil if not all can be read.
  func bytes(of task: TaskID, at address: UInt64, count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let place = UserAddress(rawValue: address &+ UInt64(bytes.count))
      guard let byte = peek(task, place, .byte) else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return bytes
  }
}
