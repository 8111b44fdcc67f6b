/// The names in a program: what is where, as its symbol table has it.
///
/// Source: elf(5), "String and symbol tables".
package struct ELFSymbols: Sendable {
  /// A name and the addresses that it stands for.
  package struct Symbol: Sendable {
    /// The name.
    package let name: String
    /// Where it begins, as in the file.
    package let address: UInt64
    /// How long it is, in bytes; 0 if that is not said.
    package let byteCount: UInt64
    /// Whether it is code.
    package let isFunction: Bool
  }

  /// By address.
  package private(set) var symbols: [Symbol] = []

  /// The most names that are read.
  private static var symbolsMax: Int { 1_000_000 }
  /// The longest name that is read, in bytes.
  private static var nameBytesMax: Int { 1_024 }

  /// Reads the names of a program; what is damaged is left out.
  package init(of file: ELFFile) {
    let bytes = LittleEndian(bytes: file.bytes)
    let start = bytes.doubleWord(40)
    let count = Int(bytes.half(60))
    guard bytes.half(58) == 64, count > 0, Self.fits(start, UInt64(count) * 64, in: bytes) else {
      return
    }
    for index in 0..<count {
      let header = Int(start) + index * 64
      // SHT_SYMTAB.
      guard bytes.word(header + 4) == 2 else { continue }
      let link = Int(bytes.word(header + 40))
      guard link < count else { continue }
      let strings = Int(start) + link * 64
      read(
        bytes, table: (bytes.doubleWord(header + 24), bytes.doubleWord(header + 32)),
        strings: (bytes.doubleWord(strings + 24), bytes.doubleWord(strings + 32)))
    }
    symbols.sort { $0.address < $1.address }
  }

  private mutating func read(
    _ bytes: LittleEndian, table: (start: UInt64, byteCount: UInt64),
    strings: (start: UInt64, byteCount: UInt64)
  ) {
    guard Self.fits(table.start, table.byteCount, in: bytes),
      Self.fits(strings.start, strings.byteCount, in: bytes)
    else { return }
    let count = min(Int(table.byteCount) / 24, Self.symbolsMax - symbols.count)
    for index in 0..<max(count, 0) {
      let place = Int(table.start) + index * 24
      // STT_OBJECT, STT_FUNC; of what is defined here.
      let kind = bytes.bytes[place + 4] & 0xf
      guard kind == 1 || kind == 2, bytes.half(place + 6) != 0 else { continue }
      let name = UInt64(bytes.word(place))
      guard name < strings.byteCount else { continue }
      let first = Int(strings.start + name)
      let end = Int(strings.start + strings.byteCount)
      let text = bytes.bytes[first..<min(end, first + Self.nameBytesMax)].prefix { $0 != 0 }
      guard !text.isEmpty else { continue }
      symbols.append(
        Symbol(
          name: String(decoding: text, as: UTF8.self), address: bytes.doubleWord(place + 8),
          byteCount: bytes.doubleWord(place + 16), isFunction: kind == 2))
    }
  }

  private static func fits(_ start: UInt64, _ count: UInt64, in bytes: LittleEndian) -> Bool {
    let size = UInt64(bytes.bytes.count)
    return start <= size && count <= size - start
  }

  /// What an address is in; nil if nothing is known to be there.
  ///
  /// - Parameter address: The address, as in the file.
  /// - Returns: The symbol.
  package func symbol(at address: UInt64) -> Symbol? {
    var (low, high) = (0, symbols.count)
    while low < high {
      let middle = (low + high) / 2
      if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    // Several may begin at one place, and one may lie in another.
    for symbol in symbols[..<low].suffix(8).reversed()
    where address - symbol.address < max(symbol.byteCount, 1) {
      return symbol
    }
    return nil
  }

  /// An address as debuggers show it: `name+0x8`, or the number.
  package func text(of address: UInt64) -> String {
    guard let symbol = symbol(at: address) else { return "0x" + String(address, radix: 16) }
    let offset = address - symbol.address
    return offset == 0 ? symbol.name : symbol.name + "+0x" + String(offset, radix: 16)
  }
}
