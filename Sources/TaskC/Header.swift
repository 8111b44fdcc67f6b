/// The headers that a program may include.
///
/// Each is a text of Task C, in which a few words more are
/// known: `typedef`, `union`, `short`, `signed` and `...`.
///
/// Names, types and values are those of the manual's section 2 and of Linux on RISC-V
/// (`include/uapi/asm-generic`), Linux 6.18.
enum Header: UInt8, CaseIterable {
  case stddef
  case stdint
  case limits
  case types
  case errno
  case stdio
  case stdlib
  case string
  case time
  case signal
  case sched
  case unistd
  case wait
  case mman
  case fcntl
  case atomic
  case futex
  case pthread
  case prctl
  case ptrace
  case resource
  case ipc
  case semaphores
  case stat
  case threadbare

  /// The name between `<` and `>`.
  var path: String {
    switch self {
    case .stddef: "stddef.h"
    case .stdint: "stdint.h"
    case .limits: "limits.h"
    case .types: "sys/types.h"
    case .errno: "errno.h"
    case .stdio: "stdio.h"
    case .stdlib: "stdlib.h"
    case .string: "string.h"
    case .time: "time.h"
    case .signal: "signal.h"
    case .sched: "sched.h"
    case .unistd: "unistd.h"
    case .wait: "sys/wait.h"
    case .mman: "sys/mman.h"
    case .fcntl: "fcntl.h"
    case .atomic: "stdatomic.h"
    case .futex: "linux/futex.h"
    case .pthread: "pthread.h"
    case .prctl: "sys/prctl.h"
    case .ptrace: "sys/ptrace.h"
    case .resource: "sys/resource.h"
    case .ipc: "sys/ipc.h"
    case .semaphores: "sys/sem.h"
    case .stat: "sys/stat.h"
    case .threadbare: "threadbare.h"
    }
  }

  /// The header whose own text has a word; the first of them.
  static func declaring(_ word: ArraySlice<UInt8>) -> Header? { index.header(of: word) }

  private static let index = HeaderIndex()

  /// Whether a function of the headers is a macro with parameters on a real machine.
  static func hasMacro(_ word: ArraySlice<UInt8>) -> Bool {
    word.starts(with: Array("atomic_".utf8))
      || word.first == UInt8(ascii: "W") && word.allSatisfy { (65...90).contains($0) }
  }
}

/// Which header declares which word: a function, a type or a macro.
private struct HeaderIndex: Sendable {
  private var names = Names()
  /// By ``NameID``.
  private var headers: [Header?]

  init() {
    headers = Array(repeating: nil, count: names.count)
    for header in Header.allCases {
      for line in header.text.utf8.split(separator: 10) { add(Array(line), of: header) }
    }
  }

  /// Adds what a line of a header declares; not what its parameters and members are called.
  private mutating func add(_ line: [UInt8], of header: Header) {
    let define = Array("#define ".utf8)
    if line.starts(with: define) {
      add(line[define.count...].prefix(while: Character.isNamePart), of: header)
      return
    }
    if line.first == UInt8(ascii: "#") { return }
    let endsType =
      line.starts(with: Array("typedef ".utf8)) || line.starts(with: Array("extern ".utf8))
      || line.starts(with: Array("} ".utf8))
    var start = 0
    for at in line.indices where !Character.isNamePart(line[at]) {
      let isDeclared =
        line[at] == UInt8(ascii: "(") || endsType && line[at] == UInt8(ascii: ";")
      if isDeclared, start < at { add(line[start..<at], of: header) }
      start = at + 1
    }
  }

  private mutating func add(_ word: ArraySlice<UInt8>, of header: Header) {
    let name = names.intern(word)
    if Int(name.rawValue) == headers.count { headers.append(header) }
  }

  func header(of word: ArraySlice<UInt8>) -> Header? {
    let name = names.find(word)
    return name == .none ? nil : headers[Int(name.rawValue)]
  }
}
