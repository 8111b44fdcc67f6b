import Foundation

/// The text of a page as a reader sees it, without a parser: tags out, escapes back.
///
/// - Parameter page: The page's HTML.
/// - Returns: Its text.
package func shownText(of page: String) -> String {
  var text = page.replacing(/<[^>]*>/, with: "")
  for (entity, character) in [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"),
    ("&amp;", "&"),
  ] { text = text.replacing(entity, with: character) }
  return text
}
