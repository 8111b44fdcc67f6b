/// What share of the processor a task has beside others, and time measured in it.
package enum LoadWeight {
  /// The weight of a task of nice 0, in which virtual time passes as real time does.
  ///
  /// Source: `kernel/sched/sched.h: NICE_0_LOAD`, Linux 6.5, scaled down.
  package static var nice0: Int64 { 1024 }

  /// The weight of a task of policy `SCHED_IDLE`.
  ///
  /// Source: `kernel/sched/sched.h: WEIGHT_IDLEPRIO`, Linux 6.5.
  package static var idle: Int64 { 3 }

  /// The weights of nice -20 to 19: each level is worth some 10% of processor time.
  ///
  /// Source: `kernel/sched/core.c: sched_prio_to_weight`, Linux 6.5; the numbers are those of
  /// `kernel/sched.c: prio_to_weight`, Linux 2.6.24.
  private static let ofNice: [Int64] = [
    88761, 71755, 56483, 46273, 36291,
    29154, 23254, 18705, 14949, 11916,
    9548, 7620, 6100, 4904, 3906,
    3121, 2501, 1991, 1586, 1277,
    1024, 820, 655, 526, 423,
    335, 272, 215, 172, 137,
    110, 87, 70, 56, 45,
    36, 29, 23, 18, 15,
  ]

  /// The weight of a task.
  ///
  /// Source: `kernel/sched/core.c: set_load_weight`, Linux 6.5.
  package static func of(_ attributes: SchedulingAttributes) -> Int64 {
    attributes.policy == .idle ? idle : ofNice[Int(attributes.nice + 20)]
  }

  /// Real time in the virtual time of a task of some weight.
  ///
  /// Linux multiplies by an inverse (`sched_prio_to_wmult`) where this divides; the two differ by the
  /// last digit.
  ///
  /// Source: `kernel/sched/fair.c: calc_delta_fair`, Linux 6.5.
  @inline(__always)
  package static func virtual(_ nanoseconds: Int64, of weight: Int64) -> Int64 {
    weight == nice0 ? nanoseconds : nanoseconds * nice0 / weight
  }
}

/// A factor of the fair schedulers' granularities: the more processors, the coarser.
///
/// Source: `kernel/sched/fair.c: get_update_sysctl_factor`, Linux 6.5, with its default
/// `SCHED_TUNABLESCALING_LOG`: 1 + log2 of the number of processors, of which at most 8 count.
package func granularityFactor(ofProcessors processors: Int) -> Int64 {
  precondition(processors > 0, "there is a processor")
  let counted = UInt64(min(processors, 8))
  return Int64(64 - counted.leadingZeroBitCount)
}

extension Array {
  /// Makes a table long enough to have an element at an index.
  package mutating func reserve(_ index: Int32, filler: Element) {
    precondition(index >= 0, "no such slot")
    while count <= Int(index) { append(filler) }
  }
}
