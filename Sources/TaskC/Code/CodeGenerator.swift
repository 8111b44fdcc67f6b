/// Makes machine code of functions.
///
/// # Theory of operation
///
/// An expression's value is calculated in a register of a small pool, its operands from the left to the
/// right; ``Needs`` says beforehand how many registers a part needs, so the pool never runs out.
/// Every variable has its place in memory, and every use of one is a load or a store: what a debugger
/// shows of a variable is always what it is.
///
/// In a register a number is as its type holds it, extended to 64 bits: by zeroes for the unsigned
/// types of one and two bytes, by the sign for all others, `unsigned` among them, as the ABI has it.
///
/// The order in which operands are calculated is that of GCC where C leaves it open: arguments
/// from the last to the first, what is called before them, a value before the place that it goes to,
/// and a variable behind a call beside it if they may change places.
///
/// A function's frame, from its end downwards: the return address, the caller's frame pointer, the
/// variables, temporaries, arguments for calls that take more than eight words. The frame pointer is
/// the frame's end.
///
/// Source: RISC-V ABIs Specification 1.0, "Integer Calling Convention".
struct CodeGenerator {
  var code = CodeBuffer()
  var linker: Linker
  var lines: [LineMark] = []

  /// The program whose function is being made, and its number.
  var program: Program
  var module: Int = 0
  var needs: Needs

  var pool = RegisterPool()
  var frame = Frame()
  /// Where `break` and `continue` lead, the innermost last.
  var breaks: [Label] = []
  var continues: [Label] = []
  /// The labels of the `switch` statements around, in the order of the text, the innermost last.
  var choices: [Choice] = []
  var end = Label(rawValue: 0)
  /// The function's first variable.
  var firstLocal: Int32 = 0
  /// How many of the arguments' registers may hold arguments.
  var busyArguments = 0
  var signature = Signature(
    result: QualifiedType(type: .void), parameters: [], isVariadic: false)
  var isMain = false

  /// The code from an address on belongs to a place of the text.
  struct LineMark: Sendable {
    var at: Int32
    var module: Int32
    var offset: Int32
  }

  /// The labels of a `switch` that have not been reached yet.
  struct Choice {
    var labels: [Label]
    var next = 0
  }

  /// Where a function has its variables, as distances from the frame pointer.
  struct Frame {
    /// What is below the frame pointer before the variables: two registers.
    static var savedBytes: Int64 { 16 }

    /// By variable, counted from the function's first.
    var offsets: [Int64] = []
    var localBytes: Int64 = 0
    /// Temporaries of the statement that is being made, and the most of any statement.
    var temporaryBytes: Int64 = 0
    var temporaryBytesMax: Int64 = 0
    /// The arguments on the stack of any call.
    var argumentBytes: Int64 = 0
    /// Where the address is kept at which the function puts a structure.
    var resultOffset: Int64 = 0
    /// Whether its size fits into one instruction.
    var isLarge = false

    var bytes: Int64 {
      (Self.savedBytes + ((localBytes + 7) & ~7) + temporaryBytesMax + argumentBytes + 15) & ~15
    }

    mutating func addLocal(bytes: Int64, alignment: Int64) -> Int64 {
      localBytes = (localBytes + bytes + alignment - 1) / alignment * alignment
      return -Self.savedBytes - localBytes
    }

    /// A place for some bytes until the statement ends.
    mutating func addTemporary(bytes: Int64) -> Int64 {
      temporaryBytes += (bytes + 7) & ~7
      temporaryBytesMax = max(temporaryBytesMax, temporaryBytes)
      return -Self.savedBytes - ((localBytes + 7) & ~7) - temporaryBytes
    }
  }

  init(_ linker: Linker) {
    self.linker = linker
    program = linker.modules[0].program
    needs = linker.modules[0].needs
  }

  // MARK: - Functions

  /// Makes a function's code, as often as it takes until its jumps reach and its frame is known.
  mutating func generate(_ index: Int32, of module: Int) {
    enter(module)
    let start = code.count
    let markCount = lines.count
    var reach = Reach.near
    frame.isLarge = false
    while true {
      generateOnce(program.functions[Int(index)], reach)
      let isTooLarge = !frame.isLarge && frame.bytes > 2032
      let reaches = code.endFunction()
      if reaches, !isTooLarge { break }
      if isTooLarge { frame.isLarge = true }
      if !reaches { reach = reach == .near ? .medium : .far }
      code.rewind(to: start)
      lines.removeSubrange(markCount...)
    }
    linker.define(
      index, of: module, from: start, to: code.count,
      offsets: frame.offsets)
  }

  private mutating func enter(_ module: Int) {
    if self.module == module { return }
    self.module = module
    program = linker.modules[module].program
    needs = linker.modules[module].needs
  }

