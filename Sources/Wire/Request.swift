package import LinuxABI

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
  /// Starts the handler of a signal that was given to sigaction under `handler` as task `task`, on top
  /// of the code of task `interrupted`; 0 if that is none of the worker's.
  case startHandler(task: UInt32, interrupted: UInt32, handler: UInt64, SignalInfo)
  /// Gives a task the answer to its call.
  case resume(task: UInt32, CallReply)
  /// The task is dead: its call throws `Killed`.
  case kill(task: UInt32)
  /// Calls a kernel function.
  case call(function: UInt32, input: [UInt8])
}

/// What a worker does to itself before it loads anything.
package struct Hardening: Equatable, Sendable {
  // Limits, as in setrlimit(2); 0 leaves one as it is.
  package var cpuSeconds: UInt64
  package var memoryBytes: UInt64
  package var fileBytes: UInt64
  package var descriptors: UInt64
  package var processes: UInt64
  /// The only files to read or execute, and those where all is allowed; where both are empty, files
  /// are not restricted.
  package var readable: [String]
  package var writable: [String]
  /// A classic BPF program for seccomp, 8 bytes an instruction; empty where none is to be set.
  package var filter: [UInt8]

  package init(
    cpuSeconds: UInt64, memoryBytes: UInt64, fileBytes: UInt64 = 0, descriptors: UInt64 = 0,
    processes: UInt64 = 0, readable: [String] = [], writable: [String] = [], filter: [UInt8]
  ) {
    self.cpuSeconds = cpuSeconds
    self.memoryBytes = memoryBytes
    self.fileBytes = fileBytes
    self.descriptors = descriptors
    self.processes = processes
    self.readable = readable
    self.writable = writable
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
      payload.write(hardening.fileBytes)
      payload.write(hardening.descriptors)
      payload.write(hardening.processes)
      for paths in [hardening.readable, hardening.writable] {
        payload.write(UInt32(paths.count))
        for path in paths { payload.write(path) }
      }
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
    case .startHandler(let task, let interrupted, let handler, let info):
      kind = 9
      payload.write(task)
      payload.write(interrupted)
      payload.write(handler)
      payload.write(info.signal.rawValue)
      payload.write(info.code.rawValue)
      payload.write(info.processID.rawValue)
      payload.write(info.userID)
      payload.write(info.status)
      payload.write(info.value)
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
          fileBytes: try reader.read(), descriptors: try reader.read(),
          processes: try reader.read(), readable: try Self.paths(&reader),
          writable: try Self.paths(&reader), filter: try reader.readBytes()))
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
    case 9:
      self = .startHandler(
        task: try reader.read(), interrupted: try reader.read(), handler: try reader.read(),
        try Self.info(&reader))
    default: throw .invalid("request kind \(frame.kind)")
    }
    try reader.finish()
  }

  private static func info(_ reader: inout WireReader) throws(WireError) -> SignalInfo {
    SignalInfo(
      signal: Signal(rawValue: try reader.read()), code: SignalCode(rawValue: try reader.read()),
      processID: ProcessID(rawValue: try reader.read()), userID: try reader.read(),
      status: try reader.read(), value: try reader.read())
  }

  private static func paths(_ reader: inout WireReader) throws(WireError) -> [String] {
    let count = try reader.read(UInt32.self)
    var paths: [String] = []
    for _ in 0..<count { paths.append(try reader.readString()) }
    return paths
  }
}
