import Courseware
import Diagnostics
import Foundation
import Mustache

/// What the pages look like: templates, one style sheet, one script, pictures.
///
///     templates/*.mustache   the pages and their parts
///     css/*.css              joined into one style sheet, in the order of their names
///     js/*.js                joined into one script, likewise
///     head/*.js              joined into the script that runs before anything is shown
///     images/*               as they are; mark.svg is the icon
///     strings.yaml           every word that pages and scripts say
///     kernel/threadbare.wasm the kernel that runs programs in the page, if `make wasm` has put it there
struct Theme: Sendable {
  private let templates: MustacheLibrary
  /// What the pages say.
  let words: Words
  /// All files of the theme that go into the site.
  let assets: [ThemeAsset]
  /// The style sheet of every page.
  let style: ThemeAsset
  /// The script of every page.
  let script: ThemeAsset
  /// The script that runs before a page is shown.
  let head: ThemeAsset
  /// The icon.
  let mark: ThemeAsset
  /// Tells themes apart: a number for each file.
  let fingerprints: [UInt64]
  /// The script that has the kernel; nil if there is none, so that pages only show what is recorded.
  let kernel: ThemeAsset?

  /// What is not wrong enough to stop a build.
  let warnings: DiagnosticList

  /// The templates that pages are made with; what else there is, these refer to.
  enum Template: String, CaseIterable {
    case page, index, lesson, exercises, exercise, flags, sheet, glossary, instructors, answers,
      whole, missing
  }

  /// Reads a theme.
  ///
  /// - Parameters:
  ///   - folder: The folder of the theme.
  ///   - overrides: A folder of the same form; a file of it stands in for the theme's of the same name, or
  ///     comes to them.
  /// - Throws: All that is wrong with its files.
  init(folder: CoursePath, overriddenBy overrides: CoursePath? = nil) throws(SiteError) {
    var diagnostics = DiagnosticList()
    guard folder.isFolder else {
      throw .input(
        DiagnosticList([ThemeFiles.absence(of: folder, "there is no theme here")]))
    }
    let files = ThemeFiles(folder: folder, overrides: overrides)
    let found = Self.words(files, &diagnostics)
    let words = Words(found ?? .none)
    self.words = words
    let sources = Self.texts(files.all(in: "templates", ending: ".mustache"), &diagnostics)
    templates = Self.templates(
      sources, in: folder.appending("templates"), saying: found == nil ? nil : words, &diagnostics)
    let css = Self.joined(files.all(in: "css", ending: ".css"), LeanText.styleSheet, &diagnostics)
    let js = Self.joined(files.all(in: "js", ending: ".js"), LeanText.script, &diagnostics)
    let early = Self.joined(files.all(in: "head", ending: ".js"), \.self, &diagnostics)
    style = ThemeAsset(stem: "style", ending: "css", bytes: css)
    script = ThemeAsset(stem: "site", ending: "js", bytes: words.script() + js)
    head = ThemeAsset(stem: "head", ending: "js", bytes: early)
    let images = Self.images(files.all(in: "images", ending: ""), &diagnostics)
    let icon = images.first { $0.file == "mark.svg" }?.asset
    if icon == nil {
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: folder.appending("images").shown),
          message: "the theme has no \"mark.svg\", which is the site's icon"))
    }
    mark = icon ?? ThemeAsset(stem: "mark", ending: "svg", bytes: [])
    kernel = Self.kernel(in: folder.appending("kernel"), &diagnostics)
    assets = [style, script, head] + (kernel.map { [$0] } ?? []) + images.map(\.asset)
    fingerprints =
      [ThemeAsset.hash(words.everything)] + sources.map { ThemeAsset.hash($0.bytes) }
      + assets.map { ThemeAsset.hash(Array($0.name.utf8)) }
    if diagnostics.hasErrors { throw .input(diagnostics) }
    warnings = diagnostics
  }

  /// Fills a template.
  func render(_ template: Template, _ values: TemplateValues) -> String {
    // Every template of the enumeration is there: a theme without one does not load.
    templates.render(values, withTemplate: template.rawValue) ?? ""
  }

  // MARK: Reading

  /// The words of the theme, with those of a course in the place of some; nil if they can't be read.
  private static func words(
    _ files: ThemeFiles, _ diagnostics: inout DiagnosticList
  ) -> InterfaceWords? {
    do throws(DiagnosticList) {
      var (words, missing) = try Words.read(theme: files.folder)
      for problem in missing { diagnostics.append(problem) }
      if let own = files.ownWords {
        let overridden = try words.overridden(by: own)
        words = overridden.words
        diagnostics.append(contentsOf: overridden.warnings)
      }
      return words
    } catch {
      diagnostics.append(contentsOf: error)
      return nil
    }
  }

  private static func texts(
    _ files: [CoursePath], _ diagnostics: inout DiagnosticList
  ) -> [(file: CoursePath, bytes: [UInt8])] {
    files.compactMap { file in read(file, &diagnostics).map { (file, $0) } }
  }

  private static func templates(
    _ sources: [(file: CoursePath, bytes: [UInt8])], in folder: CoursePath, saying words: Words?,
    _ diagnostics: inout DiagnosticList
  ) -> MustacheLibrary {
    var library = MustacheLibrary()
    let names = sources.map { String($0.file.name.dropLast(".mustache".count)) }
    for (source, name) in zip(sources, names) {
      let text = String(decoding: source.bytes, as: UTF8.self)
      let check = TemplateCheck(
        path: source.file.shown, text: text, known: names, phrases: words?.fixedKeys)
      diagnostics.append(contentsOf: check.problems())
      do {
        try library.register(TemplateWords.filled(text, from: words), named: name)
      } catch {
        diagnostics.append(diagnostic(of: error, in: source.file))
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
    _ files: [CoursePath], _ lean: ([UInt8]) -> [UInt8], _ diagnostics: inout DiagnosticList
  ) -> [UInt8] {
    var joined: [UInt8] = []
    for file in files {
      guard let bytes = read(file, &diagnostics).map(lean) else { continue }
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
    _ files: [CoursePath], _ diagnostics: inout DiagnosticList
  ) -> [(file: String, asset: ThemeAsset)] {
    files.compactMap { file in
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
          message: "can't be read: \(reason(of: error))"))
      return nil
    }
  }
}
