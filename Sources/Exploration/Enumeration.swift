internal import KernelCore

/// Walks the whole tree of decisions, or the part with so many preemptions.
struct Enumeration<Task: Explorable> {
  /// A decision with options that are still to be tried.
  private struct Frame {
    /// The run before the call in which the decision is taken.
    var snapshot: Snapshot<Task>
    /// The decisions that come before it in that call.
    let prefix: [UInt16]
    /// The next option, and where the options end.
    var next: UInt16
    let end: UInt16
    /// The preemptions of the run before that call.
    let preemptions: Int
  }

  private let explorer: Explorer<Task>
  private let preemptionBound: Int?
  private var frames: [Frame] = []
  private var preemptions = 0
  /// Whether there are schedules with more preemptions.
  private(set) var leftSomeOut = false

  init(of explorer: Explorer<Task>, preemptionBound: Int?) {
    self.explorer = explorer
    self.preemptionBound = preemptionBound
  }

  /// Whether the limits let it go on.
  func hasRoom(in report: Report) -> Bool {
    report.schedules + report.pruned < explorer.limits.schedulesMax
      && report.steps < explorer.limits.stepsInAllMax && !report.isStopped
  }

  /// Plays all schedules.
  ///
  /// With a bound those with fewer preemptions are played too, and not counted again.
  mutating func run(into report: inout Report) {
    var world = explorer.start()
    var prescribed: [UInt16] = []
    while true {
      advance(&world, prescribed)
      report.steps += 1
      while world.ending == nil {
        if world.stepCount >= explorer.limits.stepsMax {
          world.stopAtLimit()
        } else {
          advance(&world, [])
          report.steps += 1
        }
      }
      report.note(racesOf: &world)
      if preemptionBound == nil || preemptions == preemptionBound || world.ending == .stopped {
        report.count(world, preemptions: preemptions)
      }
      guard let top = frames.indices.last else { return }
      guard hasRoom(in: report) else {
        report.isComplete = false
        return
      }
      prescribed = frames[top].prefix
      prescribed.append(frames[top].next)
      preemptions = frames[top].preemptions
      frames[top].next += 1
      if frames[top].next < frames[top].end {
        world = frames[top].snapshot.world
      } else {
        // The last option takes the snapshot itself, and nothing is copied.
        var last = frames.removeLast()
        if isKnownUniquelyReferenced(&last.snapshot) {
          swap(&world, &last.snapshot.world)
        } else {
          world = last.snapshot.world
        }
      }
      // What there was before the choice, the run with the first option has told of.
      _ = world.takeRaces()
    }
  }

  /// Makes the next call, and keeps what else could have been decided in it.
  private mutating func advance(_ world: inout World<Task>, _ prescribed: [UInt16]) {
    let before = preemptions
    // The snapshot that a prescribed choice comes from serves its other options too; another one is
    // needed only if there may be a second decision.
    let isNeeded = prescribed.isEmpty ? world.mayDecide() : world.mayDecideTwice()
    let snapshot = isNeeded ? Snapshot(world) : nil
    let hasYielded = world.call == .schedYield
    world.advance(prescribed, observing: explorer.observed)
    var prefix: [UInt16] = []
    while let decision = world.nextDecision() {
      let place = prefix.count
      // At the end all that is decided is who of those that are killed goes first.
      if place >= prescribed.count, world.ending == nil, let snapshot {
        // Whoever yielded is the last in the run queue.
        let end = hasYielded && place == 0 ? decision.options - 1 : decision.options
        if let preemptionBound, decision.kind != .dispatch, preemptions >= preemptionBound {
          leftSomeOut = true
        } else if end > 1 {
          frames.append(
            Frame(snapshot: snapshot, prefix: prefix, next: 1, end: end, preemptions: before))
        }
      }
      prefix.append(decision.choice)
      if decision.isPreemption { preemptions += 1 }
    }
  }
}
