internal import KernelCore
internal import Scheduling

// Which tasks are there, and on which processor each waits.
extension ScheduledKernel {
  /// Does what the kernel's events ask for.
  mutating func settle() {
    if hasThreads { noteInterrupts() }
    guard !kernel.toldEvents.isEmpty else { return }
    let events = kernel.toldEvents
    kernel.clearEvents()
    for event in events {
      switch event {
      case .program(let task): begin(task, by: -1)
      case .forked(let task, let creator, let sharesMemory):
        begin(task, by: creator, sharesMemory ? .thread : .process)
      case .ready(let task, let isNew): makeReady(task, isNew ? .new : .woken)
      case .yielded(let task):
        let number = tasks[Int(task)].home
        processors[number].mustReschedule = true
        processors[number].isOffered = true
      case .changed(let task): change(task)
      }
    }
  }

  /// Takes note of a new task, which is not ready yet.
  private mutating func begin(_ task: Int32, by creator: Int32, _ kind: ForkKind = .process) {
    while tasks.count <= Int(task) { tasks.append(ScheduledTask()) }
    serial += 1
    var record = ScheduledTask()
    record.serial = serial
    let id = kernel.taskID(ofSlot: task)
    record.id = id
    record.threadID = kernel.threadID(of: id)
    record.state = .asleep
    record.since = now
    record.scheduling = kernel.scheduling(ofSlot: task)
    record.creator = creator
    if creator >= 0, Int(creator) < tasks.count, tasks[Int(creator)].state != .gone {
      record.creatorSerial = tasks[Int(creator)].serial
      record.home = tasks[Int(creator)].home
      record.lastProcessor = -1
      tasks[Int(task)] = record
      charge(record.home)
      processors[record.home].policy.fork(task, from: creator, as: kind, at: now)
      // What it inherits may not be all of what its creator has: `SCHED_RESET_ON_FORK`.
      let inherited = tasks[Int(creator)].scheduling
      if inherited.attributes != record.scheduling.attributes {
        _ = processors[record.home].policy.change(
          task, to: record.scheduling.attributes, at: now)
      }
    } else {
      // Who is tied to a processor is known there from the start.
      while !record.scheduling.mayRun(on: record.home) { record.home += 1 }
      tasks[Int(task)] = record
      processors[record.home].policy.add(task, record.scheduling.attributes, at: now)
    }
  }

  // MARK: - Ready

  /// Lets a task wait for a processor that it may run on.
  private mutating func makeReady(_ task: Int32, _ reason: EnqueueReason) {
    // A new thread of the kernel sleeps and is woken in one step.
    if tasks[Int(task)].state == .running { leave(tasks[Int(task)].home) }
    let number = place(for: task)
    endSpan(task)
    if number != tasks[Int(task)].home {
      depart(task, to: number)
    }
    charge(number)
    wait(task, on: number)
    processors[number].policy.enqueue(task, because: reason, at: now)
    if processors[number].task >= 0, processors[number].policy.preempts(task) {
      processors[number].mustReschedule = true
    }
  }

  /// Where a task is to run: where it ran last if that is idle, or on the first idle processor, or
  /// where it ran last all the same.
  func place(for task: Int32) -> Int {
    let scheduling = tasks[Int(task)].scheduling
    let home = tasks[Int(task)].home
    if scheduling.mayRun(on: home), isFree(home) { return home }
    for number in processors.indices where scheduling.mayRun(on: number) && isFree(number) {
      return number
    }
    if scheduling.mayRun(on: home) { return home }
    var best = home
    var least = Int.max
    for number in processors.indices
    where scheduling.mayRun(on: number) && processors[number].waiting.count < least {
      best = number
      least = processors[number].waiting.count
    }
    return best
  }

  private func isFree(_ number: Int) -> Bool {
    processors[number].task < 0 && processors[number].waiting.count == 0
  }

  /// Puts a task into the list of those that wait for a processor.
  mutating func wait(_ task: Int32, on number: Int) {
    tasks[Int(task)].state = .waiting
    tasks[Int(task)].since = now
    tasks[Int(task)].realTimeNanosecondsBefore = processors[number].realTimeNanoseconds
    processors[number].waiting.append(task, in: &tasks)
    waitingCount += 1
  }

  mutating func stopWaiting(_ task: Int32) {
    endSpan(task)
    processors[tasks[Int(task)].home].waiting.remove(task, in: &tasks)
    waitingCount -= 1
  }

  /// Counts the time since a task began to do what it does.
  private mutating func endSpan(_ task: Int32) {
    let spent = now - tasks[Int(task)].since
    tasks[Int(task)].since = now
    switch tasks[Int(task)].state {
    case .waiting: tasks[Int(task)].times.waitNanoseconds += spent
    case .asleep: tasks[Int(task)].times.sleepNanoseconds += spent
    case .gone, .running: break
    }
  }

