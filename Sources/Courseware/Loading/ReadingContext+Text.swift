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

  /// Markdown of one line.
  func markdownLine(_ key: String) -> SourceText? {
    guard let node = node(key), context.line(of: node, called: key) != nil else { return nil }
    return context.markdown(of: node, called: key)
  }

  /// The Markdown under `text`, or in the file beside that `text_file` names.
  ///
  /// - Parameter folder: The folder of the file that is being read.
  /// - Returns: The text, or nil when there is none; reported then.
  func markdown(in folder: CoursePath) -> SourceText? {
    text(orFile: "text_file", in: folder, language: "Markdown", example: "text.md")
  }

  /// The text under `text`, or in the file beside that another key names.
  ///
  /// - Parameters:
  ///   - fileKey: The other key.
  ///   - folder: The folder of the file that is being read.
  ///   - language: What the text is.
  ///   - example: The name of such a file; all have its ending.
  /// - Returns: The text, or nil when there is none; reported then.
  func text(
    orFile fileKey: String, in folder: CoursePath, language: String, example: String
  ) -> SourceText? {
    guard has(fileKey) else {
      guard has("text") else {
        context.error(
          "missing field \"text\" in \(noun)", at: span,
          help: "write the \(language) under \"text: |\", or name a file beside with "
            + quoted(fileKey))
        return nil
      }
      return markdown("text")
    }
    if has("text") {
      context.error(
        "\"text\" and \(quoted(fileKey)) exclude each other", at: keySpan(fileKey),
        help: "remove one of them")
    }
    guard let name = line(fileKey) else { return nil }
    let ending = example.drop { $0 != "." }
    // A course is a folder that is packed and passed on: nothing outside may be part of it.
    guard !name.value.contains("/"), !name.value.hasPrefix("."), name.value.hasSuffix(ending) else {
      context.error(
        "\(quoted(name.value)) is no \(language) file of this folder", at: name.span,
        help: "name a file beside this one, such as \(quoted(example))")
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
