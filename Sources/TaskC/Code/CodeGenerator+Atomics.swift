/// Atomic objects: each access is in one order with all others.
///
/// Source: The RISC-V Instruction Set Manual, volume I, appendix A, table "Mappings from C/C++
/// primitives to RISC-V primitives".
extension CodeGenerator {
  /// The functions of `<stdatomic.h>`, which are instructions.
  enum AtomicCall: CaseIterable {
    case load
    case store
    case add
    case subtract
    case exchange
    case compareExchange

    var name: String {
      switch self {
      case .load: "atomic_load"
      case .store: "atomic_store"
      case .add: "atomic_fetch_add"
      case .subtract: "atomic_fetch_sub"
      case .exchange: "atomic_exchange"
      case .compareExchange: "atomic_compare_exchange_strong"
      }
    }
  }

  mutating func atomicLoad(_ object: ExpressionID, _ wanted: Register?) -> Register {
    let place = place(of: object)
    code.emit(Encoding.fence)
    let target = loaded(from: place, kind(of: object), wanted)
    code.emit(Encoding.fenceAfterRead)
    return target
  }

  mutating func atomicStore(_ source: Register, size: Int64, at place: Place) {
    code.emit(Encoding.fenceBeforeWrite)
    store(source, size: size, at: place)
    code.emit(Encoding.fence)
  }

  /// `target op= value` in one step.
  mutating func atomicChange(
    _ stored: IntegerKind, _ place: Place, _ change: Change, in kind: IntegerKind, givesNew: Bool,
    _ wanted: Register?
  ) -> Register {
    let base = address(of: place, into: nil)
    let old = allocate()
    let again = code.label()
    code.bind(again)
    // One instruction does most operators; a loop does all of them, and in it the new value is known.
    code.emit(Encoding.atomic(.loadReserved, size: stored.size, old, .zero, at: base))
    let new = Register.valueScratch
    calculate(change, new, old, from: stored, in: kind)
    code.emit(
      Encoding.atomic(.storeConditional, size: stored.size, .addressScratch, new, at: base))
    code.branch(.notEqual, .addressScratch, .zero, again)
    if givesNew { code.move(old, new) }
    pool.release(base)
    if case .register(_, let operand) = change { pool.release(operand) }
    return moved(old, wanted)
  }

  /// Carries out one of the functions.
  ///
  /// - Returns: The register of its result.
  mutating func atomic(_ call: AtomicCall, _ arguments: ArraySlice<ExpressionID>) -> Register {
    guard let object = arguments.first else { return .zero }
    var desired: Place?
    if arguments.count > 2, let last = arguments.last { desired = spill(value(last)) }
    var operand = Register.zero
    var spilled: Place?
    if arguments.count > 1 {
      operand = value(arguments[arguments.startIndex + 1])
      if mustSpill(operand, for: object) { spilled = spill(operand) }
    }
    let address = address(of: place(at: object), into: nil)
    if let spilled {
      operand = allocate()
      load(.long, operand, from: spilled)
    }
    let target = allocate()
    switch call {
    case .load:
      code.emit(Encoding.fence)
      load(.int, target, from: .register(address, 0))
      code.emit(Encoding.fenceAfterRead)
    case .store: atomicStore(operand, size: 4, at: .register(address, 0))
    case .add: code.emit(Encoding.atomic(.add, size: 4, target, operand, at: address))
    case .subtract:
      code.emit(.subtract(isWord: true), .valueScratch, .zero, operand)
      code.emit(Encoding.atomic(.add, size: 4, target, .valueScratch, at: address))
    case .exchange: code.emit(Encoding.atomic(.swap, size: 4, target, operand, at: address))
    case .compareExchange:
      if let desired { compareExchange(target, address, expected: operand, desired) }
    }
    pool.release(address)
    pool.release(operand)
    return target
  }

  private mutating func compareExchange(
    _ target: Register, _ address: Register, expected: Register, _ desired: Place
  ) {
    let wanted = allocate()
    load(.int, wanted, from: .register(expected, 0))
    let again = code.label()
    let differs = code.label()
    let done = code.label()
    // Between the two there is no other access: only so is the loop sure to end.
    load(.long, .valueScratch, from: desired)
    code.bind(again)
    code.emit(Encoding.atomic(.loadReserved, size: 4, target, .zero, at: address))
    code.branch(.notEqual, target, wanted, differs)
    code.emit(
      Encoding.atomic(.storeConditional, size: 4, .addressScratch, .valueScratch, at: address))
    code.branch(.notEqual, .addressScratch, .zero, again)
    code.loadNumber(target, 1)
    code.jump(done)
    code.bind(differs)
    store(target, size: 4, at: .register(expected, 0))
    code.loadNumber(target, 0)
    code.bind(done)
    pool.release(wanted)
  }
}
