import Contrast
import KernelCore
import LinuxABI
import Machine
import Testing

@Suite struct `What one model cannot say` {
  private static let child = Signal.child.rawValue

  @Test(
    arguments: [
      ([.vm], child, [Inexpressible.memoryOfTwoProcesses]),
      ([.files], child, [.descriptorsOfTwoProcesses]),
      ([.fs], child, [.directoryOfTwoProcesses]),
      ([.sysvSem], child, [.semaphoresOfTwoProcesses]),
      ([.vm, .sighand], child, [.memoryOfTwoProcesses, .handlersOfTwoProcesses]),
      ([.vm, .files, .vfork], child, [.descriptorsOfTwoProcesses]),
      ([.vm, .fs, .sighand, .thread], 0, [.threadWithOwnDescriptors]),
      ([.vm, .files, .sighand, .thread], 0, [.threadWithOwnDirectory]),
      ([.vm, .sighand, .thread], 0, [.threadWithOwnDescriptors, .threadWithOwnDirectory]),
      ([.vfork], child, [.suspendedCreator]),
      ([.vm, .fs, .files, .sighand, .thread, .vfork], 0, [.suspendedCreator]),
      ([.parent], child, [.sibling]),
      ([], 0, [.exitSignal]), ([], Signal.user1.rawValue, [.exitSignal]),
      ([.newPID], child, [.namespace]), ([.ptrace], child, [.tracing]),
      ([.pidfd], child, [.pidfd]), ([.io], child, [.ioContext]),
      (
        [.files, .parent, .newNS], 0,
        [
          .descriptorsOfTwoProcesses, .sibling, .exitSignal, .namespace,
        ]
      ),
    ] as [(CloneFlags, Int32, [Inexpressible])])
  func `lightweight processes refuse a flag word by all that is wrong with it`(
    flags: CloneFlags, signal: Int32, missing: [Inexpressible]
  ) {
    let comparison = compare(script([.clone(flags, signal, runs: 1)], []))
    #expect(comparison.linux.end == .finished)
    #expect(
      comparison.lightweight.end
        == .refused(Refusal(task: 0, reason: .inexpressible(missing))))
    #expect(comparison.refusal?.side == .lightweight)
  }

  @Test(arguments: [WaitOptions.noThread, .clone])
  func `children of one thread alone are refused`(option: WaitOptions) {
    let comparison = compare(script([.fork(runs: 1), .call(.wait4(pid: -1, options: option))], []))
    #expect(
      comparison.lightweight.end
        == .refused(Refusal(task: 0, reason: .inexpressible([.childrenOfThread]))))
  }

  @Test(arguments: [
    (SystemCall.forkall(entry: 1), Inexpressible.forkall),
    (.lwpCreate(entry: 1), .waitingForThread), (.lwpWait(id: 2), .waitingForThread),
  ])
  func `Linux refuses the other model's calls`(call: SystemCall, missing: Inexpressible) {
    let comparison = compare(script([.call(call)], []))
    #expect(
      comparison.linux.end == .refused(Refusal(task: 0, reason: .inexpressible([missing]))))
    #expect(comparison.lightweight.end == .finished)
    #expect(comparison.refusal?.side == .linux)
  }

  @Test func `what neither has is the same error in both`() {
    let comparison = compare(
      script([.clone([.thread], runs: 1), .clone([.newNS, .fs], Self.child, runs: 1)], []))
    #expect(comparison.looksTheSame)
    #expect(
      comparison.lightweight.answers(of: 0).prefix(2)
        == [
          .value(-Int64(Errno.invalidArgument.rawValue)),
          .value(-Int64(Errno.invalidArgument.rawValue)),
        ])
  }

  @Test(arguments: [
    SystemCall.registers(RegisterCall(.unshare)), .kill(pid: 2, signal: .stop),
    .kill(pid: -1, signal: .terminate), .wait4(pid: -7, options: []),
    .sigaction(signal: .user1, disposition: .handler(at: word(0))),
  ])
  func `what is only not built is said otherwise`(call: SystemCall) {
    let comparison = compare(script([.call(call)]))
    guard case .refused(let refusal) = comparison.lightweight.end,
      case .notBuilt(let name) = refusal.reason
    else {
      Issue.record("\(call) is not refused")
      return
    }
    #expect(!name.isEmpty)
    #expect(refusal.description == "\(name) is not built in this model")
  }

  @Test func `a handler that comes back for ever ends the run`() {
    let comparison = compare(
      script([
        .call(.sigaction(signal: .segmentationFault, disposition: .handler(at: word(0)))),
        .load(.null),
      ]))
    #expect(
      comparison.linux.end
        == .refused(
          Refusal(task: 0, reason: .notBuilt("a run of that many signal handlers"))))
  }

  @Test func `each reason has a name and a sentence of its own`() {
    let names = Set(Inexpressible.allCases.map { "\($0.name)" })
    let sentences = Set(Inexpressible.allCases.map { "\($0.explanation)" })
    #expect(names.count == Inexpressible.allCases.count)
    #expect(sentences.count == Inexpressible.allCases.count)
  }
}
