import Contrast
import KernelCore
import LinuxABI
import Machine
import TestSupport
import Testing

@Suite struct `Costs of the two models` {
  /// A parent that stores, a child that does so too, on the same page.
  private let fork = script(
    [.store(word(0), 1), .fork(runs: 1, as: 0), .wait(for: 0)], [.store(word(0), 2)])
  /// Two threads, joined as thread libraries do it.
  private let threads = script(
    [
      .clone(threadFlags.union([.childClearTID]), runs: 1, as: 0, clears: word(8)),
      .clone(threadFlags.union([.childClearTID]), runs: 1, as: 1, clears: word(9)),
      .join(0, at: word(8)), .join(1, at: word(9)), .load(word(0)),
    ], [.call(.fetchAdd(address: word(0), width: .word, value: 1))])
  private let vfork = script(
    [
      .store(word(0), 1), .clone([.vm, .vfork], Signal.child.rawValue, runs: 1, as: 0),
      .wait(for: 0),
    ],
    [.store(word(0), 2), .call(.exitGroup(code: 3))])
  /// What only tasks can do: processes with one descriptor table.
  private let shared = script(
    [.clone([.files], Signal.child.rawValue, runs: 1, as: 0), .wait(for: 0), .write("x", to: 3)],
    [.call(.open(path: Array("/tmp/a".utf8), flags: [.writeOnly, .create], mode: 0o644))])

  @Test func `stand side by side`() throws {
    let programs = [
      ("fork", fork), ("threads", threads), ("vfork", vfork), ("shared descriptors", shared),
    ]
    let text = programs.map { "\($0)\n\n\(compare($1).text)" }.joined(separator: "\n")
    try expectSnapshot(of: text, named: "side-by-side.txt")
  }

  @Test func `a thread is one record in Linux, and two in the other model, whatever else there is`()
  {
    let comparison = compare(threads)
    for creation in comparison.linux.costs.creations {
      #expect(creation.made.descriptorText == "1 task_struct")
      #expect(creation.copies == 1)
    }
    for creation in comparison.lightweight.costs.creations {
      #expect(creation.made.descriptorText == "1 klwp_t, 1 kthread_t")
      #expect(creation.copies == 0)
    }
    #expect(comparison.linux.costs.traffic?.spaceSwitches == 1)
    #expect(comparison.looksTheSame)
  }

  @Test func `a process is six records in Linux, and four in the other model`() {
    let comparison = compare(fork)
    let linux = comparison.linux.costs.creations[0]
    #expect(
      linux.made.descriptorText
        == "1 task_struct, 1 signal_struct, 1 sighand_struct, 1 files_struct, 1 fs_struct, 1 mm_struct"
    )
    #expect(linux.copies == 5)
    let other = comparison.lightweight.costs.creations[0]
    #expect(other.made.descriptorText == "1 proc_t, 1 klwp_t, 1 kthread_t, 1 as")
    #expect(other.copies == 4)
    #expect(linux.pageEntries == Int(UserMemoryLayout.dataPages))
    #expect(linux.pageEntries == other.pageEntries)
    #expect(comparison.linux.costs.sharedPagesMost == 1)
    #expect(comparison.linux.costs.traffic?.copiedPages == 1)
  }

  @Test func `each thing that a task shares is a record fewer; a process can share none`() {
    let flags: [CloneFlags] = [
      [], .fs, [.fs, .files], [.vm, .fs, .files], [.vm, .fs, .files, .sighand],
    ]
    for (count, flags) in flags.enumerated() {
      let comparison = compare(script([.clone(flags, Signal.child.rawValue, runs: 1)], []))
      #expect(comparison.linux.costs.creations[0].made.descriptors == 6 - count)
      #expect((comparison.refusal == nil) == flags.isEmpty)
    }
  }

  @Test func `are read from the records: a descriptor more is four bytes more in each copy`() {
    let few = compare(script([.fork(runs: 1)], []))
    let many = compare(script([.call(.dup(fd: 1)), .fork(runs: 1)], []))
    for (one, other) in [(few.linux, many.linux), (few.lightweight, many.lightweight)] {
      let difference = other.costs.creations[0].made.bytes - one.costs.creations[0].made.bytes
      #expect(difference == MemoryLayout<Int32>.stride)
    }
  }

  @Test func `a run at its limit says so, and counts up to there`() {
    let endless = Comparison(ScriptExecution(threads), callsMax: 2)
    #expect(endless.linux.end == .callLimit && endless.lightweight.end == .callLimit)
    #expect(endless.linux.costs.creations.count == 2)
  }
}
