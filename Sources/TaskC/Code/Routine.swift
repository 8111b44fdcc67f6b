/// Functions of the library that no C can say, because of what they do to registers.
///
/// None of them has a frame, so that what they leave in memory is the caller's own.
enum Routine: UInt8, CaseIterable {
  /// Where a program starts.
  case start
  /// `long __syscall(long number, long a, long b, long c, long d, long e, long f)`: the kernel's answer.
  case systemCall
  /// `long __clone(long flags, void *stack, int *parent, void *tls, int *child, int (*function)(long),
  /// long argument)`: the parent gets the kernel's answer, the child ends with what the function returns.
  case clone
  /// The child runs on the parent's stack, so nothing may be kept there but what the caller has.
  case vfork
  case clone3
  case printf
  case threadPointer

  var name: String {
    switch self {
    case .start: "_start"
    case .systemCall: "__syscall"
    case .clone: "__clone"
    case .vfork: "vfork"
    case .clone3: "clone3"
    case .printf: "printf"
    case .threadPointer: "get_tls"
    }
  }
}

extension CodeGenerator {
  private static var numberRegister: Register { .argument(7) }
  private static var callExit: Int64 { 93 }
  private static var callClone: Int64 { 220 }
  private static var callClone3: Int64 { 435 }
  /// `CLONE_VM`, `CLONE_VFORK` and `SIGCHLD`.
  private static var vforkFlags: Int64 { 0x4100 | 17 }

  /// Makes a routine's code.
  mutating func generate(_ routine: Routine) {
    code.startFunction(reach: .near)
    lines.append(LineMark(at: code.count, module: -1, offset: 0))
    linker.define(routine, at: code.count)
    switch routine {
    case .start:
      code.loadAddress(.threadPointer, linker.threadSymbol(.firstBlock))
      // A debugger that goes from frame to frame ends here.
      code.loadNumber(.framePointer, 0)
      code.move(.argument(0), .stackPointer)
      code.call(linker.libraryFunction("__start"))
    case .systemCall:
      code.move(Self.numberRegister, .argument(0))
      for index in 0..<6 { code.move(.argument(index), .argument(index + 1)) }
      code.emit(Encoding.systemCall)
      giveBack()
    case .clone: clone()
    case .vfork:
      code.loadNumber(.argument(0), Self.vforkFlags)
      for index in 1..<5 { code.loadNumber(.argument(index), 0) }
      leafCall(Self.callClone)
    case .clone3: leafCall(Self.callClone3)
    case .printf: printf()
    case .threadPointer:
      code.move(.result, .threadPointer)
      giveBack()
    }
    _ = code.endFunction()
    linker.define(end: code.count, of: routine)
  }

  private mutating func giveBack() { code.emit(Encoding.jump(.zero, to: .returnAddress, 0)) }

  /// Makes a call whose answer is the function's, -1 and `errno` for an error.
  private mutating func leafCall(_ number: Int64) {
    let fails = code.label()
    code.loadNumber(Self.numberRegister, number)
    code.emit(Encoding.systemCall)
    code.branch(.less, .result, .zero, fails)
    giveBack()
    code.bind(fails)
    code.call(linker.libraryFunction("__result"), link: .zero)
  }

  private mutating func clone() {
    let child = code.label()
    code.loadNumber(Self.numberRegister, Self.callClone)
    code.emit(Encoding.systemCall)
    code.branch(.equal, .result, .zero, child)
    giveBack()
    // The registers of the child are the parent's, the stack pointer and the answer excepted.
    code.bind(child)
    code.loadNumber(.framePointer, 0)
    code.move(.addressScratch, .argument(5))
    code.move(.argument(0), .argument(6))
    code.emit(Encoding.jump(.returnAddress, to: .addressScratch, 0))
    code.loadNumber(Self.numberRegister, Self.callExit)
    code.emit(Encoding.systemCall)
  }

  /// Puts the arguments behind the format in a row, those on the stack behind those in registers.
  private mutating func printf() {
    code.emit(.add(isWord: false), .stackPointer, .stackPointer, -80)
    code.emit(Encoding.store(size: 8, .returnAddress, .stackPointer, 8))
    code.emit(Encoding.store(size: 8, .framePointer, .stackPointer, 0))
    code.emit(.add(isWord: false), .framePointer, .stackPointer, 16)
    for index in 1..<8 {
      code.emit(
        Encoding.store(size: 8, .argument(index), .stackPointer, 16 + Int64(index) * 8))
    }
    code.emit(.add(isWord: false), .argument(1), .stackPointer, 24)
    code.call(linker.libraryFunction("__printf"))
    code.emit(Encoding.load(.long, .returnAddress, .stackPointer, 8))
    code.emit(Encoding.load(.long, .framePointer, .stackPointer, 0))
    code.emit(.add(isWord: false), .stackPointer, .stackPointer, 80)
    giveBack()
  }
}
