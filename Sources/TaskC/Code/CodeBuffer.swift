/// A place in a function that is jumped to.
struct Label: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32
}

/// Something with an address that is known when everything is laid out.
struct SymbolID: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32
}

/// How far the jumps of a function reach.
///
/// A function is made with the shortest ones; if one of them does not reach, it is made once more.
enum Reach: UInt8, Sendable {
  /// Branches to 4 KiB away.
  case near
  /// Branches around a jump to 1 MiB away.
  case medium
  /// Branches around a jump to anywhere.
  case far
}

/// An instruction that needs the address of a symbol.
struct Relocation: Sendable {
  enum Kind: Sendable {
    /// The upper 20 bits, as `lui` has them.
    case upper
    /// The lower 12 bits, as an addition or a load has them.
    case lower
    /// The lower 12 bits, as a store has them.
    case lowerOfStore
    /// The distance of a call, of one instruction or two.
    case call
    /// The distance from the thread pointer, in 12 bits.
    case thread
    case threadOfStore
  }

  var kind: Kind
  /// The index of the instruction.
  var at: Int32
  var symbol: SymbolID
  var addend: Int64
}

/// The instructions of a program, function by function.
struct CodeBuffer: Sendable {
  private struct Fixup {
    var at: Int32
    var label: Label
    var isBranch: Bool
  }

  private(set) var words: [UInt32] = []
  private(set) var relocations: [Relocation] = []
  /// Whether calls reach anywhere; otherwise 1 MiB.
  var hasFarCalls = false
  /// How far the jumps of the function reach that is being made.
  var reach = Reach.near

  /// By label of the function: the index of its instruction, or -1.
  private var labels: [Int32] = []
  private var fixups: [Fixup] = []
  /// The index of the instruction that the last label stands before.
  private var lastBound: Int32 = -1

  /// The index of the next instruction.
  var count: Int32 { Int32(truncatingIfNeeded: words.count) }

  // MARK: - Instructions

  mutating func emit(_ word: UInt32) { words.append(word) }

  mutating func emit(
    _ operation: Encoding.Operation, _ target: Register, _ left: Register, _ right: Register
  ) {
    words.append(Encoding.register(operation, target, left, right))
  }

  mutating func emit(
    _ operation: Encoding.Immediate, _ target: Register, _ source: Register, _ number: Int64
  ) {
    words.append(Encoding.immediate(operation, target, source, number))
  }

  mutating func move(_ target: Register, _ source: Register) {
    if target != source { emit(.add(isWord: false), target, source, 0) }
  }

  /// Loads a number, in up to eight instructions.
  mutating func loadNumber(_ target: Register, _ number: Int64) {
    if Encoding.fits(number) {
      emit(.add(isWord: false), target, .zero, number)
    } else if number >= -0x8000_0000, number <= 0x7fff_ffff {
      emit(Encoding.loadUpper(target, Encoding.upper(number)))
      let low = (number &<< 52) &>> 52
      if low != 0 { emit(.add(isWord: true), target, target, low) }
    } else {
      let low = (number &<< 52) &>> 52
      var rest = (number &- low) &>> 12
      var shift: Int64 = 12
      while rest & 1 == 0, shift < 63 {
        rest &>>= 1
        shift += 1
      }
      loadNumber(target, rest)
      emit(.shiftLeft(isWord: false), target, target, shift)
      if low != 0 { emit(.add(isWord: false), target, target, low) }
    }
  }

  /// Adds a number of any size; changes ``Register/addressScratch`` if it is large.
  mutating func add(_ target: Register, _ source: Register, _ number: Int64) {
    if number == 0 {
      move(target, source)
    } else if Encoding.fits(number) {
      emit(.add(isWord: false), target, source, number)
    } else {
      loadNumber(.addressScratch, number)
      emit(.add(isWord: false), target, source, .addressScratch)
    }
  }

  // MARK: - Symbols

  mutating func relocate(
    _ kind: Relocation.Kind, _ symbol: SymbolID, _ addend: Int64, _ word: UInt32
  ) {
    relocations.append(Relocation(kind: kind, at: count, symbol: symbol, addend: addend))
    words.append(word)
  }

  mutating func loadUpper(_ target: Register, _ symbol: SymbolID, _ addend: Int64) {
    relocate(.upper, symbol, addend, Encoding.loadUpper(target, 0))
  }

  mutating func loadAddress(_ target: Register, _ symbol: SymbolID, _ addend: Int64 = 0) {
    loadUpper(target, symbol, addend)
    relocate(
      .lower, symbol, addend, Encoding.immediate(.add(isWord: false), target, target, 0))
  }

