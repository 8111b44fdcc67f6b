package import LinuxABI

/// A program in a file: what Linux reads of an ELF file to run it.
///
/// Static programs for 64-bit RISC-V, at fixed addresses or position-independent ("static PIE").
///
/// Source: elf(5); `fs/binfmt_elf.c: load_elf_binary`, Linux 6.18.
package struct ELFFile: Sendable {
  /// A part of the file that is mapped: `PT_LOAD`.
  package struct Segment: Equatable, Sendable {
    /// Where its bytes are in the file.
    package let bytes: Range<Int>
    /// Where they go, before the program is moved as a whole.
    package let address: UInt64
    /// How much memory it has; what the file has no bytes for is zero.
    package let memoryBytes: UInt64
    /// What may be done there.
    package let access: SegmentAccess

    /// The first page.
    package var firstPage: UInt64 { address >> ELFFile.pageShift }
    /// The page behind the last.
    package var endPage: UInt64 {
      (address + memoryBytes + ELFFile.pageBytes - 1) >> ELFFile.pageShift
    }
  }

  /// What may be done with a segment: `PF_X`, `PF_W`, `PF_R`.
  package struct SegmentAccess: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static var execute: SegmentAccess { SegmentAccess(rawValue: 1) }
    package static var write: SegmentAccess { SegmentAccess(rawValue: 2) }
    package static var read: SegmentAccess { SegmentAccess(rawValue: 4) }
  }

  static var pageShift: UInt64 { 12 }
  static var pageBytes: UInt64 { 4_096 }
  /// More bytes of program headers than this are refused: `fs/binfmt_elf.c: load_elf_phdrs`.
  static var programHeaderBytesMax: Int { 65_536 }
  static var programHeaderBytes: Int { 56 }
  private static var headerBytes: Int { 64 }

  /// The whole file.
  package let bytes: [UInt8]
  /// Where the program begins, before it is moved.
  package let entry: UInt64
  /// Whether it can be put anywhere (`ET_DYN`).
  package let isPositionIndependent: Bool
  /// What is mapped, in ascending order of addresses.
  package let segments: [Segment]
  /// Where the program headers are in memory, before it is moved; 0 if they are not mapped.
  package let programHeaderAddress: UInt64
  /// How many program headers there are.
  package let programHeaderCount: Int

  /// Reads a file.
  ///
  /// - Parameter bytes: What is in it.
  /// - Throws: `ELFError`, for a file that Linux would not run, or that needs a dynamic linker.
  package init(_ bytes: [UInt8]) throws(ELFError) {
    guard bytes.count >= 4, bytes[0] == 0x7f, bytes[1] == 0x45, bytes[2] == 0x4c, bytes[3] == 0x46
    else { throw .notELF }
    guard bytes.count >= Self.headerBytes else { throw .truncated }
    let header = LittleEndian(bytes: bytes)
    guard bytes[4] == 2, bytes[5] == 1 else { throw .notFor64BitLittleEndian }
    let machine = header.half(18)
    guard machine == 243 else { throw .wrongMachine(machine) }
    switch header.half(16) {
    case 2: isPositionIndependent = false
    case 3: isPositionIndependent = true
    default: throw .notExecutable
    }
    let count = Int(header.half(56))
    guard Int(header.half(54)) == Self.programHeaderBytes, count > 0,
      count * Self.programHeaderBytes <= Self.programHeaderBytesMax
    else { throw .badProgramHeaders }
    let start = header.doubleWord(32)
    guard start <= UInt64(bytes.count),
      UInt64(count * Self.programHeaderBytes) <= UInt64(bytes.count) - start
    else { throw .truncated }

    var segments: [Segment] = []
    var headerAddress: UInt64 = 0
    for index in 0..<count {
      let place = Int(start) + index * Self.programHeaderBytes
      switch header.word(place) {
      // PT_INTERP.
      case 3: throw .needsInterpreter
      // PT_LOAD.
      case 1:
        guard let segment = try Self.segment(header, at: place) else { continue }
        if let last = segments.last, segment.address < last.address + last.memoryBytes {
          throw .overlappingSegments
        }
        let offset = UInt64(segment.bytes.lowerBound)
        if start >= offset, start < offset + UInt64(segment.bytes.count) {
          headerAddress = segment.address + (start - offset)
        }
        segments.append(segment)
      default: continue
      }
    }
    guard !segments.isEmpty else { throw .noSegments }
    self.bytes = bytes
    entry = header.doubleWord(24)
    self.segments = segments
    programHeaderAddress = headerAddress
    programHeaderCount = count
  }

  /// Reads the header of a segment.
  ///
  /// - Returns: The segment; nil if there is nothing in it.
  /// - Throws: `ELFError` if it can't be mapped.
  private static func segment(
    _ header: LittleEndian, at place: Int
  ) throws(ELFError) -> Segment? {
    let offset = header.doubleWord(place + 8)
    let address = header.doubleWord(place + 16)
    let fileBytes = header.doubleWord(place + 32)
    let memoryBytes = header.doubleWord(place + 40)
    guard memoryBytes > 0 else { return nil }
    // `load_elf_binary`: "Check to see if the section's size will overflow the allowed task size."
    let end = UserMemoryLayout.end.rawValue
    guard fileBytes <= memoryBytes, address < end, memoryBytes <= end - address else {
      throw .badSegment
    }
    // What is mapped page by page has to lie on pages alike: mmap(2), EINVAL.
    guard offset & (pageBytes - 1) == address & (pageBytes - 1) else { throw .badSegment }
    let size = UInt64(header.bytes.count)
    guard offset <= size, fileBytes <= size - offset else { throw .truncated }
    return Segment(
      bytes: Int(offset)..<Int(offset + fileBytes), address: address, memoryBytes: memoryBytes,
      access: SegmentAccess(rawValue: header.word(place + 4) & 7))
  }
}