  // MARK: - Moving

  /// Takes a task that sleeps, in its policy's eyes, to the policy of another processor.
  private mutating func depart(_ task: Int32, to number: Int) {
    let home = tasks[Int(task)].home
    let migrant = processors[home].policy.depart(
      task, tasks[Int(task)].scheduling.attributes, at: now)
    processors[number].policy.arrive(task, migrant, at: now)
    tasks[Int(task)].home = number
  }

  /// Takes a task that waits for a processor to another one.
  mutating func move(_ task: Int32, to number: Int) {
    let home = tasks[Int(task)].home
    guard home != number else { return }
    endSpan(task)
    processors[home].waiting.remove(task, in: &tasks)
    processors[home].policy.dequeue(task, at: now)
    depart(task, to: number)
    charge(number)
    processors[number].waiting.append(task, in: &tasks)
    tasks[Int(task)].realTimeNanosecondsBefore = processors[number].realTimeNanoseconds
    processors[number].policy.enqueue(task, because: .moved, at: now)
    if processors[number].task >= 0, processors[number].policy.preempts(task) {
      processors[number].mustReschedule = true
    }
  }

  /// Takes a task to a processor that has nothing to do: of those that may run there the one that waits
  /// longest, on the processor where most wait.
  ///
  /// Source: `kernel/sched/fair.c: sched_balance_newidle`, Linux 6.18, which looks at loads, and not
  /// only at numbers.
  mutating func pull(to number: Int) {
    guard waitingCount > 0 else { return }
    var victim: Int32 = -1
    var most = 0
    // One that is idle itself is about to begin with what waits for it.
    for other in processors.indices
    where other != number && processors[other].waiting.count > most
      && processors[other].activity != .idle
    {
      var task = processors[other].waiting.first
      while task >= 0, !tasks[Int(task)].scheduling.mayRun(on: number) {
        task = tasks[Int(task)].next
      }
      guard task >= 0 else { continue }
      victim = task
      most = processors[other].waiting.count
    }
    if victim >= 0 { move(victim, to: number) }
  }

  /// Gives idle processors what there is to do, and has those stop computing that must.
  mutating func balance() throws(SchedulingFault) {
    for number in processors.indices {
      if processors[number].interruptedSince < .max { continue }
      switch processors[number].activity {
      case .idle where waitingCount > 0: try startNext(number)
      case .working
      where processors[number].mustReschedule && kernel.isPreemptible(processors[number].task):
        try interrupt(number)
      case .computing
      where processors[number].mustReschedule || kernel.mayHaveSignal(processors[number].task):
        try interrupt(number)
      default: break
      }
    }
  }

  // MARK: - Changes

  /// Takes over what was asked for of a task.
  ///
  /// Source: `kernel/sched/syscalls.c: __sched_setscheduler`; `kernel/sched/core.c: set_user_nice,
  /// __set_cpus_allowed_ptr`, Linux 6.18.
  private mutating func change(_ task: Int32) {
    guard Int(task) < tasks.count, tasks[Int(task)].state != .gone else { return }
    let old = tasks[Int(task)].scheduling
    let new = kernel.scheduling(ofSlot: task)
    let number = tasks[Int(task)].home
    let runs = tasks[Int(task)].state == .running
    charge(number)
    tasks[Int(task)].scheduling = new
    if old.attributes != new.attributes {
      if runs, processors[number].isCurrentInPolicy,
        old.policy.isRealTime != new.policy.isRealTime
      {
        // Who changes the class is put back before; who goes on is seen at kernel exit.
        processors[number].isCurrentInPolicy = false
        processors[number].policy.enqueue(task, because: .preempted, at: now)
        processors[number].mustReschedule = true
      }
      if processors[number].policy.change(task, to: new.attributes, at: now) {
        processors[number].mustReschedule = true
      }
    }
    guard !new.mayRun(on: number) else { return }
    switch tasks[Int(task)].state {
    case .running: processors[number].mustReschedule = true
    case .waiting: move(task, to: place(for: task))
    case .asleep, .gone: break
    }
  }
}

extension TaskScheduling {
  /// The same in the words of the policies.
  var attributes: SchedulingAttributes {
    switch policy {
    case .normal: SchedulingAttributes(nice: nice)
    case .batch: SchedulingAttributes(policy: .batch, nice: nice)
    case .idle: SchedulingAttributes(policy: .idle, nice: nice)
    case .fifo: SchedulingAttributes(realTime: .fifo, priority: priority)
    case .roundRobin: SchedulingAttributes(realTime: .roundRobin, priority: priority)
    // The kernel refuses it where a policy schedules.
    case .deadline: SchedulingAttributes(realTime: .fifo, priority: 99)
    }
  }
}
