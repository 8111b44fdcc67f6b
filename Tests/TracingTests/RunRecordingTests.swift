import Foundation
import KernelCore
import LinuxABI
import Machine
import Testing
import Tracing

@Suite struct `The recording of a run` {
  /// What a kernel says of its tasks, as a recording has it; structures by their first holder.
  private func seen(_ kernel: Kernel) -> [String] {
    let tasks = kernel.tasks.filter { $0.state != .builtIn }
    func first(_ kind: (TaskSnapshot) -> Int?, _ task: TaskSnapshot) -> String {
      guard let number = kind(task), task.status == nil else { return "-" }
      return tasks.first { kind($0) == number && $0.status == nil }.map {
        "\($0.threadID.rawValue)"
      } ?? "?"
    }
    return tasks.map { task in
      [
        "\(task.threadID.rawValue)", "\(task.processID.rawValue)",
        "\(task.parentProcessID.rawValue)", "\(task.state.name)",
        first({ $0.mm?.identity }, task), first({ $0.files?.identity }, task),
        first({ $0.fs?.identity }, task), first({ $0.sighand?.identity }, task),
        first({ $0.signal?.identity }, task), task.status.map(\.description) ?? "",
      ].joined(separator: " ")
    }.sorted()
  }

  private func seen(_ step: RunRecording.Step) -> [String] {
    func first(
      _ kind: (RunRecording.Holdings) -> Int, _ task: RunRecording.Task
    ) -> String {
      guard let number = task.holdings.map(kind) else { return "-" }
      return step.tasks.first { $0.holdings.map(kind) == number }.map { "\($0.threadID)" } ?? "?"
    }
    return step.tasks.map { task in
      [
        "\(task.threadID)", "\(task.processID)", "\(task.parentProcessID)", "\(task.state.name)",
        first(\.mm, task), first(\.files, task), first(\.fs, task), first(\.sighand, task),
        first(\.signal, task), task.status.map(\.description) ?? "",
      ].joined(separator: " ")
    }.sorted()
  }

  @Test(arguments: SampleRun.all)
  func `has the tasks that the kernel has, call by call`(run: SampleRun, seed: UInt64) throws {
    for calls in 1...40 {
      let kernel = run.kernel(seed: seed, callsMax: calls)
      let recording = RunRecording(RecordedTrace(kernel.trace))
      #expect(seen(try #require(recording.steps.last)) == seen(kernel), "after \(calls) calls")
    }
  }

  @Test(arguments: SampleRun.allCases)
  func `has the lines of the trace`(run: SampleRun) {
    let trace = run.trace()
    let recording = RunRecording(trace)
    let lines = recording.steps.dropFirst().map { "[\($0.threadID)] \($0.text)" }
    #expect(lines == TextTrace.lines(of: trace))
    #expect(recording.linesBefore == 0)
  }

  @Test(arguments: SampleRun.allCases)
  func `is JSON from which the same comes`(run: SampleRun) throws {
    let recording = RunRecording(run.trace())
    guard let text = recording.json(bytesMax: 1 << 20) else {
      #expect(recording.steps.count < 2)
      return
    }
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let steps = try #require(object["steps"] as? [[Any]])
    #expect(steps.count == recording.steps.count)
    var tasks: [Int: [AnyHashable]] = [:]
    for (written, step) in zip(steps, recording.steps) {
      #expect(written[0] as? String == step.text)
      #expect(written[2] as? Int == Int(step.running))
      for change in try #require(written[3] as? [[AnyHashable]]) {
        let thread = try #require(change[0] as? Int)
        tasks[thread] = change.count > 1 ? change : nil
      }
      #expect(tasks.keys.sorted() == step.tasks.map { Int($0.threadID) })
      for task in step.tasks {
        let found = try #require(tasks[Int(task.threadID)])
        #expect(found[3] as? String == "\(task.state.name)")
        #expect(found[4] as? Int == task.holdings?.mm ?? 0)
      }
    }
  }

  @Test func `of a long run has its end, within its bound`() throws {
    let recording = RunRecording(SampleRun.seeded.trace(seed: 3))
    let whole = try #require(recording.json(bytesMax: 1 << 20))
    let cut = try #require(recording.json(bytesMax: whole.utf8.count / 2))
    #expect(cut.utf8.count <= whole.utf8.count / 2)
    // It begins with how things stood, and says how many lines came before that.
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(cut.utf8)) as? [String: Any])
    let steps = try #require(object["steps"] as? [[Any]])
    #expect(steps[0][0] as? String == "" && steps[0][1] as? Int == 0)
    #expect(steps.dropFirst().allSatisfy { $0[0] as? String != "" })
    #expect(object["before"] as? Int == recording.linesBefore + recording.steps.count - steps.count)
    #expect(recording.json(bytesMax: 10) == nil)
    let end = try #require(whole.split(separator: ",[\"").last)
    #expect(cut.contains("\"" + end.prefix { $0 != "," }))
  }
}
