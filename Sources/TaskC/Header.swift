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
}

/// Which header declares which word.
private struct HeaderIndex: Sendable {
  private var names = Names()
  /// By ``NameID``.
  private var headers: [Header?]

  init() {
    headers = Array(repeating: nil, count: names.count)
    for header in Header.allCases {
      let text = Array(header.text.utf8)
      var at = 0
      while at < text.count {
        let start = at
        while at < text.count, Character.isNamePart(text[at]) { at += 1 }
        if at == start {
          at += 1
        } else if Character.isNameStart(text[start]) {
          let name = names.intern(text[start..<at])
          if Int(name.rawValue) == headers.count { headers.append(header) }
        }
      }
    }
  }

  func header(of word: ArraySlice<UInt8>) -> Header? {
    let name = names.find(word)
    return name == .none ? nil : headers[Int(name.rawValue)]
  }
}
