import Courseware
import Diagnostics
import Foundation
import Subprocess
import SystemPackage
import TaskC

/// A program on this machine's own kernel: compiled by the C compiler, and run in bubblewrap in process,
/// user and mount namespaces of its own.
package struct HostProgram {
  /// Why it can't be run.
  package struct Fault: Error, CustomStringConvertible {
    /// The reason, as a line or several.
    package let description: String
    /// Whether the program is at fault, not the machine.
    package let isOfProgram: Bool
  }

  /// How it ended.
  package enum End: Equatable, Sendable {
    /// With a code.
    case exited(Int32)
    /// By a signal.
    case signaled(Int32)
    /// It took longer than it may, and was killed.
    case tookTooLong
  }

  private static let compiler = "/usr/bin/cc"
  private static let sandbox = "/usr/bin/bwrap"

  private let programs: [String]
  private let arguments: [String]
  private let user: UInt32
  private let seconds: Double

  /// Programs: files of C, executables of this machine, or programs of lessons.
  ///
  /// - Parameters:
  ///   - programs: The first one, and those that it may execute.
  ///   - arguments: What it is told besides its name.
  ///   - user: Whom it acts for, inside.
  ///   - seconds: How long it may take.
  package init(_ programs: [String], arguments: [String], user: UInt32, seconds: Double) {
    self.programs = programs
    self.arguments = arguments
    self.user = user
    self.seconds = seconds
  }

  /// Compiles and runs it, with this program's own input and outputs.
  ///
  /// - Returns: How it ended.
  /// - Throws: `Fault`.
  package func run() async throws -> End {
    for tool in [Self.compiler, Self.sandbox]
    where !FileManager.default.isExecutableFile(atPath: tool) {
      throw Fault(
        description: "\(tool) is not there: apt-get install gcc libc6-dev bubblewrap",
        isOfProgram: false)
    }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "threadbare-host-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    var names: [String] = []
    for program in programs { names.append(try await put(program, into: folder)) }
    return try await run(names[0], in: folder)
  }

  /// Makes an executable of a program.
  private func put(_ program: String, into folder: URL) async throws -> String {
    let url = URL(filePath: program)
    if let example = try example(program) {
      let name = example.name.value
      try Data(example.text.string.utf8).write(to: folder.appending(path: name + ".c"))
      // From its folder, so that the compiler calls it what `run` does.
      return try await compile(name + ".c", as: name, in: folder, from: FilePath(folder.path))
    }
    guard access(program, R_OK) == 0 else {
      throw Fault(
        description: "\(program): error: cannot read the program: \(systemReason())",
        isOfProgram: true)
    }
    guard url.pathExtension == "c" else {
      guard Self.isOfThisMachine(program) else {
        throw Fault(
          description: "\(program): error: it is no executable of this machine",
          isOfProgram: true)
      }
      let name = url.lastPathComponent
      let copy = folder.appending(path: name)
      try FileManager.default.copyItem(at: url, to: copy)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy.path)
      return name
    }
    let name = url.deletingPathExtension().lastPathComponent
    return try await compile(program, as: name, in: folder)
  }

  /// Whether a file is an ELF file for the processor that this program is for.
  private static func isOfThisMachine(_ program: String) -> Bool {
    // The magic and the class; `e_machine`.
    let (own, other) = (head(of: "/proc/self/exe"), head(of: program))
    return own.count == 20 && other.count == 20 && own[..<5] == other[..<5]
      && own[18...] == other[18...]
  }

  private static func head(of path: String) -> [UInt8] {
    guard let handle = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return [] }
    defer { try? handle.close() }
    return [UInt8]((try? handle.read(upToCount: 20)) ?? Data())
  }

  /// The program of a lesson that a name stands for; nil for a file.
  private func example(_ program: String) throws(Fault) -> ProgramExample? {
    guard !FileManager.default.fileExists(atPath: program) else { return nil }
    do throws(DiagnosticList) {
      return try ProgramExample.find(program)
    } catch {
      throw Fault(description: error.rendered(), isOfProgram: true)
    }
  }

  /// Compiles a file to an executable in a folder.
  private func compile(
    _ file: String, as name: String, in folder: URL, from directory: FilePath? = nil
  ) async throws -> String {
    try Data(HostHeader.text.utf8).write(to: folder.appending(path: HostHeader.name))
    let compiled = try await Subprocess.run(
      .path(FilePath(Self.compiler)),
      arguments: [
        "-Wall", "-O0", "-fsigned-char", "-fno-stack-protector", "-pthread", "-I", folder.path,
        "-include", HostHeader.name, "-o", folder.appending(path: name).path, file,
      ], workingDirectory: directory, output: .discarded, error: .string(limit: 1 << 20))
    guard compiled.terminationStatus.isSuccess else {
      throw Fault(description: compiled.standardError, isOfProgram: true)
    }
    if !compiled.standardError.isEmpty {
      FileHandle.standardError.write(Data(compiled.standardError.utf8))
    }
    return name
  }

  private func run(_ name: String, in folder: URL) async throws -> End {
    // It may write where it is: the folder is gone afterwards. It leads a session of its own, as the first
    // program of the emulated kernel does; as no leader of a group yet, setsid needs no process of its own.
    let confined = [
      "--unshare-user", "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--new-session",
      "--uid", "\(user)", "--gid", "\(user)", "--ro-bind", "/", "/", "--dev", "/dev", "--proc",
      "/proc", "--tmpfs", "/tmp", "--tmpfs", "/dev/shm", "--bind", folder.path, "/mnt",
      "--chdir", "/mnt", "--", "setsid", "./\(name)",
    ]
    let configuration = Configuration(
      executable: .path(FilePath(Self.sandbox)), arguments: Arguments(confined + arguments))
    let seconds = seconds
    return try await withThrowingTaskGroup(of: End?.self) { group in
      group.addTask {
        let result = try await Subprocess.run(
          configuration, input: .currentStandardInput, output: .currentStandardOutput,
          error: .currentStandardError)
        switch result.terminationStatus {
        case .exited(let code):
          // bubblewrap says 128 and the signal of a program that a signal has killed.
          return code > 128 ? .signaled(Int32(code) - 128) : .exited(Int32(code))
        case .signaled(let signal): return .signaled(Int32(signal))
        }
      }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let end = first else { return .tookTooLong }
      return end
    }
  }
}
