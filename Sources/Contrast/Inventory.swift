package import KernelCore

/// A kind of record of either model, or of both.
package enum Structure: UInt8, CaseIterable, Sendable {
  // Linux's.
  case task, signal, sighand, files, fs, mm
  // The lightweight model's.
  case proc, lwp, kthread, `as`
  // What both have: areas and page tables belong to the machine's memory, open files to neither
  // process nor thread.
  case area, pageEntry, openFile

  /// Its name in the system that has it; in both, Linux's.
  package var name: StaticString {
    switch self {
    case .task: "task_struct"
    case .signal: "signal_struct"
    case .sighand: "sighand_struct"
    case .files: "files_struct"
    case .fs: "fs_struct"
    case .mm: "mm_struct"
    case .proc: "proc_t"
    case .lwp: "klwp_t"
    case .kthread: "kthread_t"
    case .as: "as"
    case .area: "area"
    case .pageEntry: "page table entry"
    case .openFile: "open file"
    }
  }

  /// Whether it describes a process, a thread, or what they have; the others describe memory and
  /// files.
  package var isDescriptor: Bool { rawValue < Structure.area.rawValue }

  /// Whether a task or thread of its own comes with it.
  package var isRunnable: Bool { self == .task || self == .kthread }
}

/// How many records there are of each kind, or how many more than at another time.
package struct Inventory: Equatable, Sendable {
  private var counts = ContiguousArray(
    repeating: RecordCount(count: 0, bytesEach: 0), count: Structure.allCases.count)
  /// The frames of 4 KiB in use.
  package var pages = 0
  /// The frames that more than one address space shows.
  package var sharedPages = 0

  /// Nothing.
  package init() {}

  /// What describes memory, with address spaces by one model's name.
  init(memory: MemoryCounts, as space: Structure) {
    self[space] = memory.spaces
    self[.area] = memory.areas
    self[.pageEntry] = memory.entries
    pages = memory.pages
    sharedPages = memory.sharedPages
  }

  /// The records of a kind.
  package subscript(structure: Structure) -> RecordCount {
    get { counts[Int(structure.rawValue)] }
    set { counts[Int(structure.rawValue)] = newValue }
  }

  /// The records that describe processes, threads and what they have.
  package var descriptors: Int {
    var sum = 0
    for structure in Structure.allCases where structure.isDescriptor {
      sum += self[structure].count
    }
    return sum
  }

  /// The bytes of all records.
  package var bytes: Int { counts.reduce(0) { $0 + $1.bytes } }

  /// What there is more in one than in another.
  package static func - (one: Inventory, other: Inventory) -> Inventory {
    var difference = one
    for structure in Structure.allCases {
      difference[structure].count -= other[structure].count
      difference[structure].bytes -= other[structure].bytes
    }
    difference.pages -= other.pages
    difference.sharedPages -= other.sharedPages
    return difference
  }

  /// The records that describe processes and threads in words, such as "2 task_struct, 1 mm_struct";
  /// "nothing" if there are none.
  package var descriptorText: String {
    var text = ""
    for structure in Structure.allCases where structure.isDescriptor && self[structure].count != 0 {
      if !text.isEmpty { text += ", " }
      text += String(self[structure].count) + " " + structure.name.description
    }
    return text.isEmpty ? "nothing" : text
  }
}
