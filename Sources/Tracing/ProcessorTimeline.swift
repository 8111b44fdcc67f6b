internal import KernelCore

/// Who had each processor when, one line a processor.
///
///     CPU0 |AAABBBAAA...|
///     CPU1 |...CCCCCC...|
///
/// Tasks are letters, in the order of their appearance in the trace: A to Z, then a to z, then `?`. A
/// column is a stretch of time, and shows who had the processor longest in it; a dot, that nobody had
/// it for longer.
public enum ProcessorTimeline {
  /// The most columns of a timeline; what is later is left out.
  public static var columnsMax: Int { 10_000 }

  /// The lines, without line ends; none for a trace without events.
  ///
  /// - Parameters:
  ///   - trace: The trace.
  ///   - columnNanoseconds: How much time is a column.
  ///   - processors: How many processors there are; nil for as many as the trace names.
  /// - Returns: A line for each processor.
  /// - Precondition: A column is some time.
  public static func lines(
    of trace: RecordedTrace, columnNanoseconds: UInt64, processors: Int? = nil
  ) -> [String] {
    precondition(columnNanoseconds > 0, "a column is some time")
    guard let end = trace.events.last?.timeNanoseconds, let start = trace.events.first else {
      return []
    }
    let first = start.timeNanoseconds / columnNanoseconds
    let last = min((end + columnNanoseconds - 1) / columnNanoseconds, first + UInt64(columnsMax))
    var columns = Columns(
      first: first, count: Int(last - first), processors: processors ?? trace.processorCount,
      nanoseconds: columnNanoseconds)
    for (index, task) in trace.tasks.enumerated() {
      for span in task.spans where span.state == .running {
        columns.add(
          letter(of: index), on: span.processor, span.startNanoseconds, span.endNanoseconds)
      }
    }
    return columns.lines
  }

  private static func letter(of task: Int) -> UInt8 {
    switch task {
    case 0..<26: 0x41 + UInt8(task)
    case 26..<52: 0x61 + UInt8(task - 26)
    default: 0x3f
    }
  }
}

private struct Columns {
  /// The number of the first column, from time 0 on.
  let first: UInt64
  let count: Int
  let nanoseconds: UInt64
  /// For each processor and column, who had it how long.
  private var shares: [[(letter: UInt8, nanoseconds: UInt64)]]
  private let processors: Int

  init(first: UInt64, count: Int, processors: Int, nanoseconds: UInt64) {
    self.first = first
    self.count = count
    self.nanoseconds = nanoseconds
    self.processors = processors
    shares = Array(repeating: [], count: count * processors)
  }

  mutating func add(_ letter: UInt8, on processor: Int, _ start: UInt64, _ end: UInt64) {
    guard processor < processors else { return }
    var time = start
    while time < end {
      let column = time / nanoseconds
      let next = min(end, (column + 1) * nanoseconds)
      guard column >= first, column - first < UInt64(count) else { return }
      let place = processor * count + Int(column - first)
      if let share = shares[place].firstIndex(where: { $0.letter == letter }) {
        shares[place][share].nanoseconds += next - time
      } else {
        shares[place].append((letter, next - time))
      }
      time = next
    }
  }

  var lines: [String] {
    (0..<processors).map { processor in
      var line = Array(("CPU" + String(processor) + " |").utf8)
      for column in 0..<count {
        let found = shares[processor * count + column]
        let used = found.reduce(0) { $0 + $1.nanoseconds }
        var best = (letter: UInt8(0x2e), nanoseconds: nanoseconds - used)
        for share in found where share.nanoseconds > best.nanoseconds { best = share }
        line.append(best.letter)
      }
      line.append(0x7c)
      return String(decoding: line, as: UTF8.self)
    }
  }
}