/// Why a file can't be run.
package enum ELFError: Error, Equatable, Sendable {
  /// It does not begin as an ELF file does.
  case notELF
  /// It ends before what its headers name.
  case truncated
  /// It is for 32 bits, or for the other order of bytes.
  case notFor64BitLittleEndian
  /// It is for another processor: its number in the file (`e_machine`).
  case wrongMachine(UInt16)
  /// It is an object file, a core, or nothing at all.
  case notExecutable
  /// Its program headers are not such.
  case badProgramHeaders
  /// A segment is larger in the file than in memory, outside of memory, or not on its page.
  case badSegment
  /// Two segments lie over each other, or are not in order.
  case overlappingSegments
  /// It has no segment.
  case noSegments
  /// It has to be linked when it runs: only static programs can be run.
  case needsInterpreter
  /// The kernel can't map it.
  case notMapped(Errno)

  /// What execve(2) fails with.
  package var errno: Errno {
    switch self {
    case .badSegment, .overlappingSegments: .invalidArgument
    case .notMapped(let errno): errno
    // `load_elf_interp` fails like this without the file that it names.
    case .needsInterpreter: .noSuchFileOrDirectory
    default: .execFormatError
    }
  }
}

extension ELFError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notELF: "not an ELF file"
    case .truncated: "the file ends too early"
    case .notFor64BitLittleEndian: "not a 64-bit little-endian program"
    case .wrongMachine(let number): "for another processor (machine \(number)), not RISC-V (243)"
    case .notExecutable: "not a program: an object file, a core or a library of another kind"
    case .badProgramHeaders: "the program headers are damaged"
    case .badSegment: "a segment has an impossible place or size"
    case .overlappingSegments: "segments overlap or are out of order"
    case .noSegments: "there is nothing to load"
    case .needsInterpreter: "linked dynamically; link it with -static or -static-pie"
    case .notMapped(let errno): "the kernel can't map it: \(errno)"
    }
  }
}

/// Numbers in a file, least significant byte first.
struct LittleEndian {
  let bytes: [UInt8]

  private func number(_ place: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(bytes[place + index]) << UInt64(index * 8) }
    return value
  }

  func half(_ place: Int) -> UInt16 { UInt16(number(place, 2)) }
  func word(_ place: Int) -> UInt32 { UInt32(number(place, 4)) }
  func doubleWord(_ place: Int) -> UInt64 { number(place, 8) }
}
