/// What the server answers.
struct HTTPResponse {
  var status: (code: Int, text: String)
  /// What the body is, as HTTP names it.
  var type: String
  var body: [UInt8]
  /// Where to look instead.
  var location: String?

  /// An answer with something in it.
  init(_ body: [UInt8], type: String, status: (code: Int, text: String) = (200, "OK")) {
    self.body = body
    self.type = type
    self.status = status
  }

  /// The answer as it goes over the wire.
  func bytes(withBody: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(status.code) \(status.text)\r\n"
    head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n"
    head += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
    if let location { head += "Location: \(location)\r\n" }
    return Array((head + "\r\n").utf8) + (withBody ? body : [])
  }

  /// What a file is, by its name.
  static func type(of path: String) -> String {
    switch path.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "xml": "application/xml"
    case "json": "application/json"
    case "png": "image/png"
    case "woff2": "font/woff2"
    case "wasm": "application/wasm"
    default: "application/octet-stream"
    }
  }
}
