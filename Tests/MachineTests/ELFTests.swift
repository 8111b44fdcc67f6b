import KernelCore
import LinuxABI
import Machine
import SeededNumbers
import Testing

/// The bytes of an ELF file, to be damaged.
private struct Image {
  var bytes: [UInt8]

  mutating func put(_ value: UInt64, _ count: Int, at place: Int) {
    for index in 0..<count {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(index * 8))
    }
  }

  /// A program of two segments: code at 0x10000, and data with zeroes behind it at 0x12ff8.
  init(isPositionIndependent: Bool = false) {
    bytes = [UInt8](repeating: 0, count: 0x1_100)
    bytes.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
    put(isPositionIndependent ? 3 : 2, 2, at: 16)
    put(243, 2, at: 18)
    put(0x1_0100, 8, at: 24)
    put(64, 8, at: 32)
    put(56, 2, at: 54)
    put(2, 2, at: 56)
    segment(0, access: 5, offset: 0, address: 0x1_0000, fileBytes: 0x200, memoryBytes: 0x200)
    segment(
      1, access: 6, offset: 0xff8, address: 0x1_2ff8, fileBytes: 0x18, memoryBytes: 0x2000)
    // The last eight bytes of a page, and the first of the next; then what is not of the segment.
    put(0x1111_1111_1111_1111, 8, at: 0xff8)
    put(0x2222_2222_2222_2222, 8, at: 0x1000)
    put(0x3333_3333_3333_3333, 8, at: 0x1008)
    put(0x4444_4444_4444_4444, 8, at: 0x1010)
    put(0x0000_0073, 4, at: 0x100)
  }

  mutating func segment(
    _ index: Int, type: UInt64 = 1, access: UInt64, offset: UInt64, address: UInt64,
    fileBytes: UInt64, memoryBytes: UInt64
  ) {
    let place = 64 + index * 56
    put(type, 4, at: place)
    put(access, 4, at: place + 4)
    put(offset, 8, at: place + 8)
    put(address, 8, at: place + 16)
    put(fileBytes, 8, at: place + 32)
    put(memoryBytes, 8, at: place + 40)
  }
}

@Suite struct `ELF files` {
  private static let fuzzed = 100_000

