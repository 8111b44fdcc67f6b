import Diagnostics
import Foundation

/// A socket that listens on this machine alone.
///
/// A class because it owns the descriptor and closes it at its end.
final class ServerSocket: Sendable {
  private let descriptor: Int32
  /// The port that it listens on.
  let port: UInt16

  /// How long a client may take to send its request, in seconds.
  private static let requestSecondsMax = 5

  /// Listens on 127.0.0.1.
  ///
  /// - Parameter port: The port; 0 for one that is free.
  /// - Throws: Why that can't be had.
  init(port: UInt16) throws(ServerFault) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ServerFault("can't make a socket", errno) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let reason = withUnsafeMutablePointer(to: &address) { pointer -> Int32 in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(descriptor, generic, length) == 0, listen(descriptor, 64) == 0,
          getsockname(descriptor, generic, &length) == 0
        else { return errno }
        return 0
      }
    }
    guard reason == 0 else {
      close(descriptor)
      throw ServerFault("can't listen on port \(port)", reason)
    }
    self.descriptor = descriptor
    self.port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }

  /// Waits for the next client; nil when there was none after all.
  func accept() -> Int32? {
    let client = Foundation.accept(descriptor, nil, nil)
    guard client >= 0 else { return nil }
    var limit = timeval(tv_sec: Self.requestSecondsMax, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    return client
  }

  /// Reads the head of a request; nil for one that is none, or too long, or too slow.
  static func request(from client: Int32) -> HTTPRequest? {
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    let end = Array("\r\n\r\n".utf8)
    while head.count < HTTPRequest.headBytesMax {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      head += buffer[..<count]
      if let range = head.firstRange(of: end) {
        return HTTPRequest(head: Array(head[..<range.lowerBound]))
      }
    }
    return nil
  }

  /// Sends an answer, and closes the connection.
  static func answer(_ bytes: [UInt8], to client: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { memory in
        send(
          client, memory.baseAddress.map { $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    close(client)
  }
}

/// Why there is no server.
package struct ServerFault: Error, CustomStringConvertible {
  /// What could not be done, and what the machine says.
  package let description: String

  init(_ message: String, _ code: Int32) {
    description = code == 0 ? message : "\(message): \(systemReason(code))"
  }
}
