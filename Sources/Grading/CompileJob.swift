internal import Diagnostics
internal import Foundation

/// What to compile: sources of one module, and what it may import.
struct CompileJob {
  /// What the compiler may use.
  struct Limits: Hashable, Codable {
    /// Processor time of each of the two steps, in seconds.
    var processorSeconds = 10
    /// Memory in MiB.
    var memoryMebibytes = 4_096
    /// The largest file that is written, in MiB.
    var fileMebibytes = 32
    /// Processes and threads, the shell among them.
    var processes = 64
  }

  enum Optimisation: String {
    case none = "-Onone"
    case speed = "-O"
  }

  var module: String
  var sources: [SourceFile]
  /// The folder of the kit's modules.
  var kit: String
  /// The folder of the exercise's module, if the sources import one, and its name.
  var exercise: (folder: String, module: String)?
  /// Whether others import this module.
  var emitsModule = false
  var optimisation = Optimisation.none
  var limits = Limits()
}

/// The folders of a job, as the compiler sees them: inside the sandbox or outside.
struct CompilePaths {
  var input: String
  var output: String
  var kit: String
  var exercise: String
  var moduleCache: String
  var temporary: String
}

extension CompileJob {
  /// The exit status of the script where the compiler found errors.
  static let compilerFailed: Int32 = 10
  /// The exit status of the script where the linker failed.
  static let linkerFailed: Int32 = 11
  /// The exit status of the script where the compiler ran out of processor time.
  static let timeLimitHit: Int32 = 12
  /// The exit status of the script where a signal ended the compiler: a crash, or no memory.
  static let compilerCrashed: Int32 = 13

  /// A shell script that compiles and links, in two direct steps.
  ///
  /// The driver (`swiftc`) is left out on purpose: it passes what a source file says about linking
  /// on to clang as arguments, and that is code execution. The linker called here does not.
  func script(_ toolchain: Toolchain, _ paths: CompilePaths) -> String {
    let library = toolchain.libraries
    var frontend = [
      toolchain.frontend, "-frontend", "-c", "-resource-dir", "\(toolchain.root)/lib/swift",
      "-target", toolchain.target,
      "-disable-objc-interop", "-swift-version", "6", "-module-name", module, "-parse-as-library",
      "-I", paths.kit, "-empty-abi-descriptor", "-solver-expression-time-threshold=2",
      "-module-cache-path", paths.moduleCache, "-diagnostic-style", "llvm", "-no-color-diagnostics",
      optimisation.rawValue,
      // The importer of C headers asks for GCC's folder several times over, in hundreds of places; it is
      // of use for C++ alone, which no source can import here. A place that is not there ends the search.
      "-Xcc", "--gcc-toolchain=/nonexistent",
    ]
    var link = [
      toolchain.linker, "--threads=1", "-shared", "-z", "now", "-z", "relro", "-z", "noexecstack",
      "--hash-style=gnu", "--eh-frame-hdr", "-rpath", "$ORIGIN:$ORIGIN/module", "-soname",
      "lib\(module).so",
      "\(library)/\(toolchain.architecture)/swiftrt.o", "\(paths.temporary)/\(module).o",
    ]
    if let exercise {
      frontend += ["-I", paths.exercise]
      link += ["\(paths.exercise)/lib\(exercise.module).so"]
    }
    if emitsModule {
      frontend += ["-emit-module-path", "\(paths.output)/\(module).swiftmodule"]
    }
    // From inside their folder, so that neither `#filePath` nor a message tells where it is. One that
    // begins with `@` would be read as a list of arguments, hence the dot.
    frontend += sources.map { "./\($0.name)" }
    frontend += ["-o", "\(paths.temporary)/\(module).o"]
    link += ["--as-needed", "-L", library, "-L", "/lib/\(toolchain.architecture)-linux-gnu"]
    link += Self.libraries.map { "-l\($0)" }
    if mentionsFoundation { link += Self.foundation.map { "-l\($0)" } }
    link += ["-l:libc.so.6", "-l:libm.so.6", "-o", "\(paths.output)/lib\(module).so"]
    // In a shell of its own, so that a flood of messages that hits the limit of a file ends the
    // compiler alone; what it has said by then is told. And with a limit of time that kills: the
    // compiler catches the signal that comes first elsewhere, and goes on in any of many ways.
    return """
      cd \(shellWord(paths.input)) || exit
      export \(Self.allocator)
      (ulimit -t \(limits.processorSeconds) && exec \(shellWords(frontend))) > \(shellWord("\(paths.output)/compiler.txt")) 2>&1
      code=$?
      if [ $code -eq \(128 + SIGXFSZ) ]; then exit \(Self.compilerFailed); fi
      if [ $code -eq \(128 + SIGKILL) ]
      then
        # Its limit of time, unless the machine had no memory. The kernel counts by ticks, so the two
        # times are not quite the same.
        times > \(shellWord("\(paths.output)/times.txt"))
        { read -r own; read -r user system; } < \(shellWord("\(paths.output)/times.txt"))
        used=0
        for time in "$user" "$system"
        do
          seconds=${time#*m}
          used=$((used + ${time%%m*} * 60 + ${seconds%%.*}))
        done
        if [ $used -ge \(limits.processorSeconds / 2) ]; then exit \(Self.timeLimitHit); fi
      fi
      if [ $code -gt 128 ]; then exit \(Self.compilerCrashed); fi
      if [ $code -ne 0 ]; then exit \(Self.compilerFailed); fi
      \(shellWords(link)) > \(shellWord("\(paths.output)/linker.txt")) 2>&1 || exit \(Self.linkerFailed)
      """
  }

  /// The memory of compiler and linker comes in huge pages, where the kernel has them, and in few calls.
  ///
  /// A tenth of their time went into faults of small ones. Another C library does not know the variable.
  private static let allocator =
    "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=\(64 << 20)"
    + ":glibc.malloc.mmap_threshold=\(64 << 20)"

  /// Libraries of the runtime that code may use; one that it does not use is not linked.
  private static let libraries = [
    "swiftCore", "swiftSwiftOnoneSupport", "swift_Concurrency", "swift_StringProcessing",
    "swiftGlibc", "swiftSynchronization",
  ]

  /// Foundation's libraries, whose tables of names cost the linker as much time as all the rest.
  private static let foundation = ["Foundation", "FoundationEssentials"]

  /// Whether a source may import Foundation: it cannot without naming it.
  private var mentionsFoundation: Bool {
    sources.contains { Data($0.bytes).range(of: Data("Foundation".utf8)) != nil }
  }
}