  private func error(_ change: (inout Image) -> Void) -> ELFError? {
    var image = Image()
    change(&image)
    do throws(ELFError) {
      _ = try ELFFile(image.bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func `are read as Linux reads them`() throws {
    let file = try ELFFile(Image().bytes)
    #expect(file.entry == 0x1_0100)
    #expect(file.segments.map(\.address) == [0x1_0000, 0x1_2ff8])
    #expect(file.segments.map(\.access) == [[.read, .execute], [.read, .write]])
    #expect(file.programHeaderAddress == 0x1_0040)
    #expect(!file.isPositionIndependent)
  }

  @Test func `that can't be run are told apart`() {
    #expect(error { $0.bytes = [] } == .notELF)
    #expect(error { $0.bytes[1] = 0 } == .notELF)
    #expect(error { $0.bytes.removeLast($0.bytes.count - 63) } == .truncated)
    #expect(error { $0.bytes.removeLast($0.bytes.count - 150) } == .truncated)
    #expect(error { $0.bytes.removeLast($0.bytes.count - 0x1001) } == .truncated)
    #expect(error { $0.bytes[4] = 1 } == .notFor64BitLittleEndian)
    #expect(error { $0.bytes[5] = 2 } == .notFor64BitLittleEndian)
    #expect(error { $0.put(62, 2, at: 18) } == .wrongMachine(62))
    #expect(error { $0.put(1, 2, at: 16) } == .notExecutable)
    #expect(error { $0.put(4, 2, at: 16) } == .notExecutable)
    #expect(error { $0.put(55, 2, at: 54) } == .badProgramHeaders)
    #expect(error { $0.put(0, 2, at: 56) } == .badProgramHeaders)
    #expect(error { $0.put(0xffff, 2, at: 56) } == .badProgramHeaders)
    #expect(error { $0.put(UInt64.max - 8, 8, at: 32) } == .truncated)
    #expect(error { $0.put(3, 4, at: 64) } == .needsInterpreter)
    #expect(error { $0.put(0x201, 8, at: 64 + 32) } == .badSegment)
    #expect(error { $0.put(UInt64.max, 8, at: 64 + 40) } == .badSegment)
    #expect(error { $0.put(UInt64.max - 0xfff, 8, at: 64 + 16) } == .badSegment)
    #expect(error { $0.put(8, 8, at: 64 + 8) } == .badSegment)
    #expect(error { $0.put(0x2ff9, 8, at: 64 + 40) } == .overlappingSegments)
    #expect(error { $0.put(0x2_0000, 8, at: 64 + 16) } == .overlappingSegments)
    #expect(
      error {
        $0.put(0, 4, at: 64)
        $0.put(0, 4, at: 120)
      } == .noSegments)
  }

  private func loaded(
    _ image: Image, _ start: ProgramStart = ProgramStart(path: "/p", arguments: ["p"])
  ) throws -> (kernel: Kernel, task: TaskID, program: LoadedProgram) {
    var kernel = Kernel()
    let task = kernel.spawnProgram(entry: 0)
    let space = try #require(kernel.addressSpace(of: task))
    let program = try ProgramLoader.load(
      ELFFile(image.bytes), start, into: space, of: &kernel)
    try kernel.checkInvariants()
    return (kernel, task, program)
  }

  @Test(arguments: [false, true]) func `are put into memory`(
    isPositionIndependent: Bool
  ) throws {
    let (kernel, task, program) = try loaded(
      Image(isPositionIndependent: isPositionIndependent))
    func word(_ place: UInt64) -> UInt64? {
      kernel.peek(task, UserAddress(rawValue: place &+ program.bias), .doubleWord)
    }
    #expect(
      program.bias
        == (isPositionIndependent ? ProgramLoader.positionIndependentBase - 0x1_0000 : 0))
    #expect(program.hart.pc == 0x1_0100 + program.bias)
    #expect(word(0x1_0100) == 0x73)
    #expect(word(0x1_2ff8) == 0x1111_1111_1111_1111)
    #expect(word(0x1_3000) == 0x2222_2222_2222_2222)
    #expect(word(0x1_3008) == 0x3333_3333_3333_3333)
    // Zeroes follow, not what comes next in the file.
    #expect(word(0x1_3010) == 0)
    #expect(word(0x1_4ff0) == 0)
    #expect(word(0x1_1000) == nil)
    #expect(program.breakStart.rawValue == 0x1_5000 + program.bias)
  }

  @Test func `find their arguments on the stack`() throws {
    var start = ProgramStart(
      path: "/bin/echo", arguments: ["echo", "one", ""], environment: ["HOME=/root"])
    start.credentials.userID = 1_000
    var (kernel, task, program) = try loaded(Image(), start)
    var place = program.hart.x[2]
    #expect(place % 16 == 0)
    func next() throws -> UInt64 {
      place += 8
      return try #require(kernel.peek(task, UserAddress(rawValue: place - 8), .doubleWord))
    }
    func string(_ start: UInt64) throws -> String {
      var bytes: [UInt8] = []
      while let byte = kernel.peek(
        task, UserAddress(rawValue: start + UInt64(bytes.count)), .byte), byte != 0
      {
        bytes.append(UInt8(byte))
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(try next() == 3)
    #expect(try string(next()) == "echo")
    #expect(try string(next()) == "one")
    #expect(try string(next()) == "")
    #expect(try next() == 0)
    #expect(try string(next()) == "HOME=/root")
    #expect(try next() == 0)
    var vector: [UInt64: UInt64] = [:]
    while true {
      let (key, value) = (try next(), try next())
      if key == 0 { break }
      vector[key] = value
    }
    #expect(vector[3] == 0x1_0040)
    #expect(vector[4] == 56)
    #expect(vector[5] == 2)
    #expect(vector[6] == 4_096)
    #expect(vector[9] == 0x1_0100)
    #expect(vector[11] == 0)
    #expect(vector[12] == 1_000)
    #expect(vector[16] == 0x112d)
    #expect(vector[23] == 1)
    let random = try #require(vector[25])
    #expect(
      kernel.peek(task, UserAddress(rawValue: random), .doubleWord) == start.randomWords.0)
    #expect(try string(try #require(vector[31])) == "/bin/echo")
    // The stack grows when somebody touches what is below it, up to its limit.
    let bottom = ProgramLoader.stackEnd.rawValue - start.stackPages * 4_096
    #expect(kernel.peek(task, UserAddress(rawValue: bottom)) == nil)
    #expect(kernel.framesInUse < 8)
    let grows = kernel.poke(task, UserAddress(rawValue: bottom), 1)
    #expect(grows)
    #expect(kernel.peek(task, UserAddress(rawValue: bottom + 4)) == 0)
    let growsFurther = kernel.poke(task, UserAddress(rawValue: bottom - 4), 1)
    #expect(!growsFurther)
    #expect(kernel.framesInUse < 9)
    try kernel.checkInvariants()
  }

  @Test func `that need more than there is are refused`() {
    var image = Image()
    image.put(1 << 40, 8, at: 120 + 40)
    #expect(throws: ELFError.notMapped(.noMemory)) { try loaded(image) }
    let long = ProgramStart(
      path: "/p", arguments: [String](repeating: String(repeating: "x", count: 1_000), count: 3_000)
    )
    #expect(throws: ELFError.notMapped(.argListTooLong)) { try loaded(Image(), long) }
  }

  /// Whatever the headers say: an error, or a program that runs into a signal.
  @Test func `with random headers do no harm`() throws {
    var numbers = SplitMix64(state: 3)
    var kernel = Kernel()
    let task = kernel.spawnProgram(entry: 0)
    let space = try #require(kernel.addressSpace(of: task))
    var processor = Processor()
    var start = ProgramStart(path: "/p", arguments: ["p"])
    start.stackPages = 4
    var loaded = 0
    for _ in 0..<Self.fuzzed {
      var image = Image(isPositionIndependent: numbers.next() & 1 == 0)
      for _ in 0...numbers.next() % 3 {
        // A byte, or a word that is small, large or about a page.
        let place = Int(numbers.next() % 176)
        let number = numbers.next()
        switch number & 3 {
        case 0: image.bytes[place] = UInt8(number >> 8 & 0xff)
        case 1: image.put(number, 8, at: place & ~7)
        case 2: image.put(number >> 50, 8, at: place & ~7)
        default: image.put(number >> 8 & 0x1_f000 | number >> 60, 8, at: place & ~7)
        }
      }
      if numbers.next() % 16 == 0 { image.bytes.removeLast(Int(numbers.next() % 0x1_100)) }
      guard let file = try? ELFFile(image.bytes),
        var hart = try? ProgramLoader.load(file, start, into: space, of: &kernel).hart
      else { continue }
      loaded += 1
      let stop = processor.run(
        &hart, on: HartID(rawValue: 0), in: space, of: &kernel, instructionsMax: 20)
      if stop == .budget { #expect(hart.retired == 20) }
      if loaded % 1_000 == 0 { try kernel.checkInvariants() }
    }
    #expect(loaded > Self.fuzzed / 20)
    try kernel.checkInvariants()
  }
}
