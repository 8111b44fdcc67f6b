internal import CYAML
internal import Diagnostics
internal import Results

/// What `submission_metadata.yml` of a Gradescope export says of each submission.
///
///     submission_98765432:
///       :submitters:
///       - :name: Ada Lovelace
///         :sid: '1815'
///         :email: ada@example.edu
///       :created_at: 2026-10-01 21:15:00.123456000 Z
///       :history:
///       - :id: 98765431
///         :created_at: 2026-09-30 20:00:00.000000000 Z
///
/// It is written by Ruby and holds whole results with tags of Ruby's, so it is not read as a course's
/// files are: libyaml makes its tree, and what is not asked for is passed over.
struct GradescopeMetadata {
  static let fileName = "submission_metadata.yml"

  struct Submitter: Equatable {
    var name: String?
    var sid: String?
    var email: String?
  }

  struct Submission: Equatable {
    var submitters: [Submitter]
    var created: Timestamp?
  }

  /// By the number of the submission, those of histories included.
  private(set) var submissions: [String: Submission] = [:]

  /// Reads the file.
  ///
  /// - Throws: One diagnostic where it is no YAML, or names no submission.
  init(_ bytes: [UInt8], path: String) throws(DiagnosticList) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw DiagnosticList([Diagnostic(message: "there is no memory to read '\(path)'")])
    }
    defer { yaml_parser_delete(&parser) }
    var document = yaml_document_t()
    let isLoaded = bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      return yaml_parser_load(&parser, &document) == 1
    }
    guard isLoaded else {
      let problem = parser.problem.map { String(cString: $0) } ?? "it is no YAML"
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(
            path: path, line: parser.problem_mark.line + 1,
            column: parser.problem_mark.column + 1),
          message: problem, help: "export the submissions from Gradescope again")
      ])
    }
    defer { yaml_document_delete(&document) }
    read(&document)
    guard !submissions.isEmpty else {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: path),
          message: "no submission is named here: there is no key \"submission_<number>\"",
          help: "export the submissions from Gradescope again")
      ])
    }
  }

  private mutating func read(_ document: inout yaml_document_t) {
    let tree = YAMLTree(&document)
    guard let root = yaml_document_get_root_node(&document) else { return }
    for (key, node) in tree.pairs(of: root) where key.hasPrefix("submission_") {
      let submitters = tree.value("submitters", of: node).map(tree.elements) ?? []
      let submission = Submission(
        submitters: submitters.map { submitter in
          Submitter(
            name: tree.text("name", of: submitter), sid: tree.text("sid", of: submitter),
            email: tree.text("email", of: submitter))
        }, created: tree.time("created_at", of: node))
      submissions[String(key.dropFirst("submission_".count))] = submission
      for earlier in tree.value("history", of: node).map(tree.elements) ?? [] {
        guard let id = tree.text("id", of: earlier) else { continue }
        let attempt = Submission(
          submitters: submission.submitters, created: tree.time("created_at", of: earlier))
        if submissions[id] == nil { submissions[id] = attempt }
      }
    }
  }
}

/// The nodes of a document of libyaml's.
private struct YAMLTree {
  typealias Node = UnsafeMutablePointer<yaml_node_t>
  private let document: UnsafeMutablePointer<yaml_document_t>

  init(_ document: UnsafeMutablePointer<yaml_document_t>) {
    self.document = document
  }

  /// The keys of a mapping, Ruby's colon in front left out, and their values.
  func pairs(of node: Node) -> [(key: String, value: Node)] {
    guard node.pointee.type == YAML_MAPPING_NODE else { return [] }
    let pairs = node.pointee.data.mapping.pairs
    return UnsafeBufferPointer(start: pairs.start, count: pairs.top - pairs.start)
      .compactMap { pair in
        guard let key = yaml_document_get_node(document, pair.key).flatMap({ text(of: $0) }),
          let value = yaml_document_get_node(document, pair.value)
        else { return nil }
        return (key.hasPrefix(":") ? String(key.dropFirst()) : key, value)
      }
  }

  func elements(of node: Node) -> [Node] {
    guard node.pointee.type == YAML_SEQUENCE_NODE else { return [] }
    let items = node.pointee.data.sequence.items
    return UnsafeBufferPointer(start: items.start, count: items.top - items.start)
      .compactMap { yaml_document_get_node(document, $0) }
  }

  func value(_ key: String, of node: Node) -> Node? {
    pairs(of: node).first { $0.key == key }?.value
  }

  /// The text of a key; nil where there is none, or it is empty.
  func text(_ key: String, of node: Node) -> String? {
    value(key, of: node).flatMap { text(of: $0) }.flatMap { $0.isEmpty || $0 == "null" ? nil : $0 }
  }

  func time(_ key: String, of node: Node) -> Timestamp? {
    text(key, of: node).flatMap { Timestamp(iso8601: $0) }
  }

  private func text(of node: Node) -> String? {
    guard node.pointee.type == YAML_SCALAR_NODE else { return nil }
    let scalar = node.pointee.data.scalar
    return String(
      decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
  }
}
