/// A file of Swift code on its way to the compiler.
package struct SourceFile: Sendable, Equatable {
  /// A plain file name; it appears in the compiler's messages.
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// A file of text.
  package init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }
}
