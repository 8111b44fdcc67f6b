/// Structures as values, which are known by the place where they are.
extension CodeGenerator {
  /// Where the value of a structure's expression is, until the statement ends or it is changed.
  mutating func structure(_ expression: ExpressionID) -> Place {
    switch program[expression].kind {
    case .load(let object): return place(of: object)
    case .local, .global, .dereference, .string, .function, .member:
      return place(of: expression)
    case .convert(let inner): return structure(inner)
    case .comma(let first, let second):
      discard(first)
      return structure(second)
    case .assign(let target, let source): return assignedStructure(target, source)
    case .conditional(let condition, let first, let second):
      return chosenStructure(condition, first, second)
    case .call(let callee, let first, let count):
      let type = program[expression].type.type
      let source = call(callee, first, count, type)
      // The call gives back the address of where it is.
      return .register(source, 0)
    default: return .register(.zero, 0)
    }
  }

  private mutating func assignedStructure(
    _ target: ExpressionID, _ source: ExpressionID
  ) -> Place {
    let type = program[target].type.type
    let size = program.types.size(of: type) ?? 0
    let alignment = program.types.alignment(of: type)
    var to: Place
    var from: Place
    if isTargetFirst(target, source) {
      to = place(of: target)
      var spilled: Place?
      if let held = to.register, mustSpill(held, for: source) { spilled = spill(held) }
      from = structure(source)
      if let spilled, case .register(_, let offset) = to {
        let held = allocate()
        load(.long, held, from: spilled)
        to = .register(held, offset)
      }
    } else if let kept = keptBeforeCall(target, source) {
      from = .register(kept.result, 0)
      let held = allocate()
      load(.long, held, from: kept.address)
      to = .register(held, 0)
    } else {
      from = structure(source)
      var spilled: Place?
      if let held = from.register, mustSpill(held, for: target) { spilled = spill(held) }
      to = place(of: target)
      if let spilled, case .register(_, let offset) = from {
        let held = allocate()
        load(.long, held, from: spilled)
        from = .register(held, offset)
      }
    }
    copy(from: from, to: to, bytes: size, alignment: alignment)
    release(from)
    return to
  }

  /// GCC makes two assignments of one whose value is a choice.
  private func isTargetFirst(_ target: ExpressionID, _ source: ExpressionID) -> Bool {
    if case .conditional = program[source].kind { return true }
    return isFixed(target) || needs[target] < Needs.all && needs[source] < Needs.all
  }

  private mutating func chosenStructure(
    _ condition: ExpressionID, _ first: ExpressionID, _ second: ExpressionID
  ) -> Place {
    let otherwise = code.label()
    let done = code.label()
    branch(condition, to: otherwise, when: false)
    let held = Place.frame(frame.addTemporary(bytes: 8))
    keepAddress(of: first, at: held)
    code.jump(done)
    code.bind(otherwise)
    keepAddress(of: second, at: held)
    code.bind(done)
    let target = allocate()
    load(.long, target, from: held)
    return .register(target, 0)
  }

  mutating func keepAddress(of expression: ExpressionID, at held: Place) {
    let address = address(of: structure(expression), into: nil)
    store(address, size: 8, at: held)
    pool.release(address)
  }

  // MARK: - Bytes

  /// Up to so many loads and stores stand in a row; more are a loop.
  private static var unrolledMax: Int64 { 8 }

  /// What is moved at once: the kind of a number of so many bytes.
  private func unit(_ bytes: Int64) -> IntegerKind {
    bytes >= 8 ? .long : bytes >= 4 ? .int : bytes >= 2 ? .short : .signedChar
  }

  /// Copies bytes; the places' registers stay taken and unchanged.
  ///
  /// Uses one register of the pool, or three beyond the two that the places may have.
  mutating func copy(from: Place, to: Place, bytes: Int64, alignment: Int64) {
    let step = min(8, alignment)
    if bytes / step <= Self.unrolledMax {
      copyRow(from: from, to: to, bytes: bytes, alignment: alignment)
      return
    }
    // Registers that are neither of the pool nor scratch: no call is under way here.
    let source = Register.argument(5)
    let target = Register.argument(6)
    let end = Register.argument(7)
    let saved = saveLoopRegisters()
    loadAddress(end, of: from)
    loadAddress(target, of: to)
    code.move(source, end)
    let whole = bytes / step * step
    code.add(end, source, whole)
    let again = code.label()
    code.bind(again)
    code.emit(Encoding.load(unit(step), .valueScratch, source, 0))
    code.emit(Encoding.store(size: step, .valueScratch, target, 0))
    code.emit(.add(isWord: false), source, source, step)
    code.emit(.add(isWord: false), target, target, step)
    code.branch(.notEqual, source, end, again)
    restoreLoopRegisters(saved)
  }

  private mutating func copyRow(from: Place, to: Place, bytes: Int64, alignment: Int64) {
    var source = from
    var target = to
    var held: [Register] = []
    // An address that takes an instruction each time is calculated once.
    if isFar(source, bytes) {
      let register = allocate()
      loadAddress(register, of: source)
      source = .register(register, 0)
      held.append(register)
    }
    if isFar(target, bytes) {
      let register = allocate()
      loadAddress(register, of: target)
      target = .register(register, 0)
      held.append(register)
    }
    var at: Int64 = 0
    while at < bytes {
      var step = min(8, alignment)
      while step > bytes - at { step /= 2 }
      load(unit(step), .valueScratch, from: source.moved(by: at))
      store(.valueScratch, size: step, at: target.moved(by: at))
      at += step
    }
    for register in held { pool.release(register) }
  }

  private func isFar(_ place: Place, _ bytes: Int64) -> Bool {
    switch place {
    case .frame(let offset), .register(_, let offset):
      !Encoding.fits(offset) || !Encoding.fits(offset &+ bytes)
    case .symbol, .thread: true
    }
  }

  /// Sets bytes to zero.
  mutating func clear(_ place: Place, bytes: Int64, alignment: Int64) {
    let step = min(8, alignment)
    if bytes / step <= Self.unrolledMax, !isFar(place, bytes) {
      var at: Int64 = 0
      while at < bytes {
        var step = step
        while step > bytes - at { step /= 2 }
        store(.zero, size: step, at: place.moved(by: at))
        at += step
      }
      return
    }
    let target = Register.argument(6)
    let end = Register.argument(7)
    let saved = saveLoopRegisters()
    loadAddress(target, of: place)
    code.add(end, target, bytes / step * step)
    let again = code.label()
    code.bind(again)
    code.emit(Encoding.store(size: step, .zero, target, 0))
    code.emit(.add(isWord: false), target, target, step)
    code.branch(.notEqual, target, end, again)
    restoreLoopRegisters(saved)
  }

  /// Arguments may already be in the registers of a loop.
  private mutating func saveLoopRegisters() -> Place? {
    guard busyArguments > 5 else { return nil }
    let place = Place.frame(frame.addTemporary(bytes: 24))
    for index in 0..<3 {
      store(.argument(5 + index), size: 8, at: place.moved(by: Int64(index) * 8))
    }
    return place
  }

  private mutating func restoreLoopRegisters(_ saved: Place?) {
    guard let saved else { return }
    for index in 0..<3 {
      load(.long, .argument(5 + index), from: saved.moved(by: Int64(index) * 8))
    }
  }
}
