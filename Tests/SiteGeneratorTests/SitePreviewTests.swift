import Courseware
import Foundation
import SiteServer
import TestSupport
import Testing

@Suite struct `The preview of a site` {
  /// Asks a server on this machine, and reads until it closes the connection.
  private func ask(_ request: String, port: UInt16) -> String {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return "" }
    let bytes = Array(request.utf8)
    _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private func get(_ path: String, port: UInt16, host: String? = nil) -> String {
    ask("GET \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n\r\n", port: port)
  }

  /// Asks until the answer is as wanted, for ten seconds at most.
  private func wait(for path: String, port: UInt16, until: (String) -> Bool) -> String {
    var answer = ""
    for _ in 0..<200 {
      answer = get(path, port: port)
      if until(answer) { break }
      usleep(50_000)
    }
    return answer
  }

  @Test func `shows pages, and what is wrong with a file until it is mended`() throws {
    try withTemporaryFolder { folder in
      let fixture = try FixtureCourse(in: folder)
      let root = CoursePath(url: folder.file("course"), shown: "course")
      let preview = try SitePreview(
        SitePreview.Place(
          course: CourseFolder(root: root, grader: root.appending("grader")),
          theme: FixtureCourse.theme, overrides: nil), port: 0, playing: nil)
      let port = try #require(UInt16(preview.address.split(separator: ":").last?.dropLast() ?? ""))
      Thread.detachNewThread { preview.run { _ in } }

      let front = wait(for: "/", port: port) { $0.hasPrefix("HTTP/1.1 200") }
      #expect(front.contains("Content-Type: text/html; charset=utf-8"))
      #expect(
        front.contains(
          "<script src=\"/threadbare-preview.js?1\" data-version=\"1\"></script></head>"))
      #expect(get("/lessons/02-second", port: port).contains("Location: /lessons/02-second/\r\n"))
      #expect(get("/lessons/02-second/index.html", port: port).contains(">Rules<"))
      #expect(get("/nothing", port: port).hasPrefix("HTTP/1.1 404"))
      #expect(
        get("/../course/grader/01-first/Solution.swift", port: port).hasPrefix("HTTP/1.1 400"))
      #expect(get("/%2e%2e/x", port: port).hasPrefix("HTTP/1.1 400"))
      #expect(get("/", port: port, host: "evil.example").hasPrefix("HTTP/1.1 403"))
      #expect(ask("POST / HTTP/1.1\r\n\r\n", port: port).hasPrefix("HTTP/1.1 405"))
      #expect(ask("nonsense\r\n\r\n", port: port).hasPrefix("HTTP/1.1 400"))

      try fixture.replace(
        "summary: The second", with: "sumary: The second", in: "lessons/02-second/lesson.yaml")
      let fault = wait(for: "/", port: port) { $0.hasPrefix("HTTP/1.1 500") }
      #expect(
        fault.contains("course/lessons/02-second/lesson.yaml:3:1: error: unknown key \"sumary\""))
      #expect(fault.contains("threadbare-preview.js?2"))
      #expect(get("/threadbare-preview-version.js?1", port: port).contains("threadbareVersion(2)"))

      try fixture.replace(
        "sumary: The second", with: "summary: The other", in: "lessons/02-second/lesson.yaml")
      let mended = wait(for: "/", port: port) { $0.hasPrefix("HTTP/1.1 200") }
      #expect(mended.contains("The other lesson."))
    }
  }
}
