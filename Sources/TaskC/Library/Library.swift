/// The library of Task C, which is written in Task C.
///
/// Each part is a file of its own, whose `static` names are its own. What starts with two underscores is
/// between the parts, and ``Routine`` has the rest. A program is linked with the functions that it uses.
struct Library: Sendable {
  /// Its parts, behind the program in the order of modules.
  let modules: [Module]
  let exports: LibraryExports

  /// The parts of the library, with the names of their files.
  static let parts: [(path: String, text: String)] = [
    ("start.c", startText), ("printf.c", printfText), ("errors.c", errorsText),
    ("strings.c", stringsText), ("malloc.c", mallocText), ("tasks.c", tasksText),
    ("signals.c", signalsText), ("files.c", filesText), ("memory.c", memoryText),
    ("time.c", timeText), ("wait.c", waitText), ("semaphores.c", semaphoresText),
    ("pthread.c", pthreadText), ("divide.c", divideText),
  ]

  static let texts = parts.map { SourceText(Array($0.text.utf8)) }

  /// The library, read once.
  static let shared = Library()

  /// What is wrong with the library's texts: nothing, as a test says.
  static var complaints: [(path: String, complaint: Complaint)] {
    var all: [(path: String, complaint: Complaint)] = []
    for (index, part) in parts.enumerated() {
      for complaint in Program.read(texts[index], isLibrary: true).complaints {
        all.append((part.path, complaint))
      }
    }
    return all
  }

  private init() {
    var modules: [Module] = []
    var exports = LibraryExports()
    for (index, part) in Self.parts.enumerated() {
      guard let program = Program.read(Self.texts[index], isLibrary: true).program else { continue }
      modules.append(Module(program, path: "library/" + part.path))
      exports.add(program, module: modules.count)
    }
    self.modules = modules
    self.exports = exports
  }
}

/// Which part of the library defines which name.
struct LibraryExports: Sendable {
  /// A function or a variable of a module.
  struct Entry: Sendable {
    var module: Int
    var index: Int32
  }

  private var names = Names()
  /// By name.
  private var functions: [Entry?]
  private var globals: [Entry?]

  init() {
    functions = Array(repeating: nil, count: names.count)
    globals = functions
  }

  mutating func add(_ program: Program, module: Int) {
    for (index, function) in program.functions.enumerated()
    where function.body != nil && !function.isStatic {
      let name = intern(program.names.bytes(of: function.name))
      functions[name] = Entry(module: module, index: Int32(index))
    }
    for (index, global) in program.globals.enumerated()
    where global.isDefined && !global.isStatic {
      let name = intern(program.names.bytes(of: global.name))
      globals[name] = Entry(module: module, index: Int32(index))
    }
  }

  private mutating func intern(_ bytes: ArraySlice<UInt8>) -> Int {
    let name = Int(names.intern(bytes).rawValue)
    while functions.count <= name {
      functions.append(nil)
      globals.append(nil)
    }
    return name
  }

  func function(_ bytes: ArraySlice<UInt8>) -> Entry? {
    let name = names.find(bytes)
    return name == .none ? nil : functions[Int(name.rawValue)]
  }

  func global(_ bytes: ArraySlice<UInt8>) -> Entry? {
    let name = names.find(bytes)
    return name == .none ? nil : globals[Int(name.rawValue)]
  }
}
