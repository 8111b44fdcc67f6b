import Markup
import Testing

@Suite struct PlainTextTests {
  @Test(arguments: [
    ("plain text, ünïcödé, 日本語 and 👩‍👩‍👧", "plain text, ünïcödé, 日本語 and 👩‍👩‍👧"),
    ("line\nline\ttab", "line\nline\ttab"),
    ("dos\r\nline", "dos\nline"),
    ("progress\rbar", "progress␍bar"),
    ("nul\0byte", "nul␀byte"),
    ("\u{1B}[31mred\u{1B}[0m", "␛[31mred␛[0m"),
    ("\u{9B}31m", "⟪U+009B⟫31m"),
    ("del\u{7F}", "del␡"),
    ("user\u{202E}nimda", "user⟪U+202E⟫nimda"),
    ("a\u{2066}b\u{2069}", "a⟪U+2066⟫b⟪U+2069⟫"),
    ("zero\u{200B}width", "zero⟪U+200B⟫width"),
    ("\u{FEFF}bom", "⟪U+FEFF⟫bom"),
    ("tag\u{E0041}", "tag⟪U+E0041⟫"),
    ("a\u{2028}b", "a⟪U+2028⟫b"),
    ("non\u{FFFE}character\u{1FFFF}", "non\u{FFFD}character\u{FFFD}"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
  ])
  func `Hostile characters are seen and do nothing, others stay`(text: String, expected: String) {
    #expect(PlainText.sanitised(text) == expected)
  }

  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
      ([0x61, 0xE2, 0x82], "a\u{FFFD}"),
    ] as [([UInt8], String)])
  func `Bytes that are not UTF-8 are shown as replacement characters`(
    bytes: [UInt8], expected: String
  ) {
    #expect(PlainText.sanitised(utf8: bytes) == expected)
  }

  @Test func `Sanitising what is sanitised changes nothing`() {
    let hostile = String(String.UnicodeScalarView((0..<0x11_0000).compactMap(Unicode.Scalar.init)))
    let once = PlainText.sanitised(hostile)
    #expect(PlainText.sanitised(once) == once)
  }
}
