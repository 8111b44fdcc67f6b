/// Where an object is.
enum Place {
  /// A distance from the frame pointer.
  case frame(Int64)
  case symbol(SymbolID, Int64)
  /// A symbol of the thread's own variables, and a distance.
  case thread(SymbolID, Int64)
  /// What a register holds, and a distance.
  case register(Register, Int64)

  func moved(by distance: Int64) -> Place {
    switch self {
    case .frame(let offset): .frame(offset &+ distance)
    case .symbol(let symbol, let offset): .symbol(symbol, offset &+ distance)
    case .thread(let symbol, let offset): .thread(symbol, offset &+ distance)
    case .register(let register, let offset): .register(register, offset &+ distance)
    }
  }

  /// The register of the pool that it needs.
  var register: Register? {
    if case .register(let register, _) = self { register } else { nil }
  }
}

extension CodeGenerator {
  // MARK: - Registers

  /// A register of the pool.
  mutating func allocate() -> Register {
    if let register = pool.allocate() { return register }
    // `Needs` is there so that this does not happen; a program that was made wrong must not run.
    linker.fail(.tooComplex)
    return .valueScratch
  }

  mutating func release(_ place: Place) {
    if let register = place.register { pool.release(register) }
  }

  /// Whether a value in a register would not outlast the calculation of an expression.
  func mustSpill(_ held: Register, for next: ExpressionID) -> Bool {
    if held == .zero { return false }
    let need = Int(needs[next])
    return need > pool.freeCount || need == RegisterPool.count && !pool.contains(held)
  }

  /// Puts a register into memory and gives it back.
  mutating func spill(_ register: Register) -> Place {
    let place = Place.frame(frame.addTemporary(bytes: 8))
    store(register, size: 8, at: place)
    pool.release(register)
    return place
  }

  // MARK: - Memory

  /// A base and a distance of 12 bits for one more instruction.
  private mutating func near(_ place: Place) -> (base: Register, offset: Int64) {
    switch place {
    case .frame(let offset) where Encoding.fits(offset): return (.framePointer, offset)
    case .register(let base, let offset) where Encoding.fits(offset): return (base, offset)
    case .frame(let offset): return far(.framePointer, offset)
    case .register(let base, let offset): return far(base, offset)
    case .symbol, .thread: return (.zero, 0)
    }
  }

  private mutating func far(_ base: Register, _ offset: Int64) -> (Register, Int64) {
    let low = (offset &<< 52) &>> 52
    code.loadNumber(.addressScratch, offset &- low)
    if base != .zero {
      code.emit(.add(isWord: false), .addressScratch, .addressScratch, base)
    }
    return (.addressScratch, low)
  }

  mutating func load(_ kind: IntegerKind, _ target: Register, from place: Place) {
    switch place {
    case .symbol(let symbol, let offset):
      code.loadUpper(target, symbol, offset)
      code.relocate(.lower, symbol, offset, Encoding.load(kind, target, target, 0))
    case .thread(let symbol, let offset):
      code.relocate(.thread, symbol, offset, Encoding.load(kind, target, .threadPointer, 0))
    case .frame, .register:
      let (base, offset) = near(place)
      code.emit(Encoding.load(kind, target, base, offset))
    }
  }

  mutating func store(_ source: Register, size: Int64, at place: Place) {
    switch place {
    case .symbol(let symbol, let offset):
      code.loadUpper(.addressScratch, symbol, offset)
      code.relocate(
        .lowerOfStore, symbol, offset, Encoding.store(size: size, source, .addressScratch, 0))
    case .thread(let symbol, let offset):
      code.relocate(
        .threadOfStore, symbol, offset, Encoding.store(size: size, source, .threadPointer, 0))
    case .frame, .register:
      let (base, offset) = near(place)
      code.emit(Encoding.store(size: size, source, base, offset))
    }
  }

  /// Puts an address into a register.
  mutating func loadAddress(_ target: Register, of place: Place) {
    switch place {
    case .frame(let offset): code.add(target, .framePointer, offset)
    case .register(let base, let offset): code.add(target, base, offset)
    case .symbol(let symbol, let offset): code.loadAddress(target, symbol, offset)
    case .thread(let symbol, let offset):
      code.relocate(
        .thread, symbol, offset,
        Encoding.immediate(.add(isWord: false), target, .threadPointer, 0))
    }
  }

  /// An address as a value; the place's register is given back or holds it.
  mutating func address(of place: Place, into wanted: Register?) -> Register {
    if case .register(let base, 0) = place, wanted == nil { return base }
    let target = wanted ?? place.register.flatMap { pool.contains($0) ? $0 : nil } ?? allocate()
    loadAddress(target, of: place)
    if let register = place.register, register != target { pool.release(register) }
    return target
  }

  // MARK: - Objects

  /// Where an object is; what it takes to know is calculated here.
  mutating func place(of object: ExpressionID) -> Place {
    switch program[object].kind {
    case .local(let number): return .frame(frame.offsets[Int(number - firstLocal)])
    case .global(let number):
      let symbol = linker.global(number, of: module)
      return linker.isThreadLocal(symbol) ? .thread(symbol, 0) : .symbol(symbol, 0)
    case .string(let number): return .symbol(linker.string(number, of: module), 0)
    case .function(let number): return .symbol(linker.function(number, of: module), 0)
    case .dereference(let pointer): return place(at: pointer)
    case .member(let outer, let offset): return place(of: outer).moved(by: offset)
    default: return structure(object)
    }
  }

  /// Where a pointer points to.
  mutating func place(at pointer: ExpressionID) -> Place {
    switch program[pointer].kind {
    case .address(let object): return place(of: object)
    case .convert(let inner) where isEightBytes(inner): return place(at: inner)
    case .integer(let number): return .register(.zero, number)
    case .offset(let base, let index, let scale):
      if case .integer(let number) = program[index].kind {
        return place(at: base).moved(by: number &* scale)
      }
      return element(place(at: base), index, scale)
    default: return .register(value(pointer), 0)
    }
  }

  private func isEightBytes(_ value: ExpressionID) -> Bool {
    switch program.types[program[value].type.type] {
    case .pointer: true
    case .integer(let kind): kind.size == 8
    default: false
    }
  }

  /// Where an element is.
  private mutating func element(
    _ base: Place, _ index: ExpressionID, _ scale: Int64
  ) -> Place {
    var spilled: Place?
    if let held = base.register, mustSpill(held, for: index) { spilled = spill(held) }
    let distance = owned(value(index))
    multiply(distance, by: scale)
    switch base {
    case .frame(let offset):
      code.emit(.add(isWord: false), distance, distance, .framePointer)
      return .register(distance, offset)
    case .thread, .symbol:
      loadAddress(.addressScratch, of: base)
      code.emit(.add(isWord: false), distance, distance, .addressScratch)
      return .register(distance, 0)
    case .register(let register, let offset):
      if let spilled { load(.long, .addressScratch, from: spilled) }
      code.emit(
        .add(isWord: false), distance, distance, spilled == nil ? register : .addressScratch)
      if spilled == nil { pool.release(register) }
      return .register(distance, offset)
    }
  }

  /// Multiplies a register by a constant.
  mutating func multiply(_ register: Register, by scale: Int64) {
    if scale == 1 { return }
    if scale > 0, scale.nonzeroBitCount == 1 {
      code.emit(
        .shiftLeft(isWord: false), register, register, Int64(scale.trailingZeroBitCount))
    } else {
      code.loadNumber(.addressScratch, scale)
      code.emit(.multiply(isWord: false), register, register, .addressScratch)
    }
  }
}
