package import KernelCore

/// What it took to make a task.
package struct Creation: Equatable, Sendable {
  /// The call.
  package let call: SystemCall
  /// The records that came to be.
  package let made: Inventory

  /// How many of those describe a process or a thread and are copies of its creator's.
  ///
  /// In Linux all but the record of a new thread group are, whatever is made: what is not shared is
  /// copied. A thread of the other model is made from nothing, and a process is a copy.
  ///
  /// Source: `kernel/fork.c: dup_task_struct, copy_files, copy_fs, copy_sighand, dup_mm`, and
  /// copy_signal, which starts with zeroes; illumos's `os/fork.c: getproc, forklwp`, `os/lwp.c:
  /// lwp_create`.
  package var copies: Int {
    if made[.task].count > 0 { return made.descriptors - made[.signal].count }
    return made[.proc].count > 0 ? made.descriptors : 0
  }

  /// The entries that page tables grew by.
  package var pageEntries: Int { made[.pageEntry].count }
}

/// What a run took, in units that are the same for both models.
///
/// All of it is counted on the records that the model had while it ran.
package struct ModelCosts: Equatable, Sendable {
  /// What each call took that made a task, in the order of the calls.
  package internal(set) var creations: [Creation] = []
  /// What there was at the moment when records took the most bytes.
  package internal(set) var most = Inventory()
  /// The most pages that there were in use at once, and the most that address spaces shared at once.
  package internal(set) var pagesMost = 0
  package internal(set) var sharedPagesMost = 0
  /// What records do not show; nil if it could not be counted.
  package internal(set) var traffic: Traffic?

  /// Takes what there is into account.
  mutating func see(_ inventory: Inventory) {
    if inventory.bytes > most.bytes { most = inventory }
    pagesMost = max(pagesMost, inventory.pages)
    sharedPagesMost = max(sharedPagesMost, inventory.sharedPages)
  }
}
