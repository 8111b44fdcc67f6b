import Foundation
import KernelCore
import LinuxABI
import Testing
import Tracing

@Suite struct `The JSON of a trace` {
  @Test(arguments: SampleRun.all)
  func `is JSON, with every event`(run: SampleRun, seed: UInt64) throws {
    let trace = run.trace(seed: seed)
    let data = Data(JSONTrace.text(of: trace).utf8)
    let object = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["version"] as? Int == JSONTrace.version)
    #expect(object["overflowed"] as? Bool == false)
    let events = try #require(object["events"] as? [[String: Any]])
    #expect(events.count == trace.events.count)
    for (json, event) in zip(events, trace.events) {
      #expect(json["kind"] as? String == "\(event.kind.name)")
      #expect(json["thread"] as? Int == Int(event.threadID.rawValue))
      #expect(json["time_ns"] as? Int == Int(event.timeNanoseconds))
    }
  }

  @Test func `names the values of an event`() throws {
    let data = Data(JSONTrace.text(of: SampleRun.signals.trace()).utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["program"] as? String == "sample")
    let events = try #require(object["events"] as? [[String: Any]])
    let clone = try #require(events.first { $0["child"] as? Int == 3 })
    #expect(clone["kind"] as? String == "clone")
    #expect(clone["flags"] as? String == "0x11")
    let call = try #require(events.first { $0["name"] as? String == "clone" })
    #expect(call["text"] as? String == "clone(SIGCHLD)")
    let failure = try #require(events.first { $0["error"] != nil })
    #expect(failure["error"] as? String == "ESRCH")
  }

  @Test func `of nothing is an empty list`() throws {
    #expect(
      JSONTrace.text(of: Kernel().trace)
        == """
        {"version":1,"program":"task","overflowed":false,"event_count":0,
        "tasks":[],
        "decisions":[],
        "events":[]}

        """)
  }

  @Test(arguments: SampleRun.all)
  func `has the life of every task without a gap`(run: SampleRun, seed: UInt64) throws {
    let trace = run.trace(seed: seed)
    let data = Data(JSONTrace.text(of: trace).utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let tasks = try #require(object["tasks"] as? [[String: Any]])
    #expect(tasks.count == trace.events.count { $0.kind == .clone })
    let end = trace.events.last.map { Int($0.timeNanoseconds) }
    for task in tasks {
      var time = try #require(task["created_ns"] as? Int)
      for state in try #require(task["states"] as? [[String: Any]]) {
        #expect(state["start_ns"] as? Int == time)
        time = try #require(state["end_ns"] as? Int)
        #expect(TaskState.allCases.map { "\($0.name)" }.contains(state["state"] as? String))
      }
      #expect(time == task["reaped_ns"] as? Int ?? end)
      #expect((task["ended_ns"] is NSNull) == (task["status"] is NSNull))
    }
  }

  @Test func `tells who created a task, how it ended and what it did`() throws {
    let tasks = SampleRun.forkAndWait.trace().tasks
    #expect(tasks.map(\.threadID) == [2, 3])
    #expect(tasks.map(\.creatorThreadID) == [nil, 2])
    #expect(tasks.map(\.status) == [.exited(0), .exited(7)])
    #expect(
      tasks[0].spans.map(\.state)
        == [.runnable, .running, .waitingForChild, .runnable, .running])
    #expect(tasks[1].spans.map(\.state) == [.runnable, .running, .zombie])
    #expect(tasks.allSatisfy { $0.state == .dead })
  }

  @Test func `gives a thread that executes a program its leader's id`() throws {
    let tasks = SampleRun.exec.trace().tasks
    #expect(tasks.map(\.threadID) == [3, 2])
    #expect(Set(tasks[1].spans.map(\.threadID)) == [2, 3])
    #expect(tasks.map(\.state) == [.dead, .dead])
  }

  @Test func `has the decisions that were taken, in their order`() throws {
    let trace = SampleRun.seeded.trace(seed: 3)
    let data = Data(JSONTrace.text(of: trace).utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let decisions = try #require(object["decisions"] as? [[String: Any]])
    let expected = trace.events.filter { $0.kind == .decision }
    #expect(decisions.compactMap { $0["choice"] as? Int } == expected.map { Int($0.c) })
    #expect(decisions.compactMap { $0["sequence"] as? Int } == expected.map { Int($0.sequence) })
  }
}
