import KernelCore
import TaskC
import UserSpace

/// The shell of the emulated computer, and the tools that are named like those of a real one: one program,
/// which does what it is called as.
///
/// It is written in Task C, as the library is, and follows POSIX.1-2017, "Shell Command Language", as far as scripts of
/// programs go: what `system` and `popen` are given. Left out are job control, aliases, `getopts`, `hash`, `type`,
/// `ulimit` and line editing.
enum Shell {
  /// Where it is.
  static let directory = "/bin"

  /// What its tools are called, each of them a symbolic link to it.
  static let tools = [
    "[", "cat", "chmod", "cp", "echo", "env", "false", "head", "id", "kill", "ln", "ls", "mkdir",
    "mv", "printf", "pwd",
    "rm", "rmdir", "sleep", "test", "touch", "true", "uname", "wc",
  ]

  /// Its parts, which are read as one text.
  private static var parts: [String] {
    [
      textText, systemText, variablesText, wordsText, grammarText, expansionText, fieldsText,
      arithmeticText, childrenText, redirectionsText, commandsText, printingText, testText,
      signalsText, placesText, builtinsText, toolsText, fileToolsText, startText,
    ]
  }

  /// Its text.
  static var text: String { parts.joined(separator: "\n") }

  /// Its executable file.
  static let executable: [UInt8] = {
    do throws(CompilationError) {
      return try TaskCCompiler.compile(
        SourceText(Array(text.utf8)), path: "sh.c", isLibrary: true
      ).executable
    } catch {
      preconditionFailure("the shell is wrong: \(error.complaints.map(\.message))")
    }
  }()
}

extension Kernel {
  /// Puts the shell and the tools where programs look for them.
  mutating func installShell() {
    _ = installProgram("sh", Shell.executable, in: Shell.directory)
    for tool in Shell.tools { makeLink(Shell.directory + "/" + tool, to: "sh") }
    // As on Debian the two are one.
    makeDirectory("/usr")
    makeLink("/usr/bin", to: Shell.directory)
  }
}
