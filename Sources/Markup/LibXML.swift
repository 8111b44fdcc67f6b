import CXML2

/// What is global in libxml2.
enum LibXML {
  /// Starts the library once, before any thread uses it.
  static func start() { started }

  private static let started: Void = {
    xmlInitParser()
    // Errors are read where a call is made; nothing is printed.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
  }()

  /// The pointer that an allocating call gave; nil means that memory ran out.
  static func unwrap<Pointee>(
    _ pointer: UnsafeMutablePointer<Pointee>?
  ) -> UnsafeMutablePointer<Pointee> {
    guard let pointer else { fatalError("libxml2 ran out of memory") }
    return pointer
  }

  /// The opaque pointer that an allocating call gave; nil means that memory ran out.
  static func unwrap(_ pointer: OpaquePointer?) -> OpaquePointer {
    guard let pointer else { fatalError("libxml2 ran out of memory") }
    return pointer
  }
}
