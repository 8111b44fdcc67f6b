/// A program, or a part of the library, that is linked with others.
struct Module: Sendable {
  var program: Program
  var needs: Needs
  /// What it is called in the table of lines.
  var path: String
  /// By the program's numbers: symbols, or -1 where none is needed so far.
  var functions: [Int32]
  var globals: [Int32]
  var strings: [Int32]
  /// By function: which of the instructions it is, or -1.
  var atomicCalls: [Int8]

  init(_ program: Program, path: String) {
    self.program = program
    self.path = path
    needs = Needs(program)
    functions = Array(repeating: -1, count: program.functions.count)
    globals = Array(repeating: -1, count: program.globals.count)
    strings = Array(repeating: -1, count: program.strings.count)
    atomicCalls = program.functions.map { function in
      guard function.body == nil, function.isFromHeader else { return -1 }
      let name = program.names.bytes(of: function.name)
      let index = CodeGenerator.AtomicCall.allCases.firstIndex {
        Array($0.name.utf8)[...] == name
      }
      return index.map { Int8($0) } ?? -1
    }
  }
}

/// Finds what names mean across a program and the library, and gives everything an address.
///
/// The first module is the program; each of its functions is made. Of the library only what is used is.
struct Linker {
  /// Where things are kept.
  enum Section: UInt8 {
    case text
    case readOnly
    case data
    /// Zeroes.
    case zeroed
    /// What each thread has of its own.
    case thread
  }

  /// Something with an address.
  struct Symbol {
    var section: Section
    /// Where it begins, in bytes from its section's start.
    var offset: Int64
    /// Whether it has its place, which a function has once it is made.
    var isPlaced: Bool
  }

  /// Why there is no program.
  enum Failure {
    case undefined(offset: Int32, length: Int32, name: String)
    case noMain
    case tooComplex
    case frameTooLarge
    case dataTooLarge
    case threadDataTooLarge
  }

  /// What waits to be made.
  enum Work {
    case function(Int32, module: Int)
    case routine(Routine)
  }

  /// A function that has been made.
  struct Made {
    var module: Int
    var function: Int32
    var start: Int32
    var end: Int32
    /// By variable, its distance from the frame pointer.
    var offsets: [Int64]
  }

  /// A number or an address in the data.
  struct DataRelocation {
    var section: Section
    var at: Int
    var symbol: SymbolID
    var addend: Int64
  }

  /// What the library asks of the threads' own variables.
  enum ThreadSymbol: UInt8, CaseIterable {
    /// What they start with.
    case template
    /// How many bytes they are.
    case size
    /// Behind those of the first task, where its thread pointer points to.
    case firstBlock

    var name: String {
      switch self {
      case .template: "__tls_template"
      case .size: "__tls_size"
      case .firstBlock: "__tls_first"
      }
    }
  }

  /// The most bytes of variables that start with something.
  static var initializedBytesMax: Int { 64 << 20 }
  /// The most bytes that all variables together may have.
  static var bytesMax: Int64 { 1 << 30 }
  /// The most bytes of the threads' own variables: an instruction reaches as far.
  static var threadBytesMax: Int { 2032 }

  var modules: [Module]
  private(set) var symbols: [Symbol] = []
  private(set) var work: [Work] = []
  private var nextWork = 0
  private(set) var made: [Made] = []
  private(set) var madeRoutines: [(routine: Routine, start: Int32, end: Int32)] = []
  private(set) var failures: [Failure] = []
  var dataRelocations: [DataRelocation] = []

  var readOnly: [UInt8] = []
  var data: [UInt8] = []
  var zeroedBytes: Int64 = 0
  var threadTemplate: [UInt8] = []

  private let exports: LibraryExports
  private var routines = [Int32](repeating: -1, count: Routine.allCases.count)
  /// By ``ThreadSymbol``, or -1.
  private var threadSymbols = [Int32](repeating: -1, count: ThreadSymbol.allCases.count)

  init(_ program: Program, path: String, _ library: Library) {
    modules = [Module(program, path: path)] + library.modules
    exports = library.exports
  }

  // MARK: - Failures

  mutating func fail(_ failure: Failure) {
    if failures.count < Complaints.countMax { failures.append(failure) }
  }

  // MARK: - Work

  /// What is to be made next.
  mutating func next() -> Work? {
    guard nextWork < work.count else { return nil }
    nextWork += 1
    return work[nextWork - 1]
  }

  /// Says where a function is.
  mutating func define(
    _ function: Int32, of module: Int, from start: Int32, to end: Int32, offsets: [Int64]
  ) {
    let symbol = Int(modules[module].functions[Int(function)])
    symbols[symbol].offset = Int64(start) * 4
    symbols[symbol].isPlaced = true
    made.append(
      Made(module: module, function: function, start: start, end: end, offsets: offsets))
  }

