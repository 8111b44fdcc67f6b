internal import Foundation
internal import Subprocess

/// Slurm's commands, as the user calls them: found on the path, with the caller's environment.
package struct SlurmClient: Sendable {
  /// A command that failed.
  ///
  /// It says nothing about jobs: they may be there all the same.
  struct Fault: Error {
    let reason: String
    /// Whether waiting may help: a controller comes back, a program that is not installed does not.
    var mayPass = true
  }

  /// A job or a task of an array, as `squeue` tells of it.
  struct Job: Equatable {
    let id: String
    let state: String
    let reason: String
    let name: String

    /// The number by which the whole array is known.
    var array: String { String(id.prefix { $0 != "_" }) }

    /// Whether something can still come of it without anybody's help.
    ///
    /// What was requeued shows as waiting for its time, or as held; what is completing has written all that
    /// it will (squeue(1), JOB REASON CODES and JOB STATE CODES).
    var isAlive: Bool {
      switch state {
      case "PENDING": !Self.stuck.contains { reason.hasPrefix($0) }
      case "RUNNING", "CONFIGURING", "SUSPENDED", "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED":
        true
      default: false
      }
    }

    var isRunning: Bool { state == "RUNNING" }

    private static let stuck = [
      "BeginTime", "JobHeld", "JobHoldMaxRequeue", "launch failed requeued held", "Dependency",
    ]
  }

  /// How long a command may take.
  private static let limit = Duration.seconds(60)

  package init() {}

  /// This user's jobs whose name begins so.
  func jobs(named prefix: String) async throws(Fault) -> [Job] {
    let text = try await call(
      "squeue", ["--noheader", "--user=\(getuid())", "--format=%i|%T|%r|%j"])
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 4, fields[3].hasPrefix(prefix) else { return nil }
      return Job(id: fields[0], state: fields[1], reason: fields[2], name: fields[3])
    }
  }

  /// Hands a job in.
  ///
  /// - Returns: Its number.
  func submit(_ arguments: [String]) async throws(Fault) -> String {
    let text = try await call("sbatch", ["--parsable"] + arguments)
    // With several clusters, the cluster's name follows a semicolon.
    let id = text.trimmingCharacters(in: .whitespacesAndNewlines).prefix { $0 != ";" }
    guard !id.isEmpty, id.allSatisfy(\.isNumber) else {
      throw Fault(reason: "sbatch answers \"\(text)\", which is no number")
    }
    return String(id)
  }

  /// Ends jobs; one that is gone is none of its faults.
  func cancel(_ ids: [String]) async {
    guard !ids.isEmpty else { return }
    _ = try? await call("scancel", ids)
  }

  /// The largest array that Slurm takes: one less than its `MaxArraySize`, since that is the first
  /// number that a task cannot have (slurm.conf(5)).
  func arrayMax() async throws(Fault) -> Int {
    let text = try await call("scontrol", ["show", "config"])
    let line = text.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    guard let value = line?.split(separator: "=").last,
      let size = Int(value.trimmingCharacters(in: .whitespaces))
    else { throw Fault(reason: "scontrol names no MaxArraySize") }
    return max(1, size - 1)
  }

  /// The processors of a partition, or of all, that are in service.
  func processors(partition: String?) async throws(Fault) -> Int {
    let text = try await call(
      "sinfo", ["--noheader", "--format=%C"] + (partition.map { ["--partition=\($0)"] } ?? []))
    // Allocated/idle/other/total; "other" are down or drained.
    return text.split(separator: "\n").reduce(0) { sum, line in
      let numbers = line.split(separator: "/").compactMap {
        Int($0.trimmingCharacters(in: .whitespaces))
      }
      return numbers.count == 4 ? sum + numbers[0] + numbers[1] : sum
    }
  }

  private func call(_ program: String, _ arguments: [String]) async throws(Fault) -> String {
    let command: Command
    do {
      command = try await Command.run(named: program, arguments, limit: Self.limit)
    } catch GradingError.machine(let reason) {
      throw Fault(
        reason: "\(reason) Slurm's commands have to be on the PATH here", mayPass: false)
    } catch is Command.TookTooLong {
      throw Fault(reason: "\(program) did not answer within \(Self.limit)")
    } catch {
      throw Fault(reason: "\(program): \(error)")
    }
    guard command.status.isSuccess else {
      let words = command.errors.trimmingCharacters(in: .whitespacesAndNewlines)
      throw Fault(reason: "\(program) fails: \(words.isEmpty ? "\(command.status)" : words)")
    }
    return command.output
  }
}
