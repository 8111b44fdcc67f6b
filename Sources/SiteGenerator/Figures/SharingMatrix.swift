package import KernelCore
import LinuxABI

/// Which of the kernel's structures some tasks share: tasks by structures.
///
/// It holds nothing but what the kernel says of the tasks at one moment.
package struct SharingMatrix: Equatable, Sendable {
  /// A kind of structure that tasks can share.
  package enum Structure: String, CaseIterable, Sendable {
    case mm, files, fs, sighand, signal

    /// What it is, in a few words.
    var summary: String {
      switch self {
      case .mm: "address space"
      case .files: "descriptors"
      case .fs: "root, directory, umask"
      case .sighand: "signal handlers"
      case .signal: "thread group"
      }
    }

    /// The task's structure of this kind.
    func reference(in task: TaskSnapshot) -> ResourceReference? {
      switch self {
      case .mm: task.mm
      case .files: task.files
      case .fs: task.fs
      case .sighand: task.sighand
      case .signal: task.signal
      }
    }
  }

  /// The object that a task has of one kind.
  package struct Cell: Equatable, Sendable {
    /// The kernel's number of the object: equal numbers in a column are one object.
    package var identity: Int
    /// The object's place among those of its column, from 0: equal places have one colour.
    package var rank: Int
    /// The tasks of this matrix that have the object.
    package var users: Int
  }

  /// What a task is called.
  package enum Name: Equatable, Sendable {
    /// The one that made the other.
    case parent
    case child
    /// One of several, by its id.
    case task
  }

  /// A task.
  package struct Row: Equatable, Sendable {
    package var name: Name
    package var threadID: Int32
    package var processID: Int32
    /// The task's objects in the order of the structures; nil where it has none any more.
    package var cells: [Cell?]
  }

  package let rows: [Row]

  /// Reads the structures of tasks.
  package init(_ tasks: [(name: Name, task: TaskSnapshot)]) {
    let columns = Structure.allCases.map { structure in
      Self.column(tasks.map { structure.reference(in: $0.task)?.identity })
    }
    rows = tasks.enumerated().map { index, entry in
      Row(
        name: entry.name, threadID: entry.task.threadID.rawValue,
        processID: entry.task.processID.rawValue, cells: columns.map { $0[index] })
    }
  }

  private static func column(_ identities: [Int?]) -> [Cell?] {
    var ranks: [Int] = []
    for case let identity? in identities where !ranks.contains(identity) { ranks.append(identity) }
    return identities.map { identity in
      guard let identity, let rank = ranks.firstIndex(of: identity) else { return nil }
      return Cell(
        identity: identity, rank: rank, users: identities.count { $0 == identity })
    }
  }

  /// The structures of which all tasks have the same object.
  var shared: [Structure] {
    Structure.allCases.enumerated().filter { index, _ in
      let first = rows.first?.cells[index]?.identity
      return first != nil && rows.allSatisfy { $0.cells[index]?.identity == first }
    }.map(\.element)
  }

  /// The structures of which at least two tasks have different objects.
  var separate: [Structure] { Structure.allCases.filter { !shared.contains($0) } }

  /// The matrix in one sentence.
  func sentence(_ words: Words) -> String {
    let (shared, separate) = (Self.list(shared, words), Self.list(separate, words))
    if shared.isEmpty { return words.text(.figureShareNothing, ["structures": separate]) }
    if separate.isEmpty { return words.text(.figureShareAll, ["structures": shared]) }
    return words.text(.figureShareSome, ["shared": shared, "separate": separate])
  }

  private static func list(_ structures: [Structure], _ words: Words) -> String {
    let names = structures.map(\.rawValue)
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return words.text(
      .figureList, ["first": names.dropLast().joined(separator: ", "), "last": last])
  }
}
