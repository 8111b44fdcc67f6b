/// A program of Task C that is right: its types, variables and functions, as trees with all
/// conversions in them.
///
/// The trees are records of tables that name one another by their numbers.
package struct Program: Sendable {
  var names: Names
  var types: TypeTable
  /// The bytes of the strings, without the zero behind each.
  var strings: [[UInt8]]
  var expressions: [Expression] = []
  var statements: [Statement] = []
  /// The statements of the blocks.
  var statementList: [StatementID] = []
  /// The arguments of the calls.
  var argumentList: [ExpressionID] = []
  var initializers: [Initializer] = []
  var locals: [LocalVariable] = []
  var globals: [GlobalVariable] = []
  var functions: [Function] = []

  init(_ list: TokenList) {
    names = list.names
    strings = list.strings
    types = TypeTable()
  }

  subscript(id: ExpressionID) -> Expression { expressions[Int(id.rawValue)] }
  subscript(id: StatementID) -> Statement { statements[Int(id.rawValue)] }

  /// The functions that have a body, in the order of the text.
  package var definedFunctions: [String] {
    functions.filter { $0.body != nil }.map { names.text($0.name) }
  }

  /// The variables outside functions and the static ones in them, those of headers left out.
  package var definedVariables: [String] {
    globals.filter { $0.isDefined }.map { names.text($0.name) }
  }

  /// Reads a program.
  ///
  /// - Parameter text: The text of its one file.
  /// - Returns: The program; nil when there are complaints.
  package static func read(_ text: SourceText) -> (program: Program?, complaints: [Complaint]) {
    read(text, isLibrary: false)
  }

  /// Reads a program or a part of the library.
  static func read(
    _ text: SourceText, isLibrary: Bool
  ) -> (program: Program?, complaints: [Complaint]) {
    var preprocessor = Preprocessor()
    preprocessor.run(text)
    var parser = Parser(
      preprocessor.list, preprocessor.complaints, isLibrary: isLibrary)
    parser.parseFile()
    var complaints = parser.complaints.all
    // In the order of the text: words are looked at first, then sentences.
    complaints.sort { $0.offset < $1.offset }
    return (complaints.isEmpty ? parser.program : nil, complaints)
  }
}
