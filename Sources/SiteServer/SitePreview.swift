package import Courseware
package import Diagnostics
import Dispatch
import Foundation
import Markup
package import SiteGenerator
import Synchronization

/// Shows a course's website while it is written.
///
/// It builds the site in memory when a file changes, and tells the pages that are open to load again. What is
/// wrong with a file stands on the page.
///
/// A class because the watcher and every connection look at the one state.
package final class SitePreview: Sendable {
  /// What is shown.
  private struct State {
    var files: [String: [UInt8]] = [:]
    /// What is wrong; then the site of before is not shown.
    var fault: String?
    /// Counts the changes.
    var version = 0
  }

  /// Where a course and its theme lie.
  package struct Place: Sendable {
    /// The course.
    package let course: CourseFolder
    /// The theme.
    package let theme: CoursePath
    /// What stands in for files of the theme.
    package let overrides: CoursePath?

    /// Joins the folders.
    package init(course: CourseFolder, theme: CoursePath, overrides: CoursePath?) {
      self.course = course
      self.theme = theme
      self.overrides = overrides
    }
  }

  /// What a build gave, for those who watch the terminal.
  package enum News: Sendable {
    /// A site with so many pages, of which so many were made anew.
    case built(pageCount: Int, madeCount: Int, milliseconds: Int)
    /// What is wrong.
    case failed(DiagnosticList)
  }

  private let place: Place
  private let player: FigurePlayer?
  private let state = Mutex(State())
  private let socket: ServerSocket

  /// The script that pages of the preview have: it waits for the next change and loads the page again.
  private static let scriptPath = "threadbare-preview.js"
  private static let versionPath = "threadbare-preview-version.js"
  /// How long a page waits for a change before it asks again, in milliseconds.
  private static let waitMilliseconds = 20_000
  /// How often the files are looked at, in milliseconds.
  private static let watchMilliseconds = 250
  /// The most connections at a time.
  private static let connectionsMax = 64

  /// Opens the socket.
  ///
  /// - Parameters:
  ///   - place: The course and its theme.
  ///   - port: The port on 127.0.0.1; 0 for one that is free.
  ///   - player: Runs the programs of which figures are drawn.
  /// - Throws: Why the port can't be had.
  package init(
    _ place: Place, port: UInt16, playing player: FigurePlayer?
  ) throws(ServerFault) {
    self.place = place
    self.player = player
    socket = try ServerSocket(port: port)
  }

  /// The address of the front page.
  package var address: String { "http://127.0.0.1:\(socket.port)/" }

  /// Serves for ever.
  ///
  /// - Parameter news: Gets what each build gave.
  package func run(news: @escaping @Sendable (News) -> Void) -> Never {
    let watcher = Thread { [self] in watch(news: news) }
    watcher.stackSize = 8 << 20
    watcher.start()
    let slots = DispatchSemaphore(value: Self.connectionsMax)
    while true {
      guard let client = socket.accept() else { continue }
      slots.wait()
      Thread.detachNewThread { [self] in
        let request = ServerSocket.request(from: client)
        ServerSocket.answer(answer(to: request), to: client)
        slots.signal()
      }
    }
  }

  // MARK: Building

  private func watch(news: (News) -> Void) {
    var courseMemory = CourseMemory()
    var siteMemory = SiteMemory()
    var last: Look?
    while true {
      let now = look
      if now != last {
        last = now
        news(build(&courseMemory, &siteMemory))
      }
      usleep(UInt32(Self.watchMilliseconds) * 1_000)
    }
  }

  /// The files that a site is made of, as they look.
  private struct Look: Equatable {
    let course: [FolderSignature]
    let theme: ThemeSignature
  }

  /// How the files look now.
  private var look: Look {
    var folders = [place.course.lessons, place.course.exercises]
    folders += folders.flatMap { $0.entries.filter(\.isFolder) }
    return Look(
      course: folders.map { FolderSignature($0) },
      theme: ThemeSignature(folder: place.theme, overriddenBy: place.overrides))
  }

  private func build(_ courseMemory: inout CourseMemory, _ siteMemory: inout SiteMemory) -> News {
    let start = DispatchTime.now().uptimeNanoseconds
    do {
      let loaded = Course.load(from: place.course, remembering: &courseMemory)
      let course = try loaded.get()
      let generator = SiteGenerator(
        course: course, theme: place.theme, overriddenBy: place.overrides, output: place.theme,
        playing: player)
      let contents = try generator.contents(remembering: &siteMemory)
      var files: [String: [UInt8]] = [:]
      for file in contents.files { files[file.path] = file.bytes }
      publish(files: files, fault: nil)
      let time = (DispatchTime.now().uptimeNanoseconds - start) / 1_000_000
      return .built(
        pageCount: contents.pageCount, madeCount: contents.pageCount - siteMemory.reusedCount,
        milliseconds: Int(time))
    } catch {
      let list = (error as? DiagnosticList) ?? (error as? SiteError)?.diagnostics
      let diagnostics = list ?? DiagnosticList([Diagnostic(message: "\(error)")])
      publish(files: nil, fault: diagnostics.rendered())
      return .failed(diagnostics)
    }
  }

  private func publish(files: [String: [UInt8]]?, fault: String?) {
    state.withLock { state in
      if let files { state.files = files }
      state.fault = fault
      state.version += 1
    }
  }

  // MARK: Answering

  func answer(to request: HTTPRequest?) -> [UInt8] {
    guard let request else { return Self.text(400, "Bad Request").bytes(withBody: true) }
    let withBody = request.method != "HEAD"
    guard request.method == "GET" || !withBody else {
      return Self.text(405, "Method Not Allowed").bytes(withBody: true)
    }
    // A page from elsewhere that has given this machine a name of its own gets nothing.
    guard let host = request.host,
      ["127.0.0.1:\(socket.port)", "localhost:\(socket.port)"].contains(host)
    else { return Self.text(403, "Forbidden").bytes(withBody: withBody) }
    return response(to: request).bytes(withBody: withBody)
  }

  private func response(to request: HTTPRequest) -> HTTPResponse {
    switch request.path {
    case Self.scriptPath:
      return HTTPResponse(Array(Self.script.utf8), type: HTTPResponse.type(of: Self.scriptPath))
    case Self.versionPath: return version(after: Int(request.query.prefix { $0 != "&" }) ?? 0)
    default: break
    }
    var path = request.path
    if path.isEmpty || path.hasSuffix("/") { path += "index.html" }
    let (file, fault, version) = state.withLock { ($0.files[path], $0.fault, $0.version) }
    if path.hasSuffix(".html"), let fault { return faultPage(fault, version) }
    if let file {
      return HTTPResponse(shown(file, path, version), type: HTTPResponse.type(of: path))
    }
    if version == 0 { return faultPage("The site is being built.", version) }
    let (folder, missing) = state.withLock {
      ($0.files[path + "/index.html"] != nil, $0.files["404.html"])
    }
    if folder {
      var response = Self.text(301, "Moved Permanently")
      response.location = "/" + request.path + "/"
      return response
    }
    return HTTPResponse(
      shown(missing ?? [], "404.html", version), type: HTTPResponse.type(of: "404.html"),
      status: (404, "Not Found"))
  }

  private static func text(_ code: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(
      Array("\(text)\n".utf8), type: "text/plain; charset=utf-8", status: (code, text))
  }

  /// A file as the preview shows it: pages get the script that waits for changes.
  private func shown(_ bytes: [UInt8], _ path: String, _ version: Int) -> [UInt8] {
    guard path.hasSuffix(".html"), let end = bytes.firstRange(of: Array("</head>".utf8)) else {
      return bytes
    }
    let tag = "<script src=\"/\(Self.scriptPath)?\(version)\" data-version=\"\(version)\"></script>"
    return bytes[..<end.lowerBound] + Array(tag.utf8) + bytes[end.lowerBound...]
  }

  private func faultPage(_ fault: String, _ version: Int) -> HTTPResponse {
    let document = HTMLDocument(title: "The site is not built")
    document.body.add(.main) { main in
      main.add(.h1, text: "The site is not built")
      main.add(.pre).set(.tabindex, 0).add(.code, text: fault)
    }
    return HTTPResponse(
      shown(document.serialized(), "fault.html", version), type: "text/html; charset=utf-8",
      status: (version == 0 ? 503 : 500, "Not Built"))
  }

  /// Answers when the version is another one than the page's, or after a while.
  private func version(after known: Int) -> HTTPResponse {
    var version = known
    for _ in 0..<(Self.waitMilliseconds / 50) {
      version = state.withLock { $0.version }
      if version != known { break }
      usleep(50_000)
    }
    return HTTPResponse(
      Array("window.threadbareVersion(\(version));\n".utf8),
      type: HTTPResponse.type(of: Self.versionPath))
  }

  /// Asks by loading scripts, which is all that the pages' policy allows.
  private static let script = """
    (() => {
      "use strict";
      const known = Number(document.currentScript.dataset.version);
      let count = 0;
      const ask = () => {
        const script = document.createElement("script");
        script.src = `/\(versionPath)?${known}&${count += 1}`;
        script.addEventListener("load", () => { script.remove(); ask(); });
        script.addEventListener("error", () => { script.remove(); window.setTimeout(ask, 2000); });
        document.head.append(script);
      };
      window.threadbareVersion = (version) => { if (version !== known) window.location.reload(); };
      window.setTimeout(ask, 100);
    })();

    """
}
