package import Diagnostics

extension ReadingContext {
  /// A Markdown text of any length.
  func markdown(of node: YAMLNode, called name: String) -> SourceText? {
    guard let text = text(of: node, called: name), case .scalar(_, let style) = node.content
    else { return nil }
    return SourceText(text, style: style, at: node.span)
  }
}

extension FieldReader {
  /// A Markdown text of any length.
  func markdown(_ key: String, _ presence: FieldPresence = .required) -> SourceText? {
    node(key, presence).flatMap { context.markdown(of: $0, called: key) }
  }

  /// The Markdown under `text`, or in the file beside that `text_file` names.
  ///
  /// - Parameter folder: The folder of the file that is being read.
  /// - Returns: The text, or nil when there is none; reported then.
  func markdown(in folder: CoursePath) -> SourceText? {
    guard has("text_file") else {
      guard has("text") else {
        context.error(
          "missing field \"text\" in \(noun)", at: span,
          help: "write the Markdown under \"text: |\", or name a file beside with \"text_file\"")
        return nil
      }
      return markdown("text")
    }
    if has("text") {
      context.error(
        "\"text\" and \"text_file\" exclude each other", at: keySpan("text_file"),
        help: "remove one of them")
    }
    guard let name = line("text_file") else { return nil }
    // A course is a folder that is packed and passed on: nothing outside may be part of it.
    guard !name.value.contains("/"), !name.value.hasPrefix("."), name.value.hasSuffix(".md") else {
      context.error(
        "\(quoted(name.value)) is no Markdown file of this folder", at: name.span,
        help: "name a file beside this one, such as \"text.md\"")
      return nil
    }
    let place = folder.appending(name.value)
    guard place.isFile else {
      context.error("there is no file \(quoted(place.shown))", at: name.span)
      return nil
    }
    do throws(DiagnosticList) {
      let text = SourceText(file: try SourceFile(reading: place))
      if text.string.allSatisfy(\.isWhitespace) {
        context.error("file \(quoted(place.shown)) is empty", at: name.span)
        return nil
      }
      return text
    } catch {
      for diagnostic in error { context.report(diagnostic) }
      return nil
    }
  }
}

extension SourceFile {
  /// Reads a file of the course.
  ///
  /// - Throws: One diagnostic; see ``init(reading:shownAs:bytesMax:)``.
  package init(reading place: CoursePath) throws(DiagnosticList) {
    try self.init(reading: place.url, shownAs: place.shown)
  }
}
