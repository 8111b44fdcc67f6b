import KernelCore
import LinuxABI
package import Markup
package import Tracing

/// The processes of a run as a tree, each with its threads and its end.
///
/// It is a list in the page and no drawing: what it shows is an order, and lists are read by everybody.
package struct FamilyFigure: Sendable {
  /// A process with its threads.
  package struct Process: Equatable, Sendable {
    /// Its id.
    package let id: Int32
    /// The process that is its parent at the end of the run.
    package fileprivate(set) var parent: Int32
    /// The process that made it, where that is not the parent.
    package fileprivate(set) var creator: Int32?
    /// The ids of its threads beside the first, in the order of their creation.
    package fileprivate(set) var threads: [Int32] = []
    /// How it ended, as people read it; nil if it did not.
    package fileprivate(set) var end: String?
    /// Whether anybody took note of its end.
    package fileprivate(set) var isReaped = false
  }

  /// The processes in the order of their creation.
  package let processes: [Process]

  /// Reads the events of a run.
  package init(_ trace: RecordedTrace) {
    var found: [Process] = []
    /// The process of each thread.
    var homes: [(thread: Int64, process: Int32)] = []
    func home(_ thread: Int64) -> Int32? { homes.last { $0.thread == thread }?.process }
    func place(_ process: Int64) -> Int? { found.lastIndex { Int64($0.id) == process } }
    for event in trace.events {
      switch event.kind {
      case .clone:
        let process = Int32(truncatingIfNeeded: event.d)
        homes.append((event.a, process))
        if event.a != event.d {
          if let index = place(event.d) {
            found[index].threads.append(Int32(truncatingIfNeeded: event.a))
          }
          continue
        }
        let creator = home(Int64(event.threadID.rawValue))
        let flags = CloneFlags(rawValue: UInt64(bitPattern: event.b))
        let parent =
          flags.contains(.parent)
          ? creator.flatMap { place(Int64($0)) }.map { found[$0].parent } : creator
        found.append(
          Process(id: process, parent: parent ?? 1, creator: parent == creator ? nil : creator))
      case .reparent:
        if let index = place(event.a), let parent = home(event.b) ?? (event.b == 1 ? 1 : nil) {
          let before = found[index].parent
          if parent != before, found[index].creator == nil { found[index].creator = before }
          found[index].parent = parent
        }
      case .processEnd:
        if let index = place(event.b) {
          found[index].end = WaitStatus(rawValue: Int32(truncatingIfNeeded: event.a)).description
        }
      case .reap:
        if event.c == 1, let index = place(event.a) { found[index].isReaped = true }
      default: break
      }
    }
    processes = found
  }

  /// Adds the figure to a page.
  package func draw(into element: HTMLElement, title: String, words: Words) {
    let figure = element.add(.div, "figure", "family").set(.role, "group")
    figure.set(.ariaLabel, words.text(.figureFamily, ["name": title]))
    let ids = processes.map(\.id)
    let roots = processes.filter { !ids.contains($0.parent) }
    let list = figure.add(.ul)
    list.add(.li) { item in
      item.add(.span, "process", text: words.text(.figureProcess, ["pid": "1"]))
      item.text(" init")
      children(roots, words, in: item, depth: 0)
    }
    figure.add(.p, "caption", text: words.text(.figureFamilyLegend))
  }

  /// The deepest family that is drawn; what is deeper is left out.
  private static let depthMax = 40

  private func children(
    _ children: [Process], _ words: Words, in item: HTMLElement, depth: Int
  ) {
    guard !children.isEmpty, depth < Self.depthMax else { return }
    let list = item.add(.ul)
    for process in children {
      list.add(.li) { item in
        item.add(.span, "process", text: words.text(.figureProcess, ["pid": "\(process.id)"]))
        if let creator = process.creator {
          item.text(" " + words.text(.figureMadeBy, ["pid": "\(creator)"]))
        }
        if !process.threads.isEmpty {
          item.text(" ")
          let threads = Words.Filling.element { line in
            for (index, thread) in process.threads.enumerated() {
              if index > 0 { line.text(", ") }
              line.add(.span, "thread", text: "\(thread)")
            }
          }
          words.write(
            .figureWithThreads, count: process.threads.count, ["threads": threads], into: item)
        }
        item.add(.span, "end", text: " " + end(of: process, words))
        self.children(
          processes.filter { $0.parent == process.id }, words, in: item, depth: depth + 1)
      }
    }
  }

  private func end(of process: Process, _ words: Words) -> String {
    guard let end = process.end else { return words.text(.figureNotEnded) }
    return process.isReaped ? words.text(.figureCollected, ["end": end]) : end
  }
}
