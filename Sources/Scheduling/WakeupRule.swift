/// What decides whether a task that wakes up preempts.
package enum WakeupRule: Sendable {
  case always
  case never
  /// The policy's own reckoning.
  case byTime
}

/// Whether policies alone decide: tasks of `SCHED_IDLE` yield to all others, and neither they nor those
/// of `SCHED_BATCH` preempt when they wake up.
///
/// Source: `kernel/sched/fair.c: check_preempt_wakeup`, Linux 6.5.
package func wakeupRule(
  of woken: SchedulingAttributes.Policy, over current: SchedulingAttributes.Policy
) -> WakeupRule {
  if current == .idle, woken != .idle { return .always }
  return woken == .normal ? .byTime : .never
}