  private mutating func generateOnce(_ function: Function, _ reach: Reach) {
    guard let body = function.body, let signature = program.types.signature(of: function.type)
    else { return }
    code.startFunction(reach: reach)
    self.signature = signature
    isMain = linker.isMain(function, of: module)
    pool = RegisterPool()
    breaks = []
    continues = []
    choices = []
    end = code.label()
    let isLarge = frame.isLarge
    frame = Frame()
    frame.isLarge = isLarge
    mark(function.offset)
    let prologue = code.count
    for _ in 0..<(isLarge ? 7 : 4) { code.emit(0) }
    placeLocals(function)
    storeParameters()
    statement(body)
    if isMain { code.loadNumber(.result, 0) }
    code.bindDroppingJump(end)
    mark(function.offset)
    writeFrame(at: prologue)
  }

  /// Fills in the start of the function, and makes its end.
  private mutating func writeFrame(at prologue: Int32) {
    let size = frame.bytes
    if size > TypeTable.bytesMax { linker.fail(.frameTooLarge) }
    let first = frame.isLarge ? 16 : size
    var words = [
      Encoding.immediate(.add(isWord: false), .stackPointer, .stackPointer, -first),
      Encoding.store(size: 8, .returnAddress, .stackPointer, first - 8),
      Encoding.store(size: 8, .framePointer, .stackPointer, first - 16),
      Encoding.immediate(.add(isWord: false), .framePointer, .stackPointer, first),
    ]
    if frame.isLarge {
      let rest = first - size
      words += [
        Encoding.loadUpper(.addressScratch, Encoding.upper(rest)),
        Encoding.immediate(
          .add(isWord: true), .addressScratch, .addressScratch, rest & 0xfff),
        Encoding.register(.add(isWord: false), .stackPointer, .stackPointer, .addressScratch),
      ]
      code.emit(.add(isWord: false), .stackPointer, .framePointer, -16)
    }
    for (index, word) in words.enumerated() { code.patch(prologue + Int32(index), word) }
    code.emit(Encoding.load(.long, .returnAddress, .stackPointer, first - 8))
    code.emit(Encoding.load(.long, .framePointer, .stackPointer, first - 16))
    code.emit(.add(isWord: false), .stackPointer, .stackPointer, first)
    code.emit(Encoding.jump(.zero, to: .returnAddress, 0))
  }

  /// From here on the code belongs to a place of the text.
  mutating func mark(_ offset: Int32) {
    if let last = lines.last, last.at == code.count { lines.removeLast() }
    lines.append(LineMark(at: code.count, module: Int32(module), offset: offset))
  }

  // MARK: - Variables

  private mutating func placeLocals(_ function: Function) {
    let first = Int(function.firstLocal)
    for index in first..<first + Int(function.localCount) {
      let type = program.locals[index].type.type
      let size = program.types.size(of: type) ?? 8
      let alignment = size >= 8 ? 8 : program.types.alignment(of: type)
      var bytes = size
      // Structures that are parameters are stored in whole words.
      if case .structure = program.types[type] { bytes = (size + 7) & ~7 }
      frame.offsets.append(frame.addLocal(bytes: bytes, alignment: alignment))
    }
    firstLocal = function.firstLocal
    if isInMemory(signature.result.type) {
      frame.resultOffset = frame.addLocal(bytes: 8, alignment: 8)
    }
  }

  /// Whether a value of a type is passed by its address: a structure of more than two words.
  func isInMemory(_ type: TypeID) -> Bool {
    guard case .structure = program.types[type] else { return false }
    return (program.types.size(of: type) ?? 0) > 16
  }

  func isStructure(_ type: TypeID) -> Bool {
    if case .structure = program.types[type] { true } else { false }
  }

  /// Puts the arguments into the parameters' places.
  private mutating func storeParameters() {
    var word = 0
    busyArguments = 8
    defer { busyArguments = 0 }
    if isInMemory(signature.result.type) {
      store(.argument(0), size: 8, at: .frame(frame.resultOffset))
      word = 1
    }
    for (index, parameter) in signature.parameters.enumerated() where index < frame.offsets.count {
      let place = Place.frame(frame.offsets[index])
      let size = program.types.size(of: parameter.type) ?? 8
      if isInMemory(parameter.type) {
        let source = argument(word)
        word += 1
        copy(
          from: .register(source, 0), to: place, bytes: size,
          alignment: program.types.alignment(of: parameter.type))
      } else if isStructure(parameter.type) {
        for part in 0..<(size + 7) / 8 {
          store(argument(word), size: 8, at: place.moved(by: part * 8))
          word += 1
        }
      } else {
        store(argument(word), size: size, at: place)
        word += 1
      }
    }
  }

  /// A word of the arguments: in its register, or loaded from the caller's frame.
  private mutating func argument(_ word: Int) -> Register {
    if word < 8 { return .argument(word) }
    let base = Place.frame(Int64(word - 8) * 8)
    load(.long, .valueScratch, from: base)
    return .valueScratch
  }
}
