/// A decoded instruction as the execution loop takes it: sixteen bytes, nothing to extract.
///
/// A page of memory has one for each of its halfwords, so the place of a slot says where its
/// instruction is.
struct Slot {
  /// The register that takes what is written to x0.
  static var sink: UInt8 { 32 }

  var operation: Operation
  var rd: UInt8
  var rs1: UInt8
  var rs2: UInt8
  /// How far the next instruction's slot is, in bytes.
  var stride: UInt8
  /// The rounding mode of a floating-point operation.
  var modifier: UInt8
  /// How many instructions are done from this one on, itself included, before the loop has to look
  /// at its budget again; 0 for a slot that is no instruction.
  var runLength: UInt16
  /// The number in the instruction; for a jump within the page the way to its slot in bytes; for a
  /// fused multiplication and addition the third operand.
  var immediate: Int64

  static var undecoded: Slot { marker(.undecoded) }

  static func marker(_ operation: Operation, runLength: UInt16 = 0) -> Slot {
    Slot(
      operation: operation, rd: 0, rs1: 0, rs2: 0, stride: 16, modifier: 0,
      runLength: runLength, immediate: 0)
  }

  private init(
    operation: Operation, rd: UInt8, rs1: UInt8, rs2: UInt8, stride: UInt8, modifier: UInt8,
    runLength: UInt16, immediate: Int64
  ) {
    self.operation = operation
    self.rd = rd
    self.rs1 = rs1
    self.rs2 = rs2
    self.stride = stride
    self.modifier = modifier
    self.runLength = runLength
    self.immediate = immediate
  }

  /// The slot of an instruction.
  ///
  /// - Parameters:
  ///   - instruction: The instruction.
  ///   - offset: Where it is in its page, in bytes; nil if it is not whole in one.
  init(_ instruction: Instruction, at offset: Int?) {
    operation = instruction.operation
    rd =
      instruction.rd == 0 && !operation.hasFloatResult ? Self.sink : instruction.rd
    rs1 = instruction.rs1
    rs2 = instruction.rs2
    stride = instruction.byteCount * UInt8(MemoryLayout<Slot>.stride / 2)
    modifier = UInt8(truncatingIfNeeded: instruction.modifier)
    runLength = 1
    immediate = instruction.immediate
    if instruction.rs3 != 0 { immediate = Int64(instruction.rs3) }
    if let offset, let near = operation.near {
      let target = Int64(offset) + immediate
      if target >= 0, target < Int64(TranslationCache.pageBytes) {
        operation = near
        immediate *= Int64(MemoryLayout<Slot>.stride / 2)
      }
    }
  }
}

extension Operation {
  /// The same jump for places on the same page.
  fileprivate var near: Operation? {
    switch self {
    case .jal: .jalNear
    case .beq: .beqNear
    case .bne: .bneNear
    case .blt: .bltNear
    case .bge: .bgeNear
    case .bltu: .bltuNear
    case .bgeu: .bgeuNear
    default: nil
    }
  }

  /// Whether `rd` is a floating-point register.
  package var hasFloatResult: Bool {
    guard isFloat else { return false }
    switch self {
    case .feqS, .fltS, .fleS, .fclassS, .fcvtWS, .fcvtWuS, .fcvtLS, .fcvtLuS, .fmvXW, .feqD,
      .fltD, .fleD, .fclassD, .fcvtWD, .fcvtWuD, .fcvtLD, .fcvtLuD, .fmvXD, .fsw, .fsd:
      return false
    default: return true
    }
  }
}

/// The place of a slot in memory of the translation cache.
///
/// Safe, because the cache ends every run of slots with one that leaves it, jumps stay within a page,
/// and no page is given back while its code runs.
@safe
struct SlotCursor {
  private var pointer: UnsafePointer<Slot>

  @inline(__always)
  init(_ pointer: UnsafePointer<Slot>) {
    unsafe self.pointer = unsafe pointer
  }

  var operation: Operation {
    @inline(__always) get { unsafe pointer.pointee.operation }
  }
  var rd: UInt8 {
    @inline(__always) get { unsafe pointer.pointee.rd }
  }
  var rs1: UInt8 {
    @inline(__always) get { unsafe pointer.pointee.rs1 }
  }
  var rs2: UInt8 {
    @inline(__always) get { unsafe pointer.pointee.rs2 }
  }
  var modifier: UInt8 {
    @inline(__always) get { unsafe pointer.pointee.modifier }
  }
  var runLength: Int {
    @inline(__always) get { unsafe Int(pointer.pointee.runLength) }
  }
  var byteCount: UInt64 {
    @inline(__always) get { unsafe UInt64(pointer.pointee.stride &>> 3) }
  }
  var immediate: UInt64 {
    @inline(__always) get { unsafe UInt64(bitPattern: pointer.pointee.immediate) }
  }
  var slot: Slot { unsafe pointer.pointee }

  /// The address of its instruction, if the slots of its page are `delta` away from it.
  ///
  /// A slot has eight times the bytes of a halfword.
  @inline(__always)
  func pc(_ delta: UInt64) -> UInt64 {
    unsafe UInt64(UInt(bitPattern: pointer) &>> 3) &+ delta
  }

  /// What `pc` needs to give an address for this slot.
  func delta(for pc: UInt64) -> UInt64 {
    unsafe pc &- UInt64(UInt(bitPattern: pointer) &>> 3)
  }

  /// Goes on to the next instruction.
  @inline(__always)
  mutating func advance() {
    unsafe pointer = (UnsafeRawPointer(pointer) + Int(pointer.pointee.stride))
      .assumingMemoryBound(to: Slot.self)
  }

  /// Goes to the place that a jump within the page names.
  @inline(__always)
  mutating func jump() {
    unsafe pointer =
      (UnsafeRawPointer(pointer) + Int(truncatingIfNeeded: pointer.pointee.immediate))
      .assumingMemoryBound(to: Slot.self)
  }
}

/// A slot and where its instruction is.
struct CodePlace {
  var slot: SlotCursor
  /// See `SlotCursor.pc`.
  var delta: UInt64
}
