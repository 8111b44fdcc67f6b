package import KernelCore
import LinuxABI

/// The task table of a kernel, as `--tasks` shows it: a row a task, and the same number for the same
/// structure.
package enum TaskTable {
  /// The lines, the heading first.
  package static func lines(of tasks: [TaskSnapshot]) -> [String] {
    let heading = [
      "pid", "tgid", "ppid", "pgid", "state", "mm", "files", "fs", "sighand", "signal", "ended",
    ]
    let rows = tasks.map { task in
      [
        "\(task.threadID.rawValue)", "\(task.processID.rawValue)",
        "\(task.parentProcessID.rawValue)", "\(task.processGroupID.rawValue)", "\(task.state)",
        text(task.mm), text(task.files), text(task.fs), text(task.sighand), text(task.signal),
        task.status?.description ?? "-",
      ]
    }
    let widths = heading.indices.map { column in
      ([heading] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([heading] + rows).map { row in
      var line = ""
      for (cell, width) in zip(row, widths) {
        line += cell + String(repeating: " ", count: width - cell.count + 2)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func text(_ structure: ResourceReference?) -> String {
    structure.map { "\($0.identity)" } ?? "-"
  }
}
