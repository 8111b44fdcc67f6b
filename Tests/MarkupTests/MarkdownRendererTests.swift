import Diagnostics
import Markup
import Testing

@Suite struct MarkdownRendererTests {
  private func render(
    _ text: String, with renderer: MarkdownRenderer = MarkdownRenderer()
  ) -> (html: String, outcome: MarkdownRenderer.Outcome) {
    var renderer = renderer
    let fragment = HTMLFragment()
    let source = MarkdownSource(text, at: SourceLocation(path: "x.md", line: 1, column: 1))
    let outcome = renderer.render(source, into: fragment.root)
    return (fragment.html, outcome)
  }

  @Test(arguments: [
    (
      "one *two* **three** `<four>`",
      "<p>one <em>two</em> <strong>three</strong> <code>&lt;four&gt;</code></p>"
    ),
    ("a\nb  \nc", "<p>a\nb<br>c</p>"),
    ("# Title\n\n## Sub", "<h2 id=\"title\">Title</h2><h3 id=\"sub\">Sub</h3>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    ("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>"),
    ("1. a", "<ol><li>a</li></ol>"),
    ("> q", "<blockquote><p>q</p></blockquote>"),
    ("---", "<hr>"),
    ("~~gone~~", "<p><del>gone</del></p>"),
    ("[a](b.html \"t\")", "<p><a href=\"b.html\" title=\"t\">a</a></p>"),
    (
      "see https://example.org/x.",
      "<p>see <a href=\"https://example.org/x\">https://example.org/x</a>.</p>"
    ),
    ("![a *b*](c.png)", "<p><img src=\"c.png\" alt=\"a b\"></p>"),
    ("- [ ] task", "<ul><li>[ ] task</li></ul>"),
    ("```c\nx < y;\n```", "<pre tabindex=\"0\"><code>x &lt; y;\n</code></pre>"),
    ("&lt;b&gt; \\<b>", "<p>&lt;b&gt; &lt;b&gt;</p>"),
    ("", ""),
  ])
  func `Markdown becomes elements`(text: String, html: String) {
    let result = render(text)
    #expect(result.html == html)
    #expect(result.outcome.diagnostics.isEmpty)
  }

  @Test func `A table has a head, scopes, alignment and a box to scroll in`() {
    let result = render("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |\n| 4 |")
    #expect(
      result.html == """
        <div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr>\
        <th scope="col">a</th><th scope="col" class="align-center">b</th>\
        <th scope="col" class="align-right">c</th></tr></thead><tbody>\
        <tr><td>1</td><td class="align-center">2</td><td class="align-right">3</td></tr>\
        <tr><td>4</td><td class="align-center"></td><td class="align-right"></td></tr>\
        </tbody></table></div>
        """)
  }

