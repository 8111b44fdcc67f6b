import Markup
import Testing

@Suite struct HTMLDocumentTests {
  private func html(_ document: HTMLDocument) -> String {
    String(decoding: document.serialized(), as: UTF8.self)
  }

  @Test func `A page is written as HTML 5`() throws {
    let document = HTMLDocument(title: "Tasks & <threads>", language: "en")
    document.addStyleSheet(PageURL(path: ["assets", "report.css"]))
    document.addScript(PageURL(path: ["assets", "report.js"]))
    document.body.add(.p, "lead", "wide", text: "a < b && c > d")
    let expected = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">\
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; \
      script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">\
      <meta name="viewport" content="width=device-width, initial-scale=1">\
      <meta name="color-scheme" content="light dark">\
      <meta name="referrer" content="no-referrer">\
      <title>Tasks &amp; &lt;threads&gt;</title>\
      <link rel="stylesheet" href="assets/report.css">\
      <script src="assets/report.js" defer></script></head>\
      <body><p class="lead wide">a &lt; b &amp;&amp; c &gt; d</p></body></html>

      """
    #expect(html(document) == expected)
  }

  @Test func `Void elements have no end tag and empty ones have`() {
    let fragment = HTMLFragment { root in
      root.add(.br)
      root.add(.hr)
      root.add(.wbr)
      root.add(.div)
      root.add(.input).set(.checked).set(.value, "")
      root.add(.td).set(.colspan, 2)
    }
    #expect(
      fragment.html
        == #"<br><hr><wbr><div></div><input checked value=""><td colspan="2"></td>"#)
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "</td></table><h1>", "&lt;b&gt; &amp; &#60;", "<!-- -->", "]]>", "<![CDATA[", "{{x}}", "\0<b>",
    "\u{1B}[31m<b>", "a\u{2028}<b>", "<svg/onload=alert(1)>",
  ])
  func `Whatever text says, it is text`(hostile: String) throws {
    let document = HTMLDocument(title: hostile)
    document.describe(hostile)
    let paragraph = document.body.add(.p, text: hostile)
    paragraph.set(.title, hostile).set(.ariaLabel, hostile).data("name", hostile)
    document.body.add(.pre, text: "\n" + hostile)
    let page = ParsedPage(html: document.serialized())

    let names = page.elements.map(\.name)
    let seen = PlainText.sanitised(hostile)
    let parsed = try #require(page.elements(named: "p").first)
    #expect(parsed.text == seen)
    #expect(
      parsed.attributes == ["title": seen, "aria-label": seen, "data-name": seen])
    #expect(page.elements(named: "title").first?.text == seen)
    #expect(
      Set(names) == ["html", "head", "meta", "title", "body", "p", "pre"])
  }

  @Test func `A newline at the start of preformatted text survives`() {
    let fragment = HTMLFragment { $0.add(.pre, text: "\n\nx") }
    #expect(fragment.html == "<pre>\n\n\nx</pre>")
  }

  @Test func `Setting an attribute again replaces it`() throws {
    let fragment = HTMLFragment { $0.add(.p).set(.title, "a").set(.title, "b") }
    #expect(fragment.html == #"<p title="b"></p>"#)
  }

  @Test func `A text of a megabyte and ten thousand levels are no trouble`() {
    let megabyte = String(repeating: "<&>\u{1B}", count: 250_000)
    let fragment = HTMLFragment { root in
      var element = root
      for _ in 0..<10_000 { element = element.add(.div) }
      element.text(megabyte)
    }
    let html = fragment.html
    #expect(html.hasPrefix("<div><div>"))
    #expect(html.hasSuffix("</div></div>"))
    #expect(html.utf8.count > 4_000_000)
  }

  @Test func `Elements outlive the document value that made them`() {
    func makeBody() -> HTMLElement { HTMLDocument(title: "t").body }
    let body = makeBody()
    body.add(.p, text: "still here")
    #expect(body.contentHTML == "<p>still here</p>")
  }

  @Test func `A policy names what it allows and forbids the rest`() {
    let policy = ContentSecurityPolicy([.script: [.ownOrigin, .wasm], .worker: [.blob]])
    #expect(
      policy.description
        == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; "
        + "base-uri 'none'; form-action 'none'")
  }
}
