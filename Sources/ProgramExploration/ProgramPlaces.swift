package import Machine
package import TaskC

/// What the addresses of a program stand for, for whoever shows them.
package struct ProgramPlaces: Sendable {
  /// What is known of its text; nil for machine code.
  package let table: DebugTable?
  private let symbols: ELFSymbols

  /// The places of a program.
  package init(_ image: ELFFile, _ table: DebugTable?) {
    self.table = table
    symbols = ELFSymbols(of: image)
  }

  /// The variable at an address, or what the symbol table has of it, or its number.
  package func name(of address: UInt64) -> String {
    for global in table?.globals ?? [] where !global.isThreadLocal {
      let offset = address &- UInt64(bitPattern: global.address)
      guard offset < global.variable.bytes else { continue }
      return global.variable.name + (offset == 0 ? "" : "+" + String(offset))
    }
    return symbols.text(of: address)
  }

  /// Where an instruction is: the line of its text, or its function.
  package func place(of pc: UInt64) -> String {
    guard let table, let place = table.place(at: pc) else { return symbols.text(of: pc) }
    var text = table.files[place.file] + ":" + String(place.line)
    if let function = table.function(at: pc) { text += " (" + function.name + ")" }
    return text
  }
}