  @Test func `A table's empty corner heads nothing`() {
    let result = render("| | a |\n|---|---|\n| 1 | 2 |")
    #expect(
      result.html == """
        <div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr>\
        <td></td><th scope="col">a</th></tr></thead><tbody>\
        <tr><td>1</td><td>2</td></tr></tbody></table></div>
        """)
  }

  @Test func `Headings get ids that are unique on the page`() {
    var renderer = MarkdownRenderer(firstHeadingLevel: 3)
    renderer.headingPrefix = AnchorID("rules")
    let result = render("# Same\n\n# Same\n\n#### Deep", with: renderer)
    #expect(
      result.outcome.headings.map(\.id.description) == ["rules-same", "rules-same-2", "rules-deep"])
    #expect(result.outcome.headings.map(\.level) == [3, 3, 6])
    #expect(result.outcome.diagnostics.map(\.severity) == [.warning])
  }

  @Test(arguments: ["# A\n\n## B\n\n# C", "### A\n\n#### B\n\n### C", "## A\n\n### B\n\n## C"])
  func `The highest headings of a text get the level that the page has for them`(text: String) {
    let outcome = render(text, with: MarkdownRenderer(firstHeadingLevel: 3)).outcome
    #expect(outcome.headings.map(\.level) == [3, 4, 3])
    #expect(outcome.diagnostics.isEmpty)
  }

  @Test func `Raw HTML is refused where it stands and shown as text`() {
    let source = MarkdownSource(
      "fine\n\nünï <b onclick='x'>bold</b>\n\n<script>\nalert(1)\n</script>\n",
      at: SourceLocation(path: "lessons/01/lesson.yaml", line: 10, column: 5))
    var renderer = MarkdownRenderer()
    let fragment = HTMLFragment()
    let outcome = renderer.render(source, into: fragment.root)
    #expect(
      fragment.html == """
        <p>fine</p><p>ünï <code>&lt;b onclick='x'&gt;</code>bold<code>&lt;/b&gt;</code></p>\
        <code>&lt;script&gt;
        alert(1)
        &lt;/script&gt;
        </code>
        """)
    #expect(
      outcome.diagnostics.map { $0.rendered() }.joined() == """
        lessons/01/lesson.yaml:12:9: error: raw HTML is not allowed in Markdown
            ünï <b onclick='x'>bold</b>
                ^~~~~~~~~~~~~~~
        help: write it as Markdown, or between backquotes to show it as text
        lessons/01/lesson.yaml:14:5: error: raw HTML is not allowed in Markdown
            <script>
            ^~~~~~~~
        help: write it as Markdown, or between backquotes to show it as text

        """)
  }

  @Test(arguments: [
    "[a](javascript:alert(1))", "[a](<java script:x>) [b](JAVASCRIPT:x)", "[a](data:text/html,x)",
    "[a](&#106;avascript:alert(1))", "![a](javascript:x)", "<javascript:alert(1)>",
    "[a][b]\n\n[b]: vbscript:x",
  ])
  func `A link that runs something is refused`(text: String) {
    let result = render(text)
    #expect(result.outcome.diagnostics.contains { $0.severity == .error })
    #expect(!result.html.contains("href=\"java"))
    #expect(!result.html.contains("href=\"data"))
    #expect(!result.html.contains("<img"))
  }

  @Test func `Links and code go through the callbacks, which may object`() {
    var renderer = MarkdownRenderer()
    renderer.resolveLink = { (link) throws(MarkdownProblem) in
      guard link.destination.hasPrefix("lesson:") else {
        throw MarkdownProblem("no lesson is called '\(link.destination)'", help: "try 'lesson:02'")
      }
      return PageURL(up: 1, path: [String(link.destination.dropFirst(7)), "index.html"])
    }
    renderer.writeCode = { (block, code) throws(MarkdownProblem) in
      code.add(.span, "keyword", text: block.text)
      if block.language != "c" {
        throw MarkdownProblem("unknown language '\(block.language ?? "")'", severity: .warning)
      }
    }
    let result = render(
      "[a](lesson:02) [b](lesson-2)\n\n```c\nint x;\n```\n```d e\n```", with: renderer)
    #expect(
      result.html == """
        <p><a href="../02/index.html">a</a> b</p>\
        <pre tabindex="0"><code><span class="keyword">int x;\n</span></code></pre>\
        <pre tabindex="0"><code><span class="keyword"></span></code></pre>
        """)
    #expect(
      result.outcome.diagnostics.map { $0.rendered() }.joined() == """
        x.md:1:16: error: no lesson is called 'lesson-2'
        [a](lesson:02) [b](lesson-2)
                       ^
        help: try 'lesson:02'
        x.md:6:1: warning: unknown language 'd'
        ```d e
        ^~~~~~

        """)
  }

  @Test func `An image needs a description`() {
    #expect(render("![](a.png)").outcome.diagnostics.map(\.severity) == [.error])
  }

  @Test func `Depth and size are limited`() {
    let deep = render(String(repeating: "> ", count: 5000) + "x")
    #expect(deep.outcome.diagnostics.map(\.message) == ["the text is nested deeper than 64 levels"])
    let long = render(String(repeating: "x", count: MarkdownRenderer.textBytesMax + 1))
    #expect(long.outcome.diagnostics.count == 1)
    #expect(long.html.isEmpty)
  }

  @Test func `Hostile characters in Markdown are seen`() {
    #expect(render("a\u{202E}b\u{1B}[31m\0").html == "<p>a⟪U+202E⟫b␛[31m\u{FFFD}</p>")
  }

  @Test func `Code that has no closing fence, and half a table, are still text`() {
    #expect(render("```\n<b>").html == "<pre tabindex=\"0\"><code>&lt;b&gt;\n</code></pre>")
    #expect(render("| a |\n|").outcome.diagnostics.isEmpty)
  }
}
