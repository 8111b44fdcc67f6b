import Diagnostics
import SiteGenerator
import Testing

@Suite struct `The link checker` {
  private func messages(_ pages: [(String, String)], files: [String] = []) -> [String] {
    var checker = LinkChecker(files: files)
    for (path, html) in pages { checker.add(Array(html.utf8), path: path) }
    checker.finish()
    return checker.diagnostics.map { "\($0.location?.path ?? ""): \($0.message)" }
  }

  @Test(arguments: [
    "<a href=\"b.html\">", "<a href=\"./b.html#x\">", "<a href=\"../a/b.html#x\">",
    "<a href=\"#here\"><i id=\"here\">", "<img src=\"../c%20d.svg\">", "<a href=\"#\">",
    "<a href=\"https://example.org/a#b\">", "<a href=\"mailto:a@b.c\">", "<a>", "a href=\"gone\"",
    "<!-- <a href=\"gone\"> -->", "<p id=\"n\"></p><i aria-labelledby=\"n\">",
    "<p title=\"<a href=\"></p>",
  ])
  func `follows what is there and leaves what is elsewhere`(html: String) {
    let found = messages(
      [("a/index.html", html), ("a/b.html", "<p id=\"x\">")], files: ["c d.svg"])
    #expect(found == [])
  }

  @Test(arguments: [
    ("<a href=\"c.html\">", "link \"c.html\" leads to \"a/c.html\", which is not there"),
    ("<a href=\"b\">", "link \"b\" leads to \"a/b\", which is not there"),
    ("<a href=\"./\">", "link \"./\" leads to \"a/\", which is not there"),
    ("<a href=\"../../x\">", "link \"../../x\" leads out of the site"),
    (
      "<a href=\"b.html#y\">",
      "link \"b.html#y\" leads to an anchor that \"a/b.html\" does not have"
    ),
    ("<a href=\"#y\">", "link \"#y\" leads to an anchor that \"a/index.html\" does not have"),
    ("<p id=\"y\"><p id=\"y\">", "id \"y\" stands twice"),
    (
      "<label for=\"y\">",
      "an attribute refers to the id \"y\", which is not on the page"
    ),
    (
      "<button popovertarget=\"y\">",
      "an attribute refers to the id \"y\", which is not on the page"
    ),
  ])
  func `tells what is not there`(html: String, message: String) {
    let found = messages([("a/index.html", html), ("a/b.html", "<p id=\"x\">")])
    #expect(found == ["a/index.html: \(message)"])
  }

  @Test(arguments: [
    "<", "<a", "<a href", "<a href=", "<a href=\"", "<!--", "<a b=\"c\" ", "</", "<a =>",
  ])
  func `reads a torn page to its end`(html: String) {
    _ = messages([("index.html", html)])
  }
}
