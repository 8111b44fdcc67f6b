import Markup
import Testing

@Suite struct XMLStreamWriterTests {
  @Test func `A document is written in pieces and is well-formed`() {
    var writer = XMLStreamWriter()
    writer.startElement("list")
    writer.attribute("name", "a \"quoted\" <name> & more\nlines")
    var bytes = writer.takeBytes()
    for number in 0..<3 {
      writer.element("item", ["number": String(number)]) { $0.text("<\(number)> & \u{1B}[0m\0") }
      bytes += writer.takeBytes()
    }
    bytes += writer.finish()
    #expect(XMLInspection.problems(inXML: bytes) == [])
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <list name="a &quot;quoted&quot; &lt;name&gt; &amp; more&#10;lines">
          <item number="0">&lt;0&gt; &amp; ␛[0m␀</item>
          <item number="1">&lt;1&gt; &amp; ␛[0m␀</item>
          <item number="2">&lt;2&gt; &amp; ␛[0m␀</item>
        </list>

        """)
  }

  @Test func `Any text makes a well-formed document`() {
    let everything = String(
      String.UnicodeScalarView((0..<0x11_0000).compactMap(Unicode.Scalar.init)))
    var writer = XMLStreamWriter()
    writer.startElement("all")
    writer.attribute("value", everything)
    writer.text(everything)
    #expect(XMLInspection.problems(inXML: writer.finish()) == [])
  }
}

@Suite struct XMLInspectionTests {
  private let schema = Array(
    """
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
      <xs:element name="n" type="xs:integer"/>
    </xs:schema>
    """.utf8)

  @Test func `What is not well-formed is reported with its line`() {
    let problems = XMLInspection.problems(inXML: Array("<a>\n<b></a>".utf8))
    #expect(problems.first?.hasPrefix("line 2: ") == true)
    #expect(!XMLInspection.problems(inXML: []).isEmpty)
  }

  @Test func `A schema decides`() {
    #expect(XMLInspection.problems(inXML: Array("<n>7</n>".utf8), schema: schema) == [])
    #expect(!XMLInspection.problems(inXML: Array("<n>x</n>".utf8), schema: schema).isEmpty)
    #expect(!XMLInspection.problems(inXML: Array("<m>7</m>".utf8), schema: schema).isEmpty)
    #expect(!XMLInspection.problems(inXML: Array("<n>7</n>".utf8), schema: []).isEmpty)
  }
}
