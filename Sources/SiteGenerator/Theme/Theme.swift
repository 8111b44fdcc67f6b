import Courseware
import Diagnostics
import Foundation
import Mustache

/// What the pages look like: templates, one style sheet, one script, pictures.
///
///     templates/*.mustache   the pages and their parts
///     css/*.css              joined into one style sheet, in the order of their names
///     js/*.js                joined into one script, likewise
///     images/*               as they are; mark.svg is the icon
///     kernel/threadbare.wasm the kernel that runs programs in the page, if `make wasm` has put it there
struct Theme: Sendable {
  private let templates: MustacheLibrary
  /// All files of the theme that go into the site.
  let assets: [ThemeAsset]
  /// The style sheet of every page.
  let style: ThemeAsset
  /// The script of every page.
  let script: ThemeAsset
  /// The icon.
  let mark: ThemeAsset
  /// The script that has the kernel; nil if there is none, so that pages only show what is recorded.
  let kernel: ThemeAsset?

  /// The templates that pages are made with; what else there is, these refer to.
  enum Template: String, CaseIterable {
    case page, index, lesson, exercises, exercise, flags, missing
  }

  /// Reads a theme.
  ///
  /// - Throws: All that is wrong with its files.
  init(folder: CoursePath) throws(SiteError) {
    var diagnostics = DiagnosticList()
    guard folder.isFolder else {
      throw .input(
        DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: folder.shown), message: "there is no theme here",
            help: "a theme is a folder with \"templates\", \"css\", \"js\" and \"images\"")
        ]))
    }
    templates = Self.templates(in: folder.appending("templates"), &diagnostics)
    let css = Self.joined(folder.appending("css"), ending: ".css", &diagnostics)
    let js = Self.joined(folder.appending("js"), ending: ".js", &diagnostics)
    style = ThemeAsset(stem: "style", ending: "css", bytes: css)
    script = ThemeAsset(stem: "site", ending: "js", bytes: js)
    let images = Self.images(in: folder.appending("images"), &diagnostics)
    let icon = images.first { $0.file == "mark.svg" }?.asset
    if icon == nil {
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: folder.appending("images").shown),
          message: "the theme has no \"mark.svg\", which is the site's icon"))
    }
    mark = icon ?? ThemeAsset(stem: "mark", ending: "svg", bytes: [])
    kernel = Self.kernel(in: folder.appending("kernel"), &diagnostics)
    assets = [style, script] + (kernel.map { [$0] } ?? []) + images.map(\.asset)
    if diagnostics.hasErrors { throw .input(diagnostics) }
  }

  /// Fills a template.
  func render(_ template: Template, _ values: TemplateValues) -> String {
    // Every template of the enumeration is there: a theme without one does not load.
    templates.render(values, withTemplate: template.rawValue) ?? ""
  }

  // MARK: Reading

  private static func templates(
    in folder: CoursePath, _ diagnostics: inout DiagnosticList
  ) -> MustacheLibrary {
    var library = MustacheLibrary()
    let files = folder.entries.filter { $0.name.hasSuffix(".mustache") }
    let names = files.map { String($0.name.dropLast(".mustache".count)) }
    for (file, name) in zip(files, names) {
      guard let bytes = read(file, &diagnostics) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      let check = TemplateCheck(path: file.shown, text: text, known: names)
      diagnostics.append(contentsOf: check.problems())
      do {
        try library.register(text, named: name)
      } catch {
        diagnostics.append(diagnostic(of: error, in: file))
      }
    }
    for template in Template.allCases where !names.contains(template.rawValue) {
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: folder.shown),
          message: "the theme has no template \"\(template.rawValue).mustache\""))
    }
    return library
  }

  private static func diagnostic(of error: any Error, in file: CoursePath) -> Diagnostic {
    guard let error = error as? MustacheTemplate.ParserError else {
      return Diagnostic(location: SourceLocation(path: file.shown), message: "\(error)")
    }
    let context = error.context
    return Diagnostic(
      location: SourceLocation(
        path: file.shown, line: context.lineNumber, column: context.columnNumber),
      message: "the template can't be read: \(error.error)", sourceLine: context.line)
  }

  private static func joined(
    _ folder: CoursePath, ending: String, _ diagnostics: inout DiagnosticList
  ) -> [UInt8] {
    var joined: [UInt8] = []
    for file in folder.entries where file.name.hasSuffix(ending) {
      guard let bytes = read(file, &diagnostics) else { continue }
      joined += bytes
      if bytes.last != Byte.newline { joined.append(Byte.newline) }
    }
    return joined
  }

  /// The kernel in a script: a page that was opened from a folder may load nothing else.
  private static func kernel(
    in folder: CoursePath, _ diagnostics: inout DiagnosticList
  ) -> ThemeAsset? {
    guard let file = folder.entries.first(where: { $0.name == "threadbare.wasm" }),
      let bytes = read(file, &diagnostics)
    else { return nil }
    let text = "window.threadbareModule = \"" + Data(bytes).base64EncodedString() + "\";\n"
    return ThemeAsset(stem: "kernel", ending: "js", bytes: Array(text.utf8))
  }

  private static func images(
    in folder: CoursePath, _ diagnostics: inout DiagnosticList
  ) -> [(file: String, asset: ThemeAsset)] {
    folder.entries.filter(\.isFile).compactMap { file in
      guard let bytes = read(file, &diagnostics) else { return nil }
      let url = file.url
      let asset = ThemeAsset(
        stem: url.deletingPathExtension().lastPathComponent, ending: url.pathExtension,
        bytes: bytes)
      return (file.name, asset)
    }
  }

  private static func read(
    _ file: CoursePath, _ diagnostics: inout DiagnosticList
  ) -> [UInt8]? {
    do {
      return try [UInt8](Data(contentsOf: file.url))
    } catch {
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: file.shown),
          message: "can't be read: \((error as NSError).localizedDescription)"))
      return nil
    }
  }
}
