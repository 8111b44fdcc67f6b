import KernelCore
import LinuxABI
import Machine
import Processors
import Scheduling
import SeededNumbers
import Testing

/// Steps a program of tasks on one processor, and looks at its policy after each step.
private func watch<Policy: SchedulingPolicy>(
  _ policy: Policy, _ parts: [[SystemCall]], on kernel: Kernel,
  _ look: (ScheduledKernel<Policy>) -> Void
) throws {
  var machine = ScheduledKernel(kernel, policy: policy)
  machine.spawnProgram(entry: 0)
  var places = Array(repeating: 0, count: parts.count)
  var parts = parts
  var playing: [TaskID: Int] = [:]
  for index in parts.indices { parts[index].append(.exit(code: 0)) }
  var left = 200_000
  while left > 0 {
    left -= 1
    let task: TaskID
    switch try machine.next() {
    case .start(let started, let entry):
      playing[started] = Int(entry)
      task = started
    case .resume(let resumed, _): task = resumed
    case .ended: continue
    case .handler(let interrupted, _):
      machine.submit(.sigreturn, by: interrupted)
      continue
    case .allDone, .deadlock:
      try machine.checkInvariants()
      return
    }
    look(machine)
    let part = try #require(playing[task])
    machine.submit(parts[part][places[part]], by: task)
    places[part] += 1
  }
  Issue.record("the run has no end")
}

@Suite struct `Fairness of whole programs` {
  /// Tasks that compute in small pieces, after all have been created and begun with that.
  private func computing(
    _ count: Int, pieces: Int, by dice: inout SplitMix64, nice: ClosedRange<Int32>
  ) -> [[SystemCall]] {
    (0..<count).map { task in
      var calls: [SystemCall] = task == 0 ? (1..<UInt64(count)).map { .thread($0) } : []
      calls.append(.nice(Int32.random(in: nice, using: &dice)))
      for _ in 0..<pieces {
        calls.append(.compute(nanoseconds: UInt64.random(in: 10_000...3_000_000, using: &dice)))
      }
      return calls
    }
  }

  /// Where nobody comes or goes, -r < lag < max(r, q): see `EEVDFTests` for the terms.
  ///
  /// The requests are all of the base slice, 3 ms; one is seen to be used up at the next tick, 1 ms later
  /// at most. (`EEVDFTests` has what holds where ticks are longer than slices.) Calls and switches are charged as any other time.
  ///
  /// Source: I. Stoica and H. Abdel-Wahab, *Earliest Eligible Virtual Deadline First*, TR 95-22, Old
  /// Dominion University, 1995, theorem 1.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `EEVDF's lag is within its bound`(seed: UInt64) throws {
    var dice = SplitMix64(state: seed)
    var profile = KernelProfile.linux618
    profile.tickNanoseconds = 1_000_000
    let kernel = Kernel(profile: profile)
    let tick = Int64(profile.tickNanoseconds)
    let count = Int.random(in: 2...9, using: &dice)
    let parts = computing(count, pieces: 150, by: &dice, nice: -5...5)
    var looks = 0
    try watch(
      EEVDFPolicy(processors: 8, tickNanoseconds: tick), parts, on: kernel
    ) { machine in
      let policy = machine.policy(of: 0)
      // All have begun, and none has ended.
      guard policy.runnableCount == count, machine.kernel.timeNanoseconds > 30_000_000 else {
        return
      }
      looks += 1
      let request = policy.baseSliceNanoseconds + tick
      for record in policy.tasks where record.state == .queued || record.state == .current {
        let lag =
          record.weight * (policy.averageVruntime - record.vruntime) / LoadWeight.nice0
        #expect(lag > -request && lag < request, "\(lag) at \(machine.kernel.timeNanoseconds) ns")
      }
    }
    #expect(looks > 100)
  }

  /// Tasks that sleep move the average; what is owed stays within two slices, and a tick.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `EEVDF's lag is within a bound where tasks sleep`(seed: UInt64) throws {
    var dice = SplitMix64(state: seed)
    let kernel = Kernel(profile: .linux618)
    let tick = Int64(kernel.profile.tickNanoseconds)
    let count = Int.random(in: 3...9, using: &dice)
    let parts = (0..<count).map { task in
      var calls: [SystemCall] = task == 0 ? (1..<UInt64(count)).map { .thread($0) } : []
      for _ in 0..<40 {
        calls.append(.compute(nanoseconds: UInt64.random(in: 10_000...9_000_000, using: &dice)))
        calls.append(
          .registers(RegisterCall(.nanosleep, UInt64.random(in: 1...20_000_000, using: &dice))))
      }
      return calls
    }
    try watch(EEVDFPolicy(tickNanoseconds: tick), parts, on: kernel) { machine in
      let policy = machine.policy(of: 0)
      let bound = 2 * policy.baseSliceNanoseconds + 2 * tick
      for record in policy.tasks where record.state == .queued || record.state == .current {
        let lag =
          record.weight * (policy.averageVruntime - record.vruntime) / LoadWeight.nice0
        #expect(abs(lag) < bound, "at \(machine.kernel.timeNanoseconds) ns")
      }
    }
  }

  /// Each task runs its part of the period, and at most a tick more, before the one behind it does.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `CFS keeps the spread of vruntime within a slice in weighted time`(seed: UInt64) throws {
    var dice = SplitMix64(state: seed)
    var profile = KernelProfile.linux618
    profile.tickNanoseconds = 1_000_000
    let count = Int.random(in: 2...9, using: &dice)
    let parts = computing(count, pieces: 150, by: &dice, nice: -5...5)
    var looks = 0
    try watch(CFSPolicy(), parts, on: Kernel(profile: profile)) { machine in
      let policy = machine.policy(of: 0)
      guard policy.runnableCount == count, machine.kernel.timeNanoseconds > 100_000_000 else {
        return
      }
      looks += 1
      let tasks = policy.tasks.filter { $0.state == .queued || $0.state == .current }
      let load = tasks.map(\.weight).reduce(0, +)
      let period = count > 8 ? Int64(count) * 750_000 : 6_000_000
      let bound =
        tasks.map { task in
          LoadWeight.virtual(
            max(period * task.weight / load, 750_000) + 1_000_000, of: task.weight)
        }.max() ?? 0
      let times = tasks.map(\.vruntime)
      #expect((times.max() ?? 0) - (times.min() ?? 0) <= bound)
    }
    #expect(looks > 100)
  }
}
