/// What variables start with.
extension Linker {
  /// How many bytes a thread has of its own behind the place where its thread pointer points to, for the
  /// library.
  static var threadControlBytes: Int { 128 }

  /// Makes room in a section.
  ///
  /// - Returns: Where it is.
  mutating func reserve(_ bytes: Int, in section: Section, _ alignment: Int) -> Int {
    switch section {
    case .readOnly: Self.reserve(bytes, in: &readOnly, alignment)
    case .thread: Self.reserve(bytes, in: &threadTemplate, alignment)
    case .data, .text, .zeroed: Self.reserve(bytes, in: &data, alignment)
    }
  }

  private static func reserve(_ count: Int, in bytes: inout [UInt8], _ alignment: Int) -> Int {
    let start = (bytes.count + alignment - 1) / alignment * alignment
    bytes.append(contentsOf: repeatElement(0, count: start - bytes.count + count))
    return start
  }

  private mutating func set(_ byte: UInt8, in section: Section, at index: Int) {
    switch section {
    case .readOnly: readOnly[index] = byte
    case .thread: threadTemplate[index] = byte
    case .data, .text, .zeroed: data[index] = byte
    }
  }

  mutating func set(_ value: Int64, bytes: Int64, in section: Section, at index: Int) {
    for byte in 0..<Int(bytes) {
      set(UInt8(truncatingIfNeeded: value &>> Int64(byte * 8)), in: section, at: index + byte)
    }
  }

  /// Puts a variable's values where it is.
  mutating func write(
    _ variable: GlobalVariable, _ size: Int, in section: Section, at start: Int, _ module: Int
  ) {
    let program = modules[module].program
    let first = Int(variable.firstInitializer)
    for initializer in program.initializers[first..<first + Int(variable.initializerCount)] {
      let at = start + Int(initializer.offset)
      let expression = program[initializer.value]
      if case .string(let number) = expression.kind {
        let room = Int(program.types.size(of: expression.type.type) ?? 0)
        for (index, byte) in program.strings[Int(number)].prefix(room).enumerated() {
          set(byte, in: section, at: at + index)
        }
        continue
      }
      let bytes = program.types.size(of: expression.type.type) ?? 8
      let (symbol, number) = constant(initializer.value, program, module)
      if let symbol {
        dataRelocations.append(
          DataRelocation(section: section, at: at, symbol: symbol, addend: number))
      } else {
        set(number, bytes: bytes, in: section, at: at)
      }
    }
  }

  /// The value of a constant expression: a number, or a symbol's address and a distance.
  ///
  /// What is constant is what `Parser.isConstant` says.
  private mutating func constant(
    _ id: ExpressionID, _ program: Program, _ module: Int
  ) -> (SymbolID?, Int64) {
    switch program[id].kind {
    case .integer(let number): return (nil, number)
    case .convert(let inner): return constant(inner, program, module)
    case .address(let object): return place(object, program, module)
    case .offset(let pointer, let index, let scale):
      let (symbol, number) = constant(pointer, program, module)
      guard case .integer(let count) = program[index].kind else { return (symbol, number) }
      return (symbol, number &+ count &* scale)
    default: return (nil, 0)
    }
  }

  private mutating func place(
    _ id: ExpressionID, _ program: Program, _ module: Int
  ) -> (SymbolID?, Int64) {
    switch program[id].kind {
    case .string(let number): return (string(number, of: module), 0)
    case .function(let number): return (function(number, of: module), 0)
    case .global(let number): return (global(number, of: module), 0)
    case .dereference(let pointer): return constant(pointer, program, module)
    case .member(let outer, let offset):
      let (symbol, number) = place(outer, program, module)
      return (symbol, number &+ offset)
    default: return (nil, 0)
    }
  }
}
