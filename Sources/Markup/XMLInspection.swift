import CXML2

/// Reads markup back, to check what was written: well-formedness, schemas, and what a page holds.
package enum XMLInspection {
  /// Returns what is wrong with a document as XML; nothing if it is well-formed.
  package static func problems(inXML document: [UInt8]) -> [String] {
    LibXML.start()
    let log = ProblemLog()
    return withExtendedLifetime(log) {
      guard let parsed = parse(document, log) else { return log.found }
      xmlFreeDoc(parsed)
      return log.messages
    }
  }

  /// Returns what is wrong with a document as a schema (XSD) sees it; nothing if it is valid.
  package static func problems(inXML document: [UInt8], schema: [UInt8]) -> [String] {
    LibXML.start()
    let log = ProblemLog()
    return withExtendedLifetime(log) {
      guard let parsed = parse(document, log) else { return log.found }
      defer { xmlFreeDoc(parsed) }
      guard let compiled = compile(schema, log) else { return log.found }
      defer { xmlSchemaFree(compiled) }
      guard let validator = xmlSchemaNewValidCtxt(compiled) else {
        return ["the schema cannot be used"]
      }
      defer { xmlSchemaFreeValidCtxt(validator) }
      xmlSchemaSetValidStructuredErrors(validator, ProblemLog.handler, log.pointer)
      let status = xmlSchemaValidateDoc(validator, parsed)
      return status == 0 ? log.messages : log.found
    }
  }

  private static func compile(_ schema: [UInt8], _ log: ProblemLog) -> xmlSchemaPtr? {
    schema.withUnsafeBytes { bytes in
      let parser = xmlSchemaNewMemParserCtxt(
        bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
      guard let parser else { return nil }
      defer { xmlSchemaFreeParserCtxt(parser) }
      xmlSchemaSetParserStructuredErrors(parser, ProblemLog.handler, log.pointer)
      return xmlSchemaParse(parser)
    }
  }

  private static func parse(
    _ document: [UInt8], _ log: ProblemLog
  ) -> UnsafeMutablePointer<xmlDoc>? {
    xmlSetStructuredErrorFunc(log.pointer, ProblemLog.handler)
    defer { xmlSetStructuredErrorFunc(nil) { _, _ in } }
    // No entity is expanded and nothing is fetched. `XML_PARSE_HUGE` lifts the limit of 10 MB a text.
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue)
    return document.withUnsafeBytes { bytes in
      xmlReadMemory(
        bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), nil, nil, options)
    }
  }
}

/// What libxml2 complained of during one call; a class, because C hands a pointer to it back.
private final class ProblemLog {
  private(set) var messages: [String] = []

  /// The messages, or one that says that there was none.
  var found: [String] { messages.isEmpty ? ["the document cannot be read"] : messages }

  var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// Adds libxml2's message to the log that the context points to.
  static let handler: xmlStructuredErrorFunc = { context, error in
    guard let context, let error else { return }
    let log = Unmanaged<ProblemLog>.fromOpaque(context).takeUnretainedValue()
    var message = error.pointee.message.map { String(cString: $0) } ?? "no message"
    while message.last?.isNewline == true { message.removeLast() }
    log.messages.append("line \(error.pointee.line): \(PlainText.sanitised(message))")
  }
}