  /// Calls a function, or jumps to it as the last thing when nothing is linked.
  mutating func call(_ symbol: SymbolID, link: Register = .returnAddress) {
    let scratch = link == .zero ? Register.addressScratch : link
    if hasFarCalls {
      relocate(.call, symbol, 0, Encoding.addUpperToCounter(scratch, 0))
      words.append(Encoding.jump(link, to: scratch, 0))
    } else {
      relocate(.call, symbol, 0, Encoding.jump(link, 0))
    }
  }

  // MARK: - Labels

  /// Starts a function, in which there are no labels yet.
  mutating func startFunction(reach: Reach) {
    self.reach = reach
    labels.removeAll(keepingCapacity: true)
    fixups.removeAll(keepingCapacity: true)
    lastBound = -1
  }

  mutating func label() -> Label {
    labels.append(-1)
    return Label(rawValue: Int32(truncatingIfNeeded: labels.count - 1))
  }

  mutating func bind(_ label: Label) {
    labels[Int(label.rawValue)] = count
    lastBound = count
  }

  mutating func jump(_ label: Label) {
    fixups.append(Fixup(at: count, label: label, isBranch: false))
    if reach == .far {
      words.append(Encoding.addUpperToCounter(.addressScratch, 0))
      words.append(Encoding.jump(.zero, to: .addressScratch, 0))
    } else {
      words.append(Encoding.jump(.zero, 0))
    }
  }

  mutating func branch(
    _ comparison: Encoding.Comparison, _ left: Register, _ right: Register, _ label: Label
  ) {
    if reach == .near {
      fixups.append(Fixup(at: count, label: label, isBranch: true))
      words.append(Encoding.branch(comparison, left, right, 0))
    } else {
      words.append(
        Encoding.branch(comparison.negated, left, right, reach == .medium ? 8 : 12))
      jump(label)
    }
  }

  /// Binds a label behind what has been made, and takes back a jump to it that is the last thing.
  mutating func bindDroppingJump(_ label: Label) {
    if reach != .far, let last = fixups.last, last.label == label, !last.isBranch,
      last.at == count - 1, lastBound != count, !isBranchedOver(last.at)
    {
      fixups.removeLast()
      words.removeLast()
    }
    bind(label)
  }

  /// Whether the instruction before jumps over one.
  private func isBranchedOver(_ index: Int32) -> Bool {
    reach != .near && index > 0 && words[Int(index) - 1] & 0x7f == 0x63
  }

  /// Fills in the distances of a function's jumps.
  ///
  /// - Returns: Whether all of them reach.
  mutating func endFunction() -> Bool {
    for fixup in fixups {
      let at = Int(fixup.at)
      let distance = Int64(labels[Int(fixup.label.rawValue)] - fixup.at) * 4
      if fixup.isBranch {
        if distance < -4096 || distance >= 4096 { return false }
        let word = words[at]
        words[at] = word | Encoding.branch(.equal, .zero, .zero, distance)
      } else if reach == .far {
        words[at] |= Encoding.loadUpper(.zero, Encoding.upper(distance)) & ~0xfff
        words[at + 1] |= UInt32(truncatingIfNeeded: distance & 0xfff) << 20
      } else {
        if distance < -0x10_0000 || distance >= 0x10_0000 { return false }
        words[at] = Encoding.jump(.zero, distance)
      }
    }
    return true
  }

  /// Takes back what was made since there were so many instructions.
  mutating func rewind(to count: Int32) {
    words.removeSubrange(Int(count)...)
    while let last = relocations.last, last.at >= count { relocations.removeLast() }
  }

  /// Replaces an instruction.
  mutating func patch(_ index: Int32, _ word: UInt32) { words[Int(index)] = word }

  // MARK: - Linking

  /// Fills in an address.
  ///
  /// - Parameters:
  ///   - relocation: What needs it.
  ///   - value: The address; of a call, the distance; of a thread's variable, that from its pointer.
  /// - Returns: Whether it reaches.
  mutating func apply(_ relocation: Relocation, _ value: Int64) -> Bool {
    let at = Int(relocation.at)
    switch relocation.kind {
    case .upper:
      words[at] |= Encoding.loadUpper(.zero, Encoding.upper(value)) & ~0xfff
    case .lower, .thread:
      words[at] |= UInt32(truncatingIfNeeded: value & 0xfff) << 20
    case .lowerOfStore, .threadOfStore:
      words[at] |= Encoding.store(size: 1, .zero, .zero, value) & ~0x7f
    case .call:
      if hasFarCalls {
        words[at] |= Encoding.loadUpper(.zero, Encoding.upper(value)) & ~0xfff
        words[at + 1] |= UInt32(truncatingIfNeeded: value & 0xfff) << 20
      } else {
        if value < -0x10_0000 || value >= 0x10_0000 { return false }
        words[at] |= Encoding.jump(.zero, value) & ~0xfff
      }
    }
    return true
  }
}
