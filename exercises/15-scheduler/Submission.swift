import ExerciseKit
import Exercise_15_scheduler

struct Submission: RunQueue {
  // TODO: what is known of each task, and the tasks that wait, by priority: the active and the expired.

  mutating func add(_ task: Int, priority: Int) {
    // TODO: a record for the task.
  }

  mutating func remove(_ task: Int) {
    // TODO: forget it.
  }

  mutating func wake(_ task: Int) -> Bool {
    // TODO: behind the active tasks of its priority. Is it better than the current one?
    false
  }

  mutating func sleep(_ task: Int) {
    // TODO: out of its list, if it waits.
  }

  mutating func putBack(_ task: Int, because reason: PutBack) {
    // TODO: to the front, to the end, or to the expired ones.
  }

  mutating func pick() -> Int? {
    // TODO: the first of the best priority; no loop over the tasks.
    nil
  }

  mutating func tick(_ nanoseconds: UInt64) -> Bool {
    // TODO: is the slice used up?
    false
  }

  mutating func disablePreemption() {
    // TODO: count.
  }

  mutating func enablePreemption() -> Bool {
    // TODO: was there a reason to go?
    false
  }
}
