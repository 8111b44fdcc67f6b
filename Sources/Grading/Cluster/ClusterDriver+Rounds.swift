internal import Diagnostics
internal import Foundation
internal import Logging

extension ClusterDriver {
  /// How a round stands, as Slurm tells it.
  private struct Standing: Equatable {
    var missing: Int
    var jobs: [SlurmClient.Job]
  }

  /// The shortest and the longest time between two looks, in seconds.
  private static let lookSecondsMin = 0.5
  private static let lookSecondsMax = 15.0
  /// The time before Slurm is asked again for what it refused, in seconds.
  private static let retrySeconds = 2.0
  /// How often `sbatch` may refuse a job before it is believed.
  private static let refusalsMax = 3

  // MARK: Beginning

  /// The newest round, if its job is still alive; what is left of older ones is ended.
  func adopted() async throws -> Int? {
    guard let newest = folder.roundNumbers.last else { return nil }
    let live = try await patiently { () async throws(SlurmClient.Fault) in
      try await slurm.jobs(named: prefix)
    }
    let own = RunJobs.name(run: manifest.run, round: newest)
    await slurm.cancel(Self.arrays(live.filter { $0.name != own }))
    guard live.contains(where: { $0.name == own && $0.isAlive }) else {
      await slurm.cancel(Self.arrays(live.filter { $0.name == own }))
      return nil
    }
    log.notice("a job of an earlier run is taken over", metadata: ["round": "\(newest)"])
    return newest
  }

  /// Deals out what is missing, and hands in a job for it.
  ///
  /// - Returns: The round's number.
  mutating func begin() async throws -> Int {
    let round = (folder.roundNumbers.last ?? 0) + 1
    let environment = ProcessInfo.processInfo.environment
    let partition = environment["SBATCH_PARTITION"]
    let arrayMax = try await patiently { () async throws(SlurmClient.Fault) in
      try await slurm.arrayMax()
    }
    let slots = try await patiently { () async throws(SlurmClient.Fault) in
      try await slurm.processors(partition: partition)
    }
    let lost = Dictionary(grouping: attempts(), by: \.key).mapValues(\.count)
    let plan = ChunkPlan(
      missing.map(\.key), lost: lost,
      ChunkPlan.Room(
        slots: min(slots, options.tasksMax ?? slots), arrayMax: arrayMax,
        itemSeconds: options.itemSeconds))
    try makeFolder(folder.round(round))
    for (number, keys) in plan.chunks.enumerated() {
      try ChunkWorker.write(keys, of: manifest.run, round: round, chunk: number, in: folder)
    }
    let script = "\(folder.round(round))/job.sh"
    try RunFolder.write(Data(jobScript(round).utf8), to: script)
    jobs.add(round: round)
    try jobs.write(to: folder)
    let arguments = submission(round, plan, script, environment)
    let id = try await submit(RunJobs.name(run: manifest.run, round: round), arguments)
    jobs.set(id, round: round)
    try jobs.write(to: folder)
    log.notice(
      "round begins",
      metadata: [
        "round": "\(round)", "job": "\(id)", "tasks": "\(plan.chunks.count)",
        "items": "\(plan.chunks.reduce(0) { $0 + $1.count })", "slots": "\(slots)",
      ])
    return round
  }

  /// Hands a job in; where the answer is lost, the job may be there all the same.
  private func submit(_ name: String, _ arguments: [String]) async throws -> String {
    var refusals = 0
    return try await patiently { () async throws(SlurmClient.Fault) -> String in
      do throws(SlurmClient.Fault) {
        return try await slurm.submit(arguments)
      } catch {
        let live = try await slurm.jobs(named: name)
        if let found = live.first(where: { $0.name == name }) { return found.array }
        // The controller is there and has no such job: it does not want it.
        refusals += 1
        guard refusals < Self.refusalsMax else {
          throw SlurmClient.Fault(reason: error.reason, mayPass: false)
        }
        throw error
      }
    }
  }

  /// The options for handing a job in; what the user's own `SBATCH_` variables say stands.
  private func submission(
    _ round: Int, _ plan: ChunkPlan, _ script: String, _ environment: [String: String]
  ) -> [String] {
    let most = options.tasksMax.map { "%\($0)" } ?? ""
    var arguments = [
      "--job-name=\(RunJobs.name(run: manifest.run, round: round))", "--no-requeue",
      "--export=NONE", "--array=0-\(plan.chunks.count - 1)\(most)", "--ntasks=1",
      "--chdir=\(folder.path)", "--output=\(folder.round(round))/log.%a", "--open-mode=append",
    ]
    if environment["SBATCH_TIMELIMIT"] == nil {
      arguments.append("--time=\(Int((taskSeconds(plan) / 60).rounded(.up)))")
    }
    let sizes = ["SBATCH_MEM_PER_NODE", "SBATCH_MEM_PER_CPU", "SBATCH_MEM_PER_GPU"]
    if sizes.allSatisfy({ environment[$0] == nil }) {
      arguments.append("--mem=\(options.memoryMebibytes)M")
    }
    return arguments + ["--cpus-per-task=1", script]
  }

