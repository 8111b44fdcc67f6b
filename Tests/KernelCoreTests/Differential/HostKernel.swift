import Foundation
import TestSupport

/// The kernel that the tests run on, asked by a helper program.
///
/// The helper makes all tasks in namespaces of their own; it needs root or user namespaces.
enum HostKernel {
  /// Whether the order matters in which the running kernel lets its tasks run.
  enum Order { case any, strict }

  /// Why it cannot be asked, or nil.
  static func refusal(for order: Order = .any) async -> String? {
    #if arch(x86_64)
    guard release.hasPrefix("6.18.") else {
      return "the records are of Linux 6.18, this is \(release)"
    }
    do {
      let seen = try await observe([Scenario("A4: nothing\na getpid")])
      return seen.first?.failure
    } catch {
      return "\(error)"
    }
    #else
    return "the helper is for x86-64"
    #endif
  }

  /// Its release, for example 6.18.44.
  static let release: String = {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    let whole = (text ?? "unknown").trimmingCharacters(in: .whitespacesAndNewlines)
    return String(whole.prefix { $0.isNumber || $0 == "." })
  }()

  static var isRoot: Bool { geteuid() == 0 }

  /// Plays scenarios.
  ///
  /// - Throws: What running the helper throws.
  static func observe(_ scenarios: [Scenario]) async throws -> [Observation] {
    try await ask(scenarios).observations
  }

  private static func ask(
    _ scenarios: [Scenario]
  ) async throws -> (isStrict: Bool, observations: [Observation]) {
    let helper = try BuildProducts.executable(named: "HostDifferential")
    let outcome = try await run(
      helper, input: scenarios.map(encoded).joined(), limit: .seconds(600))
    var observations: [Observation] = []
    var current = Observation()
    for line in outcome.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words[0] {
      case "end":
        observations.append(current)
        current = Observation()
      case "failed", "refused":
        current.failure = "the helper \(line)"
        observations.append(current)
        current = Observation()
      default: read(words, into: &current)
      }
    }
    while observations.count < scenarios.count {
      observations.append(Observation(failure: "no answer: \(outcome.end) \(outcome.errorOutput)"))
    }
    return (outcome.output.hasPrefix("turns strict"), observations)
  }

  private static func read(_ words: [Substring], into observation: inout Observation) {
    func number(_ place: Int) -> Int64 { place < words.count ? Int64(words[place]) ?? 0 : 0 }
    if words[0] == "step" {
      observation.steps.append(StepObservation())
      return
    }
    let place = observation.steps.count - 1
    guard place >= 0 else { return }
    if words[0] == "busy" {
      observation.steps[place].isBusy = true
      return
    }
    var change = observation.steps[place].changes[Int(number(1)), default: TaskChange()]
    switch words[0] {
    case "signal":
      change.handlers.append(
        SignalFacts(
          signal: number(2), code: number(3), pid: number(4), uid: number(5), status: number(6)))
    case "value":
      change.answer = CallAnswer(
        value: number(2), extra: number(3), bytes: words.count > 4 ? bytes(words[4]) : [])
    case "start": change.hasStarted = true
    case "state": change.state = words[2].first.flatMap { ScenarioTaskState(rawValue: $0) }
    default: break
    }
    observation.steps[place].changes[Int(number(1))] = change
  }

  private static func bytes(_ text: Substring) -> [UInt8] {
    let digits = Array(text.utf8)
    guard digits.count > 1 else { return [] }
    return stride(from: 0, to: digits.count - 1, by: 2).map { place in
      UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
    }
  }

  /// The scenario as the helper reads it.
  private static func encoded(_ scenario: Scenario) -> String {
    var text = "scenario \(scenario.user)\n"
    for step in scenario.steps {
      text += "step \(step.slot) \(step.child ?? -1) \(step.number)"
      for word in step.words {
        switch word {
        case .number(let number): text += " " + String(number, radix: 16)
        case .threadID(let slot): text += " @\(slot)"
        case .negatedThreadID(let slot): text += " -@\(slot)"
        }
      }
      let bytes = step.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      text += " " + (bytes.isEmpty ? "-" : bytes) + "\n"
    }
    return text + "end\n"
  }
}
