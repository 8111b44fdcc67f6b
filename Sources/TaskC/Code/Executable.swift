/// Lays a program out in memory and makes a file of it.
///
/// From the bottom up: the code, what can only be read, variables that start with something, variables that
/// start with zeroes. Each part has pages of its own.
///
/// Source: elf(5).
struct Executable {
  /// Where the code begins.
  static var codeAddress: Int64 { 0x1_0000 }
  private static var pageBytes: Int64 { 4096 }
  private static var headerBytes: Int64 { 64 }
  private static var programHeaderBytes: Int64 { 56 }

  private struct Segment {
    var address: Int64
    var fileOffset: Int64
    var fileBytes: Int64
    var memoryBytes: Int64
    /// `PF_X`, `PF_W` and `PF_R`.
    var access: Int64
  }

  private(set) var textAddress = codeAddress
  private(set) var readOnlyAddress: Int64 = 0
  private(set) var dataAddress: Int64 = 0
  private(set) var zeroedAddress: Int64 = 0
  private let threadBytes: Int64
  private var symbols: [Linker.Symbol]

  /// Gives everything its address.
  init(_ code: CodeBuffer, _ linker: Linker) {
    readOnlyAddress = Self.page(textAddress + Int64(code.count) * 4)
    dataAddress = Self.page(readOnlyAddress + Int64(linker.readOnly.count))
    zeroedAddress = (dataAddress + Int64(linker.data.count) + 15) & ~15
    threadBytes = Int64(linker.threadBytes)
    symbols = linker.symbols
  }

  private static func page(_ address: Int64) -> Int64 {
    (address + pageBytes - 1) & ~(pageBytes - 1)
  }

  /// Where a symbol is; of a thread's own variable, its distance from the thread pointer.
  func address(of symbol: SymbolID) -> Int64 {
    let symbol = symbols[Int(symbol.rawValue)]
    switch symbol.section {
    case .text: return textAddress + symbol.offset
    case .readOnly: return readOnlyAddress + symbol.offset
    case .data: return dataAddress + symbol.offset
    case .zeroed: return zeroedAddress + symbol.offset
    case .thread: return symbol.offset - threadBytes
    }
  }

  /// Fills in the addresses.
  ///
  /// - Returns: Whether all calls reach.
  func link(_ code: inout CodeBuffer, _ linker: inout Linker) -> Bool {
    for relocation in code.relocations {
      var value = address(of: relocation.symbol) + relocation.addend
      if case .call = relocation.kind { value -= textAddress + Int64(relocation.at) * 4 }
      if !code.apply(relocation, value) { return false }
    }
    for relocation in linker.dataRelocations {
      linker.set(
        address(of: relocation.symbol) &+ relocation.addend, bytes: 8, in: relocation.section,
        at: relocation.at)
    }
    return true
  }

  /// The file.
  func file(_ code: CodeBuffer, _ linker: Linker, entry: SymbolID) -> [UInt8] {
    var segments: [Segment] = []
    var offset = Self.pageBytes
    func add(_ address: Int64, _ bytes: Int64, zeroes: Int64, access: Int64) {
      if bytes + zeroes == 0 { return }
      segments.append(
        Segment(
          address: address, fileOffset: offset, fileBytes: bytes, memoryBytes: bytes + zeroes,
          access: access))
      offset = Self.page(offset + bytes)
    }
    add(textAddress, Int64(code.count) * 4, zeroes: 0, access: 5)
    add(readOnlyAddress, Int64(linker.readOnly.count), zeroes: 0, access: 4)
    add(
      dataAddress, Int64(linker.data.count),
      zeroes: zeroedAddress + linker.zeroedBytes - dataAddress - Int64(linker.data.count),
      access: 6)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(offset))
    writeHeader(segments.count, entry: address(of: entry), to: &bytes)
    for segment in segments { write(segment, to: &bytes) }
    pad(&bytes)
    for word in code.words { put(Int64(word), 4, to: &bytes) }
    pad(&bytes)
    bytes += linker.readOnly
    pad(&bytes)
    bytes += linker.data
    return bytes
  }

  private func pad(_ bytes: inout [UInt8]) {
    let end = Int(Self.page(Int64(bytes.count)))
    bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
  }

  private func put(_ value: Int64, _ count: Int, to bytes: inout [UInt8]) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value &>> Int64(index * 8))) }
  }

  private func writeHeader(_ segments: Int, entry: Int64, to bytes: inout [UInt8]) {
    // 64 bits, little-endian, version 1.
    bytes += [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    // ET_EXEC, EM_RISCV, version 1.
    put(2, 2, to: &bytes)
    put(243, 2, to: &bytes)
    put(1, 4, to: &bytes)
    put(entry, 8, to: &bytes)
    // Where the program headers are; there are no section headers.
    put(Self.headerBytes, 8, to: &bytes)
    put(0, 8, to: &bytes)
    put(0, 4, to: &bytes)
    put(Self.headerBytes, 2, to: &bytes)
    put(Self.programHeaderBytes, 2, to: &bytes)
    put(Int64(segments), 2, to: &bytes)
    put(0, 6, to: &bytes)
  }

  private func write(_ segment: Segment, to bytes: inout [UInt8]) {
    // PT_LOAD.
    put(1, 4, to: &bytes)
    put(segment.access, 4, to: &bytes)
    put(segment.fileOffset, 8, to: &bytes)
    put(segment.address, 8, to: &bytes)
    put(segment.address, 8, to: &bytes)
    put(segment.fileBytes, 8, to: &bytes)
    put(segment.memoryBytes, 8, to: &bytes)
    put(Self.pageBytes, 8, to: &bytes)
  }
}