  /// How long the largest task may take, in seconds.
  private func taskSeconds(_ plan: ChunkPlan) -> Double {
    let items = plan.chunks.map(\.count).max() ?? 1
    return options.setupSeconds + Double(items) * options.itemSecondsMax
  }

  private func jobScript(_ round: Int) -> String {
    let words = options.worker + ["--run", folder.path, "--round", "\(round)"]
    let variables = options.environment.map { "export \($0.name)=\(shellWord($0.value))\n" }
    return """
      #!/bin/sh
      \(variables.joined())exec \(shellWords(words)) --chunk "$SLURM_ARRAY_TASK_ID"

      """
  }

  // MARK: Watching

  /// Waits until a round is over, and takes the results as they come.
  mutating func watch(_ round: Int) async throws {
    let name = RunJobs.name(run: manifest.run, round: round)
    let begin = ContinuousClock.now
    var lastChange = begin
    var silentSince: ContinuousClock.Instant?
    var isHeldBack = false
    var before: Standing?
    var live: [SlurmClient.Job] = []
    while true {
      let age = (ContinuousClock.now - begin) / .seconds(1)
      try await Task.sleep(
        for: .seconds(min(Self.lookSecondsMax, max(Self.lookSecondsMin, age / 20))))
      var fault: SlurmClient.Fault?
      do throws(SlurmClient.Fault) {
        live = try await slurm.jobs(named: prefix).filter { $0.name == name }
      } catch {
        fault = error
      }
      try await gather()
      if missing.isEmpty { break }
      let now = ContinuousClock.now
      if let fault {
        // No answer is not the answer that there are no jobs.
        let since = silentSince ?? now
        if silentSince == nil { noteSilence(fault) }
        silentSince = since
        try giveUpIfSilent(since, fault)
        continue
      }
      silentSince = nil
      guard live.contains(where: \.isAlive) else { break }
      let standing = Standing(missing: missing.count, jobs: live)
      if standing != before {
        before = standing
        lastChange = now
      } else if live.contains(where: \.isRunning), isOverdue(now - lastChange, round) {
        find("round \(round) does not go on; what is left of it is begun anew")
        break
      } else if !isHeldBack, now - lastChange > .seconds(options.overdueSeconds),
        let reason = Self.hold(on: live)
      {
        isHeldBack = true
        warn("Slurm holds the job back: \(reason); `scancel` and the same command begin it anew")
      }
    }
    await slurm.cancel(Self.arrays(live))
    log.notice(
      "round ends", metadata: ["round": "\(round)", "missing": "\(missing.count)"])
  }

  /// Why no task of a job begins, where that is not the usual wait for others.
  private static func hold(on live: [SlurmClient.Job]) -> String? {
    guard let first = live.first, live.allSatisfy({ $0.state == "PENDING" }),
      !["None", "Priority", "Resources"].contains(first.reason)
    else { return nil }
    return first.reason
  }

  private func isOverdue(_ quiet: Duration, _ round: Int) -> Bool {
    quiet / .seconds(1) > options.overdueSeconds + options.itemSecondsMax
  }

  // MARK: Slurm

  /// What all jobs of this run are called, up to the round.
  private var prefix: String { "threadbare-\(manifest.run)-" }

  private static func arrays(_ jobs: [SlurmClient.Job]) -> [String] {
    Set(jobs.map(\.array)).sorted()
  }

  /// Says, once, that Slurm is waited for.
  private func noteSilence(_ fault: SlurmClient.Fault) {
    log.warning("Slurm does not answer", metadata: ["reason": "\(fault.reason)"])
    warn("\(fault.reason); it is asked again for \(Int(options.patienceSeconds)) s")
  }

  private func giveUpIfSilent(
    _ since: ContinuousClock.Instant, _ fault: SlurmClient.Fault
  ) throws(GradingError) {
    guard (ContinuousClock.now - since) / .seconds(1) > options.patienceSeconds else { return }
    throw .machine(
      "\(fault.reason); Slurm has not answered for \(Int(options.patienceSeconds)) s. All that was "
        + "graded is kept, and jobs go on: the same command takes them over")
  }

  /// Asks Slurm until it answers: a controller that is restarted is away for a while.
  private func patiently<Value>(
    _ body: () async throws(SlurmClient.Fault) -> Value
  ) async throws -> Value {
    let since = ContinuousClock.now
    var isNoted = false
    while true {
      do throws(SlurmClient.Fault) {
        return try await body()
      } catch {
        guard error.mayPass else { throw GradingError.machine(error.reason) }
        if !isNoted { noteSilence(error) }
        isNoted = true
        try giveUpIfSilent(since, error)
      }
      try await Task.sleep(for: .seconds(Self.retrySeconds))
    }
  }
}
