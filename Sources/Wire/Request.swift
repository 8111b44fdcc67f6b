/// What the judge asks of a worker.
package enum Request: Equatable, Sendable {
  /// The first message: limits and the system-call filter that the worker must put on itself.
  case harden(Hardening)
  /// Loads the plugin; only after `harden`.
  case load(path: String)
  /// Drops every task of the run before.
  case newRun
  /// Starts the exercise's program `number` as task `task`.
  case startProgram(task: UInt32, number: UInt32, input: [UInt8])
  /// Starts what was handed to clone under `entry` as task `task`.
  case startEntry(task: UInt32, entry: UInt64)
  /// Gives a task the answer to its call.
  case resume(task: UInt32, CallReply)
  /// The task is dead: its call throws `Killed`.
  case kill(task: UInt32)
  /// Calls a kernel function.
  case call(function: UInt32, input: [UInt8])
}

/// What a worker does to itself before it loads anything.
package struct Hardening: Equatable, Sendable {
  package var cpuSeconds: UInt64
  package var memoryBytes: UInt64
  /// A classic BPF program for seccomp, 8 bytes an instruction; empty where none is to be set.
  package var filter: [UInt8]

  package init(cpuSeconds: UInt64, memoryBytes: UInt64, filter: [UInt8]) {
    self.cpuSeconds = cpuSeconds
    self.memoryBytes = memoryBytes
    self.filter = filter
  }
}

/// The kernel's answer to a system call.
package struct CallReply: Equatable, Sendable {
  package var value: Int64
  package var extra: Int64
  package var bytes: [UInt8]
  /// The name of what this kernel does not have, if that is why the call failed.
  package var notBuilt: String

  package init(value: Int64, extra: Int64 = 0, bytes: [UInt8] = [], notBuilt: String = "") {
    self.value = value
    self.extra = extra
    self.bytes = bytes
    self.notBuilt = notBuilt
  }
}

extension Request {
  /// The message under a sequence number.
  package func frame(sequence: UInt32) -> Frame {
    var payload = WireWriter()
    let kind: UInt16
    switch self {
    case .harden(let hardening):
      kind = 1
      payload.write(Frame.protocolVersion)
      payload.write(hardening.cpuSeconds)
      payload.write(hardening.memoryBytes)
      payload.write(hardening.filter)
    case .load(let path):
      kind = 2
      payload.write(path)
    case .newRun:
      kind = 3
    case .startProgram(let task, let number, let input):
      kind = 4
      payload.write(task)
      payload.write(number)
      payload.write(input)
    case .startEntry(let task, let entry):
      kind = 5
      payload.write(task)
      payload.write(entry)
    case .resume(let task, let reply):
      kind = 6
      payload.write(task)
      payload.write(reply.value)
      payload.write(reply.extra)
      payload.write(reply.bytes)
      payload.write(reply.notBuilt)
    case .kill(let task):
      kind = 7
      payload.write(task)
    case .call(let function, let input):
      kind = 8
      payload.write(function)
      payload.write(input)
    }
    return Frame(sequence: sequence, kind: kind, payload: payload.bytes)
  }

  /// The request that a message holds.
  ///
  /// - Throws: `WireError` if it holds none.
  package init(_ frame: Frame) throws(WireError) {
    var reader = WireReader(frame.payload)
    switch frame.kind {
    case 1:
      let version = try reader.read(UInt32.self)
      guard version == Frame.protocolVersion else {
        throw .invalid("protocol version \(version), this worker speaks \(Frame.protocolVersion)")
      }
      self = .harden(
        Hardening(
          cpuSeconds: try reader.read(), memoryBytes: try reader.read(),
          filter: try reader.readBytes()))
    case 2: self = .load(path: try reader.readString())
    case 3: self = .newRun
    case 4:
      self = .startProgram(
        task: try reader.read(), number: try reader.read(), input: try reader.readBytes())
    case 5: self = .startEntry(task: try reader.read(), entry: try reader.read())
    case 6:
      let task = try reader.read(UInt32.self)
      self = .resume(
        task: task,
        CallReply(
          value: try reader.read(), extra: try reader.read(), bytes: try reader.readBytes(),
          notBuilt: try reader.readString()))
    case 7: self = .kill(task: try reader.read())
    case 8: self = .call(function: try reader.read(), input: try reader.readBytes())
    default: throw .invalid("request kind \(frame.kind)")
    }
    try reader.finish()
  }
}
