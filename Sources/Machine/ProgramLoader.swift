package import KernelCore
package import LinuxABI

/// What a program is started with.
package struct ProgramStart: Sendable {
  /// Its path, as the program can read it (`AT_EXECFN`).
  package var path: [UInt8]
  /// Its arguments, the first one its name.
  package var arguments: [[UInt8]]
  /// Its environment, `NAME=value` each.
  package var environment: [[UInt8]] = []
  /// Whom it acts for.
  package var credentials = Credentials.root
  /// The sixteen bytes that it gets as random ones (`AT_RANDOM`): not so random here, so that runs
  /// repeat.
  package var randomWords: (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9)
  /// The pages that its stack may grow to: 8 MiB, as `RLIMIT_STACK` has it.
  package var stackPages: UInt64 = 2_048

  /// A program with arguments.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - arguments: Its arguments, its name included.
  ///   - environment: Its environment.
  package init(path: String, arguments: [String], environment: [String] = []) {
    self.path = Array(path.utf8)
    self.arguments = arguments.map { Array($0.utf8) }
    self.environment = environment.map { Array($0.utf8) }
  }
}

/// A program in memory, ready to run.
package struct LoadedProgram: Sendable {
  /// Its registers.
  package var hart: Hart
  /// Where its heap begins: the first `brk`.
  package var breakStart: UserAddress
  /// How far it was moved from the addresses in its file.
  package var bias: UInt64
}

