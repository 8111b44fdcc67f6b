internal import ArgumentParser

/// The programs that `run`, `explore` and `host` are given, and what they are told.
struct ProgramArguments: ParsableArguments {
  @Argument(
    help: """
      A file of Task C, an executable (for riscv64, or for this machine with host) or a program of a lesson \
      (LESSON#NAME), and further ones that it may execute.
      """)
  var programs: [String]
  @Option(name: .customLong("arg"), help: "An argument of the program; may be repeated.")
  var arguments: [String] = []

  func validate() throws {
    guard !programs.isEmpty else { throw ValidationError("Name a program.") }
  }

  /// The same on a command line.
  var words: [String] {
    programs.map { $0.hasPrefix("-") ? "./\($0)" : $0 } + arguments.map { "--arg=\($0)" }
  }
}
