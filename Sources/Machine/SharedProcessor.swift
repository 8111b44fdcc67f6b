/// A processor for copies of one computer: it holds nothing that a program could see.
///
/// A class, since a processor can't be copied, and one serves all copies. One thread at a time uses it.
package final class SharedProcessor: @unchecked Sendable {
  /// The processor.
  package var processor = Processor()

  /// A processor with empty buffers.
  package init() {}
}
