import Foundation
import TestSupport
import Testing

@Suite struct `Scenarios` {
  @Test func `each has a record, and a title that names rules`() {
    #expect(!ScenarioFile.all.isEmpty)
    let rule = /[A-J]\d+[a-z]?/
    for file in ScenarioFile.all where !Self.isUpdate {
      #expect(file.record != nil, "\(file): THREADBARE_UPDATE_SNAPSHOTS=1 asks the running kernel")
      #expect(!file.scenario.rules.isEmpty, "\(file)")
      for name in file.scenario.rules {
        #expect(name.wholeMatch(of: rule) != nil, "\(file): \"\(name)\" is no rule")
      }
    }
  }

  @Test(arguments: ScenarioFile.all)
  func `the emulator does what Linux did`(file: ScenarioFile) {
    guard !Self.isUpdate, let record = file.record else { return }
    let ours = EmulatedRun.observe(file.scenario).record(of: file.scenario)
    if ScenarioFile.pending.contains(file.name) {
      #expect(ours != record, "\(file) agrees now: take it off Scenarios/pending.txt")
    } else {
      #expect(ours == record, "\(file)\n\(lineDifference(from: record, to: ours))")
    }
  }

  @Test func `the running kernel still does what Linux did`() async throws {
    if let refusal = await HostKernel.refusal() {
      print("The running kernel was not asked for the scenarios: \(refusal)")
      return
    }
    let files = ScenarioFile.all.filter { HostKernel.isRoot || !$0.scenario.needsRoot }
    for file in ScenarioFile.all where !HostKernel.isRoot && file.scenario.needsRoot {
      print("The running kernel was not asked for \(file): it needs root")
    }
    let observations = try await HostKernel.observe(files.map(\.scenario))
    for (file, observation) in zip(files, observations) {
      let record = observation.record(of: file.scenario)
      if Self.isUpdate {
        #expect(observation.failure == nil, "\(file)")
        try file.write(record, of: HostKernel.release)
      } else if let stored = file.record {
        #expect(
          record == stored,
          """
          \(file): \(file.release ?? "?") (-) and \(HostKernel.release) (+) differ
          \(lineDifference(from: stored, to: record))
          """)
      }
    }
  }

  @Test func `what is pending is a scenario, and still differs`() throws {
    let names = Set(ScenarioFile.all.map(\.name))
    #expect(ScenarioFile.pending.subtracting(names).isEmpty)
    guard Self.isUpdate else { return }
    let agreeing = ScenarioFile.all.filter { file in
      ScenarioFile.pending.contains(file.name)
        && EmulatedRun.observe(file.scenario).record(of: file.scenario) == file.record
    }
    try ScenarioFile.takeOffPending(Set(agreeing.map(\.name)))
  }

  private static var isUpdate: Bool {
    ProcessInfo.processInfo.environment["THREADBARE_UPDATE_SNAPSHOTS"] == "1"
  }
}
