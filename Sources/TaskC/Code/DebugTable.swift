/// What a debugger knows of a compiled program.
package struct DebugTable: Sendable {
  /// A place in a file, counted from 1; columns count Unicode scalars.
  package struct Place: Equatable, Sendable {
    /// The index in ``DebugTable/files``; 0 is the program itself, the others are the library's.
    package let file: Int
    package let line: Int
    package let column: Int
  }

  /// The code from an address on, up to the next record's.
  package struct Line: Sendable {
    package let address: UInt64
    /// Nil for code that no text of C stands for.
    package let place: Place?
  }

  /// A variable.
  package struct Variable: Sendable {
    package let name: String
    /// Its type as C writes it.
    package let type: String
    /// What its bytes mean.
    package let layout: DebugLayout
    /// How many bytes it has.
    package let bytes: UInt64
    /// Where it is declared.
    package let place: Place
  }

  /// A variable that has its place as long as the program runs.
  package struct Global: Sendable {
    package let variable: Variable
    /// Its address; of a thread's own variable, the distance from the thread pointer `tp`.
    package let address: Int64
    package let isThreadLocal: Bool
  }

  /// A variable of a function's frame.
  package struct Local: Sendable {
    package let variable: Variable
    /// Its distance from the frame pointer `s0`, in bytes; it is there behind the function's start and
    /// before its end.
    package let frameOffset: Int64
    package let isParameter: Bool
  }

  /// A function.
  package struct Function: Sendable {
    package let name: String
    /// Its addresses; the instructions of its end among them.
    package let code: Range<UInt64>
    /// Nil for one that no text of C stands for.
    package let place: Place?
    package let locals: [Local]
  }

  /// The names of the files.
  package let files: [String]
  /// In ascending order of addresses.
  package let lines: [Line]
  /// In ascending order of addresses.
  package let functions: [Function]
  /// The program's own variables, in the order of the text, and those of the library that it uses.
  package let globals: [Global]

  /// The place of the text that an instruction belongs to.
  package func place(at address: UInt64) -> Place? {
    guard let function = function(at: address), function.code.contains(address) else { return nil }
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : lines[low - 1].place
  }

  /// The function that an instruction belongs to.
  package func function(at address: UInt64) -> Function? {
    var low = 0
    var high = functions.count
    while low < high {
      let middle = (low + high) / 2
      if functions[middle].code.lowerBound <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, functions[low - 1].code.contains(address) else { return nil }
    return functions[low - 1]
  }

  /// A function by its name; the program's own before the library's.
  package func function(named name: String) -> Function? {
    functions.first { $0.name == name && $0.place?.file == 0 }
      ?? functions.first { $0.name == name }
  }
}

/// What the bytes of a variable mean.
package indirect enum DebugLayout: Sendable {
  case integer(bytes: Int, isSigned: Bool)
  /// One byte that is shown as a character too.
  case character
  /// A pointer; nil when what it points to is not described: a structure within itself, for one.
  case pointer(to: DebugLayout?)
  case array(of: DebugLayout, count: Int)
  case structure([Member])
  /// Nothing, or a function.
  case opaque

  /// A member of a structure.
  package struct Member: Sendable {
    package let name: String
    /// Where it is, in bytes.
    package let offset: Int
    package let layout: DebugLayout
  }
}