  mutating func define(_ routine: Routine, at start: Int32) {
    let symbol = Int(routines[Int(routine.rawValue)])
    symbols[symbol].offset = Int64(start) * 4
    symbols[symbol].isPlaced = true
    madeRoutines.append((routine, start, start))
  }

  mutating func define(end: Int32, of routine: Routine) {
    if let last = madeRoutines.indices.last { madeRoutines[last].end = end }
  }

  /// Gives the symbols of the threads' own variables their places, when all of them are known.
  mutating func placeThreadSymbols() {
    let size = threadBytes
    threadTemplate.append(contentsOf: repeatElement(0, count: size - threadTemplate.count))
    for symbol in ThreadSymbol.allCases {
      let number = Int(threadSymbols[Int(symbol.rawValue)])
      if number < 0 { continue }
      var start = 0
      switch symbol {
      case .template:
        start = reserve(size, in: .readOnly, 16)
        for (index, byte) in threadTemplate.enumerated() { readOnly[start + index] = byte }
      case .size:
        start = reserve(8, in: .readOnly, 8)
        set(Int64(size), bytes: 8, in: .readOnly, at: start)
      case .firstBlock:
        start = reserve(size + Self.threadControlBytes, in: .data, 16)
        for (index, byte) in threadTemplate.enumerated() { data[start + index] = byte }
        start += size
      }
      symbols[number].offset = Int64(start)
      symbols[number].isPlaced = true
    }
  }

  /// How many bytes each thread has of its own before the place where its thread pointer points to.
  var threadBytes: Int { (threadTemplate.count + 15) & ~15 }

  private mutating func addSymbol(
    _ section: Section, _ offset: Int64, isPlaced: Bool
  ) -> Int32 {
    symbols.append(Symbol(section: section, offset: offset, isPlaced: isPlaced))
    return Int32(truncatingIfNeeded: symbols.count - 1)
  }

  // MARK: - Functions

  func isMain(_ function: Function, of module: Int) -> Bool {
    module == 0 && modules[0].program.names.bytes(of: function.name) == Array("main".utf8)[...]
  }

  func atomicCall(_ function: Int32, of module: Int) -> CodeGenerator.AtomicCall? {
    let index = Int(modules[module].atomicCalls[Int(function)])
    return index < 0 ? nil : CodeGenerator.AtomicCall.allCases[index]
  }

  /// A function's symbol; it is made, wherever it is.
  mutating func function(_ index: Int32, of module: Int) -> SymbolID {
    let known = modules[module].functions[Int(index)]
    if known >= 0 { return SymbolID(rawValue: known) }
    let symbol: Int32
    let function = modules[module].program.functions[Int(index)]
    if function.body != nil {
      symbol = addSymbol(.text, 0, isPlaced: false)
      work.append(.function(index, module: module))
    } else {
      let name = modules[module].program.names.bytes(of: function.name)
      symbol = find(function: name) ?? undefined(function.offset, name, of: module)
    }
    modules[module].functions[Int(index)] = symbol
    return SymbolID(rawValue: symbol)
  }

  private mutating func undefined(
    _ offset: Int32, _ name: ArraySlice<UInt8>, of module: Int
  ) -> Int32 {
    fail(
      .undefined(
        offset: module == 0 ? offset : 0, length: module == 0 ? Int32(name.count) : 1,
        name: String(decoding: name, as: UTF8.self)))
    return addSymbol(.zeroed, 0, isPlaced: true)
  }

  /// A function of the library, or the program's `main`.
  private mutating func find(function name: ArraySlice<UInt8>) -> Int32? {
    if let routine = Routine.allCases.first(where: { Array($0.name.utf8)[...] == name }) {
      return self.routine(routine)
    }
    if let found = exports.function(name) {
      return function(found.index, of: found.module).rawValue
    }
    let functions = modules[0].program.functions
    if name == Array("main".utf8)[...] {
      if let index = functions.firstIndex(where: { isMain($0, of: 0) && $0.body != nil }) {
        return function(Int32(index), of: 0).rawValue
      }
      fail(.noMain)
      return addSymbol(.zeroed, 0, isPlaced: true)
    }
    return nil
  }

  /// A function of the library that code needs without saying so.
  mutating func libraryFunction(_ name: String) -> SymbolID {
    SymbolID(
      rawValue: find(function: Array(name.utf8)[...])
        ?? undefined(0, Array(name.utf8)[...], of: 1))
  }

  /// A routine's symbol; it is made.
  mutating func routine(_ routine: Routine) -> Int32 {
    let known = routines[Int(routine.rawValue)]
    if known >= 0 { return known }
    let symbol = addSymbol(.text, 0, isPlaced: false)
    routines[Int(routine.rawValue)] = symbol
    work.append(.routine(routine))
    return symbol
  }

  // MARK: - Variables