/// Puts programs into memory as execve does.
///
/// Source: `fs/binfmt_elf.c: load_elf_binary, create_elf_tables`; `arch/riscv/kernel/process.c:
/// start_thread`, Linux 6.18.
package enum ProgramLoader {
  /// Where programs go that can go anywhere: as on x86-64 without randomisation.
  package static var positionIndependentBase: UInt64 { 0x5555_5555_4000 }
  /// The end of the stack.
  package static var stackEnd: UserAddress { UserMemoryLayout.end }
  /// Bytes of arguments and environment, a quarter of the stack as on Linux; more is E2BIG.
  package static var argumentBytesMax: Int { 2 << 20 }
  /// I, M, A, F, D and C: a bit for each letter (`AT_HWCAP`).
  private static var hardwareCapabilities: UInt64 { 0x112d }

  /// Puts a program in place of all that an address space has.
  ///
  /// - Parameters:
  ///   - file: The program.
  ///   - start: What it is started with.
  ///   - space: The address space.
  ///   - kernel: The kernel that has it.
  /// - Returns: The program.
  /// - Throws: `ELFError.notMapped`, if there is no room; the address space is spoilt then.
  package static func load(
    _ file: ELFFile, _ start: ProgramStart, into space: AddressSpaceID, of kernel: inout Kernel
  ) throws(ELFError) -> LoadedProgram {
    kernel.unmapAll(space)
    let bias = try bias(of: file)
    var end: UInt64 = 0
    var mappedEnd: UInt64 = 0
    for segment in file.segments {
      // A program may be moved down too, so what is added may wrap.
      let first = (segment.firstPage << ELFFile.pageShift &+ bias) >> ELFFile.pageShift
      let last = first + (segment.endPage - segment.firstPage)
      do throws(Errno) {
        // The last page of one segment may be the first of the next, which has it then.
        if first < mappedEnd {
          try kernel.unmap(space, at: address(page: first), pages: mappedEnd - first)
        }
        try kernel.map(
          space, at: address(page: first), pages: last - first, access: segment.access.mapped)
      } catch {
        throw .notMapped(error)
      }
      let bytes = file.bytes[wholePages(of: segment, fileBytes: file.bytes.count)]
      guard kernel.load(bytes, at: address(page: first), in: space) else {
        throw .notMapped(.badAddress)
      }
      mappedEnd = last
      end = max(end, segment.address &+ segment.memoryBytes &+ bias)
    }
    let stackPointer = try buildStack(file, start, bias, in: space, of: &kernel)
    var hart = Hart(pc: file.entry &+ bias)
    hart.x[2] = stackPointer
    let breakStart = UserAddress(
      rawValue: (end + ELFFile.pageBytes - 1) & ~(ELFFile.pageBytes - 1))
    kernel.setBreak(space, to: breakStart)
    return LoadedProgram(hart: hart, breakStart: breakStart, bias: bias)
  }

  /// How far a program is moved.
  private static func bias(of file: ELFFile) throws(ELFError) -> UInt64 {
    guard file.isPositionIndependent, let first = file.segments.first,
      let last = file.segments.last
    else { return 0 }
    let bias = positionIndependentBase &- first.firstPage << ELFFile.pageShift
    // Room up to the stack.
    let size = last.endPage - first.firstPage
    guard size < (stackEnd.rawValue - positionIndependentBase) >> ELFFile.pageShift else {
      throw .notMapped(.noMemory)
    }
    return bias
  }

  /// The part of the file that is seen where a segment is mapped: files are mapped page by page, and
  /// only a segment that goes on with zeroes has those behind its last byte.
  private static func wholePages(of segment: ELFFile.Segment, fileBytes: Int) -> Range<Int> {
    let pageMask = Int(ELFFile.pageBytes) - 1
    let start = segment.bytes.lowerBound & ~pageMask
    guard UInt64(segment.bytes.count) == segment.memoryBytes else {
      return start..<segment.bytes.upperBound
    }
    return start..<min((segment.bytes.upperBound + pageMask) & ~pageMask, fileBytes)
  }

  private static func address(page: UInt64) -> UserAddress {
    UserAddress(rawValue: page << ELFFile.pageShift)
  }

  /// Maps the stack and puts on it what a program finds there.
  ///
  /// - Returns: Where the stack pointer is.
  private static func buildStack(
    _ file: ELFFile, _ start: ProgramStart, _ bias: UInt64, in space: AddressSpaceID,
    of kernel: inout Kernel
  ) throws(ELFError) -> UInt64 {
    var stack = StackImage(end: stackEnd.rawValue - 8)
    let path = stack.push(string: start.path)
    let environment = start.environment.reversed().map { stack.push(string: $0) }
    let arguments = start.arguments.reversed().map { stack.push(string: $0) }
    let random = stack.push(words: [start.randomWords.0, start.randomWords.1])
    let who = start.credentials
    let vector: [(key: UInt64, value: UInt64)] = [
      // AT_HWCAP, AT_PAGESZ, AT_CLKTCK.
      (16, hardwareCapabilities), (6, ELFFile.pageBytes), (17, 100),
      // AT_PHDR, AT_PHENT, AT_PHNUM, AT_BASE, AT_FLAGS, AT_ENTRY.
      (3, file.programHeaderAddress == 0 ? 0 : file.programHeaderAddress &+ bias),
      (4, UInt64(ELFFile.programHeaderBytes)), (5, UInt64(file.programHeaderCount)), (7, 0),
      (8, 0), (9, file.entry &+ bias),
      // AT_UID, AT_EUID, AT_GID, AT_EGID, AT_SECURE.
      (11, UInt64(who.realUserID)), (12, UInt64(who.userID)), (13, UInt64(who.realGroupID)),
      (14, UInt64(who.groupID)),
      (23, who.realUserID != who.userID || who.realGroupID != who.groupID ? 1 : 0),
      // AT_RANDOM, AT_EXECFN, AT_NULL.
      (25, random), (31, path), (0, 0),
    ]
    var words: [UInt64] = [UInt64(start.arguments.count)]
    words += arguments.reversed() + [0] + environment.reversed() + [0]
    for entry in vector { words += [entry.key, entry.value] }
    stack.align(to: 16, before: words.count * 8)
    let pointer = stack.push(words: words)
    // execve(2), E2BIG.
    guard stack.bytes.count <= min(argumentBytesMax, Int(start.stackPages) << 12) else {
      throw .notMapped(.argListTooLong)
    }
    do throws(Errno) {
      try kernel.mapStack(
        space, end: stackEnd, usedBytes: stackEnd.rawValue - pointer, pagesMax: start.stackPages)
    } catch {
      throw .notMapped(error)
    }
    guard kernel.load(stack.image, at: UserAddress(rawValue: pointer), in: space) else {
      throw .notMapped(.badAddress)
    }
    let ends = (arguments.last ?? 0, environment.last ?? path, path)
    kernel.setStartStrings(
      space, arguments: (arguments.isEmpty ? ends.1 : ends.0)..<ends.1,
      environment: ends.1..<ends.2, auxiliaryVector: vector.flatMap { [$0.key, $0.value] })
    return pointer
  }
}

extension ELFFile.SegmentAccess {
  fileprivate var mapped: MemoryAccess {
    var access: MemoryAccess = []
    if contains(.read) { access.insert(.read) }
    if contains(.write) { access.insert(.write) }
    if contains(.execute) { access.insert(.execute) }
    return access
  }
}

/// The bytes of a stack, from its end downwards.
private struct StackImage {
  /// From the last byte to the first.
  var bytes: [UInt8] = []
  let end: UInt64

  init(end: UInt64) {
    self.end = end
  }

  var pointer: UInt64 { end - UInt64(bytes.count) }
  /// In the order of memory.
  var image: ArraySlice<UInt8> { Array(bytes.reversed())[...] }

  mutating func push(string: [UInt8]) -> UInt64 {
    bytes.append(0)
    bytes += string.reversed()
    return pointer
  }

  mutating func push(words: [UInt64]) -> UInt64 {
    for word in words.reversed() {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return pointer
  }

  /// Leaves a gap, so that the pointer is a multiple after some more bytes.
  mutating func align(to multiple: UInt64, before count: Int) {
    while (pointer - UInt64(count)) % multiple != 0 { bytes.append(0) }
  }
}
