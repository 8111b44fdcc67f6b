package import KernelCore
package import Machine

/// One program in both process models, and what it took in each.
package struct Comparison: Sendable {
  /// A run in one of the models.
  package struct Run: Sendable {
    /// How it ended.
    package let end: ModelEnd
    /// What the program could tell.
    package let observation: Observation
    /// What it took.
    package let costs: ModelCosts
  }

  /// The run in the kernel of this course.
  package let linux: Run
  /// The run with lightweight processes.
  package let lightweight: Run

  /// Runs a program in both models, with the same choices where a system leaves them open.
  ///
  /// - Parameters:
  ///   - program: What the first process runs.
  ///   - profile: The version of Linux.
  ///   - decisions: How the open choices are taken.
  ///   - callsMax: The most calls of either run.
  package init<Task: Execution>(
    _ program: Task, profile: KernelProfile = .linux618,
    decisions: DecisionSource = .parentFirst, callsMax: Int
  ) {
    var limits = KernelLimits.standard
    // What a run's costs are read from must not lose its beginning. A call records some five events;
    // more than this many only what a page of each of its bytes is touched by.
    limits.traceEventsMax = max(limits.traceEventsMax, callsMax * 64)
    linux = Self.run(
      program,
      in: LinuxModel(Kernel(profile: profile, limits: limits, decisions: decisions)), callsMax)
    lightweight = Self.run(
      program,
      in: LightweightKernel(costs: profile.costs, limits: limits, decisions: decisions), callsMax)
  }

  private static func run<Model: ProcessModel, Task: Execution>(
    _ program: Task, in model: Model, _ callsMax: Int
  ) -> Run {
    var runner = ModelRunner(program, in: model)
    let end = runner.run(callsMax: callsMax)
    return Run(end: end, observation: runner.observation, costs: runner.costs)
  }

  /// Whether the program could tell no difference.
  package var looksTheSame: Bool {
    linux.observation == lightweight.observation && linux.end == lightweight.end
  }

  /// What one of the models could not do of the program; nil if it ran in both.
  package var refusal: (side: Side, refusal: Refusal)? {
    if case .refused(let refusal) = linux.end { return (.linux, refusal) }
    if case .refused(let refusal) = lightweight.end { return (.lightweight, refusal) }
    return nil
  }

  /// Which of the two models.
  package enum Side: Sendable {
    case linux
    case lightweight
  }

  // MARK: - Side by side

  /// One quantity in both models.
  package struct Row: Equatable, Sendable {
    /// What is counted.
    package let name: String
    /// How much that is in Linux.
    package let linux: String
    /// How much it is with lightweight processes.
    package let lightweight: String
  }

  /// What the program took in each of the models.
  package var rows: [Row] {
    var rows: [Row] = []
    // A run that was cut short has nothing to compare.
    func shown(_ run: Run, _ value: (Run) -> String) -> String {
      if case .refused = run.end { "–" } else { value(run) }
    }
    func add(_ name: String, _ value: (Run) -> String) {
      rows.append(
        Row(name: name, linux: shown(linux, value), lightweight: shown(lightweight, value)))
    }
    let creationCount = max(linux.costs.creations.count, lightweight.costs.creations.count)
    for place in 0..<creationCount {
      let call =
        place < linux.costs.creations.count
        ? linux.costs.creations[place].call : lightweight.costs.creations[place].call
      add(call.description + " makes") { run in
        run.creation(place).map { $0.made.descriptorText } ?? "–"
      }
      add("  copies of its creator's records") { run in
        run.creation(place).map { String($0.copies) } ?? "–"
      }
      add("  bytes of records, page tables included") { run in
        run.creation(place).map { String($0.made.bytes) } ?? "–"
      }
      add("  page table entries") { run in
        run.creation(place).map { String($0.pageEntries) } ?? "–"
      }
    }
    add("records at most") { $0.costs.most.descriptorText }
    add("  bytes, with page tables and open files") { String($0.costs.most.bytes) }
    add("pages in use at most") { String($0.costs.pagesMost) }
    add("  shared by address spaces") { String($0.costs.sharedPagesMost) }
    add("  copied when written to") { $0.traffic { $0.copiedPages } }
    add("switches") { $0.traffic { $0.switches } }
    add("  to another address space") { $0.traffic { $0.spaceSwitches } }
    return rows
  }
}

extension Comparison.Run {
  /// The creation at a place in their order.
  fileprivate func creation(_ place: Int) -> Creation? {
    place < costs.creations.count ? costs.creations[place] : nil
  }

  fileprivate func traffic(_ count: (Traffic) -> Int) -> String {
    costs.traffic.map { String(count($0)) } ?? "not counted"
  }
}

extension Comparison {
  /// The rows as text in three columns, for a terminal or a recorded output.
  package var text: String {
    let rows =
      [
        Row(name: "", linux: "Linux: tasks", lightweight: "lightweight processes")
      ] + self.rows
    let first = rows.map { $0.name.utf8.count }.max() ?? 0
    let second = rows.map { $0.linux.utf8.count }.max() ?? 0
    var text = ""
    for row in rows {
      text += padded(row.name, first) + "  " + padded(row.linux, second) + "  "
      text += row.lightweight + "\n"
    }
    if let (side, refusal) = refusal {
      text += side == .linux ? "Linux stops: " : "lightweight processes stop: "
      text += refusal.description + "\n"
    } else {
      text +=
        looksTheSame
        ? "the program can tell no difference\n" : "the program can tell them apart\n"
    }
    return text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.utf8.count, 0))
  }
}
