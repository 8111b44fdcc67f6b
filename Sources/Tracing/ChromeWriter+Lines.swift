import KernelCore
import LinuxABI

// The single events of the Chrome format.
extension ChromeWriter {
  mutating func append(_ call: Slice, _ track: Track) {
    var arguments = ",\"args\":{\"call\":" + quoted(callText(of: call.call))
    if let answer = call.answer { arguments += ",\"result\":" + quoted(answer) }
    slice(callName(of: call.call), "syscall", track, call.start, call.end, arguments + "}")
  }

  mutating func slice(
    _ name: String, _ category: String, _ track: Track, _ from: UInt64, _ until: UInt64,
    _ arguments: String
  ) {
    lines.append(
      start("X", name, category, track, from) + ",\"dur\":" + microsecondsText(until - from)
        + arguments + "}")
  }

  mutating func addInstant(_ event: TraceEvent) {
    let caller = table.life(Int64(event.threadID.rawValue))
    let place = caller.map { track(of: table.lives[$0]) } ?? .processor(Int(event.cpu))
    let name: String
    var arguments: String
    switch event.kind {
    case .decision:
      name = "decision"
      arguments =
        "\"kind\":" + String(event.a) + ",\"options\":" + String(event.b) + ",\"choice\":"
        + String(event.c)
    case .fault:
      name = signalName(event.b)
      arguments = "\"address\":" + quoted(hexadecimal(event.a))
    case .exec:
      name = "exec"
      arguments = "\"entry\":" + quoted(hexadecimal(event.b))
    case .handler:
      name = "handler of " + signalName(event.a)
      arguments = "\"address\":" + quoted(hexadecimal(event.b))
    default:
      name = signalName(event.a)
      arguments =
        "\"process\":" + String(event.b) + ",\"ignored\":" + (event.c == 1 ? "true" : "false")
        + ",\"fatal\":" + (event.c == 2 ? "true" : "false")
    }
    arguments = ",\"s\":\"t\",\"args\":{" + arguments + "}}"
    let category = event.kind.name.description
    lines.append(start("i", name, category, place, event.timeNanoseconds) + arguments)
  }

  mutating func count(at time: UInt64) {
    guard table.runnableCount != counted else { return }
    counted = table.runnableCount
    lines.append(
      start("C", "runnable tasks", "sched", .processor(0), time) + ",\"args\":{\"tasks\":"
        + String(counted) + "}}")
  }

  mutating func name(_ kind: String, _ name: String, _ track: Track) {
    lines.append(
      "{\"ph\":\"M\",\"name\":" + quoted(kind) + track.text + ",\"args\":{\"name\":"
        + quoted(name) + "}}")
  }

  func start(
    _ phase: String, _ name: String, _ category: String, _ track: Track, _ time: UInt64
  ) -> String {
    "{\"ph\":\"" + phase + "\",\"name\":" + quoted(name) + ",\"cat\":" + quoted(category)
      + track.text + ",\"ts\":" + microsecondsText(time)
  }

  func track(of life: TaskLife) -> Track {
    Track(process: life.processID.rawValue, thread: life.threadID.rawValue)
  }
}

private func signalName(_ number: Int64) -> String {
  Signal(rawValue: Int32(truncatingIfNeeded: number)).name
}
