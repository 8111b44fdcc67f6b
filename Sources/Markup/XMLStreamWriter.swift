import CXML2

/// Writes an XML document piece by piece, through libxml2.
///
/// The document never stands in memory whole: whoever writes a large one takes the bytes out now and
/// then. Noncopyable, because it owns libxml2's writer and buffer.
package struct XMLStreamWriter: ~Copyable {
  private let writer: xmlTextWriterPtr
  private let buffer: xmlBufferPtr
  private var depth = 0

  /// Begins a document in UTF-8.
  package init() {
    LibXML.start()
    buffer = LibXML.unwrap(xmlBufferCreate())
    writer = LibXML.unwrap(xmlNewTextWriterMemory(buffer, 0))
    xmlTextWriterSetIndent(writer, 1)
    xmlTextWriterSetIndentString(writer, "  ")
    xmlTextWriterStartDocument(writer, nil, "UTF-8", nil)
  }

  deinit {
    // The writer flushes into the buffer when it goes, so it goes first.
    xmlFreeTextWriter(writer)
    xmlBufferFree(buffer)
  }

  /// Begins an element; attributes may follow until the first text or element in it.
  package mutating func startElement(_ name: StaticString) {
    xmlTextWriterStartElement(writer, "\(name)")
    depth += 1
  }

  /// Ends the innermost element.
  ///
  /// - Precondition: An element is open.
  package mutating func endElement() {
    precondition(depth > 0, "no element is open")
    xmlTextWriterEndElement(writer)
    depth -= 1
  }

  /// Writes an element with what the closure writes into it.
  package mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>,
    content: (inout XMLStreamWriter) -> Void = { _ in }
  ) {
    startElement(name)
    for (name, value) in attributes { attribute(name, value) }
    content(&self)
    endElement()
  }

  /// Writes an attribute of the element just begun; its value is sanitised.
  package mutating func attribute(_ name: StaticString, _ value: String) {
    xmlTextWriterWriteAttribute(writer, "\(name)", PlainText.sanitised(value))
  }

  /// Writes text, sanitised.
  package mutating func text(_ text: String) {
    xmlTextWriterWriteString(writer, PlainText.sanitised(text))
  }

  /// Takes out the bytes that have been written since the last time.
  package mutating func takeBytes() -> [UInt8] {
    xmlTextWriterFlush(writer)
    let count = Int(xmlBufferLength(buffer))
    let bytes = Array(UnsafeBufferPointer(start: xmlBufferContent(buffer), count: count))
    xmlBufferEmpty(buffer)
    return bytes
  }

  /// Ends every open element and the document, and takes out the last bytes.
  package consuming func finish() -> [UInt8] {
    xmlTextWriterEndDocument(writer)
    depth = 0
    return takeBytes()
  }
}
