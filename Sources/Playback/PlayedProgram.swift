package import Machine
package import ProgramExploration
package import TaskC

/// A program of Task C that was compiled, to be played.
package struct PlayedProgram: Sendable {
  /// What it is called, without `.c`.
  package let name: String
  /// What is loaded.
  package let image: ELFFile
  /// What is known of its text.
  package let table: DebugTable
  /// What its addresses stand for.
  package let places: ProgramPlaces

  /// Compiles a program.
  ///
  /// - Parameters:
  ///   - text: Its text.
  ///   - name: What it is called, without `.c`.
  /// - Throws: All that is wrong with it.
  package init(_ text: SourceText, name: String) throws(CompilationError) {
    self.name = name
    let compiled = try TaskCCompiler.compile(text, path: name + ".c")
    table = compiled.debugTable
    do throws(ELFError) {
      image = try ELFFile(compiled.executable)
    } catch {
      preconditionFailure("the compiler made a file that is no program")
    }
    places = ProgramPlaces(image, table)
  }
}

extension CompilationError {
  /// The complaints as JSON: an array of line, column, length, message and help.
  ///
  /// - Parameters:
  ///   - text: The text of the program.
  ///   - writer: Where they go.
  package func write(of text: SourceText, to writer: inout JSONWriter) {
    writer.array("complaints") { list in
      for complaint in complaints {
        let place = text.place(of: complaint.offset)
        list.object { object in
          object.member("line", place.line)
          object.member("column", place.column)
          object.member("length", complaint.length)
          object.member("message", complaint.message)
          object.member("help", complaint.help)
        }
      }
    }
  }
}