  func isThreadLocal(_ symbol: SymbolID) -> Bool {
    symbols[Int(symbol.rawValue)].section == .thread
  }

  /// A variable's symbol; it gets its place, wherever it is.
  mutating func global(_ index: Int32, of module: Int) -> SymbolID {
    let known = modules[module].globals[Int(index)]
    if known >= 0 { return SymbolID(rawValue: known) }
    let variable = modules[module].program.globals[Int(index)]
    var symbol: Int32
    if variable.isDefined {
      symbol = placeGlobal(variable, index, of: module)
    } else {
      let name = modules[module].program.names.bytes(of: variable.name)
      symbol =
        findGlobal(name, of: module) ?? undefined(variable.offset, name, of: module)
    }
    modules[module].globals[Int(index)] = symbol
    return SymbolID(rawValue: symbol)
  }

  private mutating func findGlobal(_ name: ArraySlice<UInt8>, of module: Int) -> Int32? {
    // One that a block declares is the file's.
    let program = modules[module].program
    if let here = program.globals.firstIndex(where: {
      $0.isDefined && program.names.bytes(of: $0.name) == name
    }) {
      return global(Int32(here), of: module).rawValue
    }
    if let symbol = threadSymbol(name) { return symbol }
    guard let found = exports.global(name) else { return nil }
    return global(found.index, of: found.module).rawValue
  }

  private mutating func threadSymbol(_ name: ArraySlice<UInt8>) -> Int32? {
    ThreadSymbol.allCases.first { Array($0.name.utf8)[...] == name }
      .map { threadSymbol($0).rawValue }
  }

  mutating func threadSymbol(_ symbol: ThreadSymbol) -> SymbolID {
    let index = Int(symbol.rawValue)
    if threadSymbols[index] < 0 {
      threadSymbols[index] = addSymbol(
        symbol == .firstBlock ? .data : .readOnly, 0, isPlaced: false)
    }
    return SymbolID(rawValue: threadSymbols[index])
  }

  /// A string's symbol.
  mutating func string(_ index: Int32, of module: Int) -> SymbolID {
    let known = modules[module].strings[Int(index)]
    if known >= 0 { return SymbolID(rawValue: known) }
    let symbol = addSymbol(.readOnly, Int64(readOnly.count), isPlaced: true)
    readOnly += modules[module].program.strings[Int(index)]
    readOnly.append(0)
    modules[module].strings[Int(index)] = symbol
    return SymbolID(rawValue: symbol)
  }

  private mutating func placeGlobal(
    _ variable: GlobalVariable, _ index: Int32, of module: Int
  ) -> Int32 {
    let program = modules[module].program
    let size = program.types.size(of: variable.type.type) ?? 0
    let alignment = Int(size >= 8 ? 8 : program.types.alignment(of: variable.type.type))
    if !variable.isThreadLocal,
      variable.initializerCount == 0 || isZero(variable, program)
    {
      zeroedBytes = (zeroedBytes + Int64(alignment) - 1) / Int64(alignment) * Int64(alignment)
      let symbol = addSymbol(.zeroed, zeroedBytes, isPlaced: true)
      zeroedBytes += size
      if zeroedBytes > Self.bytesMax {
        zeroedBytes = 0
        fail(.dataTooLarge)
      }
      return symbol
    }
    let section: Section =
      variable.isThreadLocal ? .thread : isConst(variable.type, program) ? .readOnly : .data
    if section == .thread, threadTemplate.count + Int(size) > Self.threadBytesMax {
      fail(.threadDataTooLarge)
      return addSymbol(section, 0, isPlaced: true)
    }
    if Int64(readOnly.count + data.count) + size > Int64(Self.initializedBytesMax) {
      fail(.dataTooLarge)
      return addSymbol(section, 0, isPlaced: true)
    }
    // It has its place before its values, which may be its own address.
    let start = reserve(Int(size), in: section, alignment)
    let symbol = addSymbol(section, Int64(start), isPlaced: true)
    modules[module].globals[Int(index)] = symbol
    write(variable, Int(size), in: section, at: start, module)
    return symbol
  }

  /// Whether a variable can't be changed, so that it is kept where nothing can be.
  private func isConst(_ type: QualifiedType, _ program: Program) -> Bool {
    var type = type
    while case .array(let element, _) = program.types[type.type] {
      if type.qualifiers.contains(.const) { return true }
      type = element
    }
    return type.qualifiers.contains(.const) && !type.qualifiers.contains(.volatile)
  }

  /// Whether all that a variable starts with is zero.
  private func isZero(_ variable: GlobalVariable, _ program: Program) -> Bool {
    let first = Int(variable.firstInitializer)
    return program.initializers[first..<first + Int(variable.initializerCount)].allSatisfy {
      if case .integer(0) = program[$0.value].kind { true } else { false }
    }
  }
}
