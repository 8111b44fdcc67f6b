/// A program of Task C as machine code.
package struct CompiledProgram: Sendable {
  /// A static executable file for Linux on 64-bit RISC-V.
  package let executable: [UInt8]
  /// Which code belongs to which place of the text, and where everything is.
  package let debugTable: DebugTable
}

/// Makes executable programs of Task C.
package enum TaskCCompiler {
  /// Compiles a program and links it with the library.
  ///
  /// - Parameters:
  ///   - text: The text of its one file.
  ///   - path: What the file is called, for the table of lines.
  ///   - isLibrary: Whether it may call what the parts of the library have among themselves: what starts
  ///     with two underscores.
  /// - Returns: The program.
  /// - Throws: All that is wrong with it.
  /// - Complexity: O(length of the text), and what the library's used parts take.
  package static func compile(
    _ text: SourceText, path: String, isLibrary: Bool = false
  ) throws(CompilationError) -> CompiledProgram {
    let (program, complaints) = Program.read(text, isLibrary: isLibrary)
    guard let program else { throw CompilationError(complaints: complaints) }
    // Calls of one instruction reach far enough for nearly all programs.
    if let compiled = try generate(program, text, path, hasFarCalls: false) { return compiled }
    guard let compiled = try generate(program, text, path, hasFarCalls: true) else {
      throw CompilationError(complaints: [
        Complaint(offset: 0, length: 1, message: "the program is too large", help: nil)
      ])
    }
    return compiled
  }

  /// Makes a program of trees.
  ///
  /// - Returns: The program; nil if a call does not reach.
  private static func generate(
    _ program: Program, _ text: SourceText, _ path: String, hasFarCalls: Bool
  ) throws(CompilationError) -> CompiledProgram? {
    var generator = CodeGenerator(Linker(program, path: path, Library.shared))
    generator.code.hasFarCalls = hasFarCalls
    let entry = SymbolID(rawValue: generator.linker.routine(.start))
    for index in program.functions.indices where program.functions[index].body != nil {
      _ = generator.linker.function(Int32(index), of: 0)
    }
    while let work = generator.linker.next() {
      switch work {
      case .function(let index, let module): generator.generate(index, of: module)
      case .routine(let routine): generator.generate(routine)
      }
    }
    for index in program.globals.indices where program.globals[index].isDefined {
      _ = generator.linker.global(Int32(index), of: 0)
    }
    generator.linker.placeThreadSymbols()
    if !generator.linker.failures.isEmpty {
      throw CompilationError(
        complaints: generator.linker.failures.map { complaint(of: $0, text) })
    }
    var code = generator.code
    var linker = generator.linker
    let layout = Executable(code, linker)
    guard layout.link(&code, &linker) else { return nil }
    return CompiledProgram(
      executable: layout.file(code, linker, entry: entry),
      debugTable: DebugTable(generator.lines, linker, layout, text))
  }

  private static func complaint(of failure: Linker.Failure, _ text: SourceText) -> Complaint {
    switch failure {
    case .undefined(let offset, let length, let name):
      Complaint(
        offset: Int(offset), length: Int(length),
        message: "`" + name + "` is declared, but it is nowhere defined", help: nil)
    case .noMain:
      Complaint(
        offset: text.count, length: 1, message: "the program has no `main`, with which it starts",
        help: "write `int main(void) { ... }`")
    case .tooComplex:
      Complaint(
        offset: 0, length: 1, message: "an expression of the program is too complex",
        help: "a variable can hold a part of it")
    case .frameTooLarge:
      Complaint(
        offset: 0, length: 1, message: "the variables of a function have more than 1 GiB",
        help: "variables outside functions, or memory of `malloc`, may be larger than a stack")
    case .dataTooLarge:
      Complaint(
        offset: 0, length: 1,
        message: "all variables together have more than 1 GiB, or 64 MiB that start with something",
        help: nil)
    case .threadDataTooLarge:
      Complaint(
        offset: 0, length: 1, message: "the threads' own variables have more than 2032 bytes",
        help: nil)
    }
  }
}

/// All that is wrong with a program, in the order of its text.
package struct CompilationError: Error, Sendable {
  package let complaints: [Complaint]
}

extension TaskCCompiler {
  /// What is wrong with the library itself: nothing, as a test says.
  package static var libraryComplaints: [String] {
    Library.complaints.map { part in
      let index = Library.parts.firstIndex { $0.path == part.path } ?? 0
      let place = Library.texts[index].place(of: part.complaint.offset)
      return part.path + ":" + String(place.line) + ":" + String(place.column) + ": "
        + part.complaint.message
    }
  }
}

extension TaskCCompiler {
  /// Functions that a header declares and nothing defines: none, as a test says.
  package static var undefinedFunctions: [String] {
    let text = SourceText(Array("#include <threadbare.h>\n".utf8))
    guard let program = Program.read(text).program else { return ["threadbare.h"] }
    var linker = Linker(program, path: "", Library.shared)
    return program.functions.indices.compactMap { index in
      if linker.atomicCall(Int32(index), of: 0) != nil { return nil }
      let failures = linker.failures.count
      _ = linker.function(Int32(index), of: 0)
      return linker.failures.count == failures
        ? nil : program.names.text(program.functions[index].name)
    }
  }
}
