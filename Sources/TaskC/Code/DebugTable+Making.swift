extension DebugTable {
  /// Makes the table of a program that has been laid out.
  init(
    _ marks: [CodeGenerator.LineMark], _ linker: Linker, _ layout: Executable, _ text: SourceText
  ) {
    var finders = [PlaceFinder(text)]
    for module in 1..<linker.modules.count {
      finders.append(PlaceFinder(Library.texts[module - 1]))
    }
    files = linker.modules.map { $0.path }
    let start = UInt64(layout.textAddress)
    lines = marks.map { mark in
      Line(
        address: start + UInt64(mark.at) * 4,
        place: mark.module < 0
          ? nil : finders[Int(mark.module)].place(of: Int(mark.offset), file: Int(mark.module)))
    }
    var functions = linker.made.map { made in
      let module = linker.modules[made.module]
      let function = module.program.functions[Int(made.function)]
      let finder = finders[made.module]
      let count = module.program.types.signature(of: function.type)?.parameters.count ?? 0
      return Function(
        name: module.program.names.text(function.name),
        code: start + UInt64(made.start) * 4..<start + UInt64(made.end) * 4,
        place: finder.place(of: Int(function.offset), file: made.module),
        locals: made.offsets.prefix(Int(function.localCount)).enumerated().map { index, offset in
          let local = module.program.locals[Int(function.firstLocal) + index]
          return Local(
            variable: Self.variable(
              local.name, local.type, local.offset, module.program, finder, made.module),
            frameOffset: offset, isParameter: index < count)
        })
    }
    functions += linker.madeRoutines.map { made in
      Function(
        name: made.routine.name,
        code: start + UInt64(made.start) * 4..<start + UInt64(made.end) * 4, place: nil,
        locals: [])
    }
    functions.sort { $0.code.lowerBound < $1.code.lowerBound }
    self.functions = functions
    globals = Self.globals(linker, layout, finders)
  }

  private static func globals(
    _ linker: Linker, _ layout: Executable, _ finders: [PlaceFinder]
  ) -> [Global] {
    var globals: [Global] = []
    for (number, module) in linker.modules.enumerated() {
      for (index, variable) in module.program.globals.enumerated()
      where variable.isDefined && module.globals[index] >= 0 {
        globals.append(
          Global(
            variable: Self.variable(
              variable.name, variable.type, variable.offset, module.program, finders[number],
              number),
            address: layout.address(of: SymbolID(rawValue: module.globals[index])),
            isThreadLocal: variable.isThreadLocal))
      }
    }
    return globals
  }

  private static func variable(
    _ name: NameID, _ type: QualifiedType, _ offset: Int32, _ program: Program,
    _ finder: PlaceFinder, _ file: Int
  ) -> Variable {
    Variable(
      name: program.names.text(name), type: program.types.text(type, program.names),
      layout: DebugLayout(type.type, program, depth: 0),
      bytes: UInt64(program.types.size(of: type.type) ?? 0),
      place: finder.place(of: Int(offset), file: file))
  }
}

extension DebugLayout {
  /// How many types may be in one another, or be pointed to one after the other.
  private static var depthMax: Int { 4 }

  init(_ type: TypeID, _ program: Program, depth: Int) {
    switch program.types[type] {
    case .error, .void, .function: self = .opaque
    case .integer(.char): self = .character
    case .integer(let kind):
      self = .integer(bytes: Int(kind.size), isSigned: kind.isSigned)
    case .pointer(let target):
      self = .pointer(
        to: depth < Self.depthMax ? DebugLayout(target.type, program, depth: depth + 1) : nil)
    case .array(let element, let count):
      self = .array(of: DebugLayout(element.type, program, depth: depth), count: Int(count))
    case .structure(let number):
      if depth >= Self.depthMax {
        self = .opaque
        return
      }
      self = .structure(
        program.types.structures[Int(number)].members.map { member in
          Member(
            name: program.names.text(member.name), offset: Int(member.offset),
            layout: DebugLayout(member.type.type, program, depth: depth + 1))
        })
    }
  }
}

/// Finds lines and columns.
struct PlaceFinder {
  private let text: SourceText
  /// Where the lines start.
  private var starts: [Int32] = [0]

  init(_ text: SourceText) {
    self.text = text
    for index in 0..<text.count where text.bytes[index] == Character.newline {
      starts.append(Int32(truncatingIfNeeded: index + 1))
    }
  }

  func place(of offset: Int, file: Int) -> DebugTable.Place {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    let start = Int(starts[max(0, low - 1)])
    var column = 1
    for index in start..<max(start, min(offset, text.count))
    where text.bytes[index] & 0xc0 != 0x80 {
      column += 1
    }
    return DebugTable.Place(file: file, line: max(1, low), column: column)
  }
}
