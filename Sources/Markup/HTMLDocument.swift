/// A page: an HTML document whose head holds what every page needs and nothing else.
package struct HTMLDocument {
  private let tree: MarkupTree
  private let root: MarkupTree.Node
  private let head: MarkupTree.Node
  /// The element that the page's content goes into.
  package let body: HTMLElement

  /// Makes a page with a title and an empty body.
  ///
  /// - Parameters:
  ///   - title: What the browser shows as the page's name.
  ///   - language: The language of the text, as BCP 47 writes it.
  ///   - policy: What the page may load, run and connect to.
  package init(
    title: String, language: StaticString = "en", policy: ContentSecurityPolicy = .staticPage
  ) {
    tree = MarkupTree()
    root = tree.makeRoot("html")
    tree.set("lang", "\(language)", on: root)
    head = tree.add("head", to: root)
    body = HTMLElement(tree: tree, node: tree.add("body", to: root), tag: nil)

    // The encoding comes first (browsers look for it in the first kilobyte), then the policy, which
    // only binds what stands after it.
    tree.set("charset", "utf-8", on: tree.add("meta", to: head))
    let meta = tree.add("meta", to: head)
    tree.set("http-equiv", "Content-Security-Policy", on: meta)
    tree.set("content", policy.description, on: meta)
    setMeta("viewport", "width=device-width, initial-scale=1")
    setMeta("color-scheme", "light dark")
    setMeta("referrer", "no-referrer")
    tree.addText(title, to: tree.add("title", to: head))
  }

  /// Adds a description, which search engines and previews show.
  package func describe(_ text: String) { setMeta("description", text) }

  /// Adds a style sheet.
  package func addStyleSheet(_ url: PageURL) {
    let link = tree.add("link", to: head)
    tree.set("rel", "stylesheet", on: link)
    tree.set("href", url.description, on: link)
  }

  /// Adds a script that runs when the page has been read.
  package func addScript(_ url: PageURL) {
    let script = tree.add("script", to: head)
    tree.set("src", url.description, on: script)
    tree.set("defer", "", on: script)
  }

  /// Adds an icon.
  package func addIcon(_ url: PageURL) {
    let link = tree.add("link", to: head)
    tree.set("rel", "icon", on: link)
    tree.set("href", url.description, on: link)
  }

  /// Adds a link between pages, for browsers that offer `next` and `prev`.
  package func addRelation(_ relation: StaticString, _ url: PageURL) {
    let link = tree.add("link", to: head)
    tree.set("rel", "\(relation)", on: link)
    tree.set("href", url.description, on: link)
  }

  private func setMeta(_ name: String, _ content: String) {
    let meta = tree.add("meta", to: head)
    tree.set("name", name, on: meta)
    tree.set("content", content, on: meta)
  }

  /// The page as HTML in UTF-8, with its doctype and a last newline.
  package func serialized() -> [UInt8] { HTMLSerializer.document(root, of: tree) }
}

/// A piece of a page, for a template to stand in.
package struct HTMLFragment {
  private let tree: MarkupTree
  /// The element that the content goes into; it is not part of the fragment.
  package let root: HTMLElement

  /// Makes an empty fragment.
  package init() {
    tree = MarkupTree()
    root = HTMLElement(tree: tree, node: tree.makeRoot("template"), tag: nil)
  }

  /// Makes a fragment and fills it.
  package init(_ content: (HTMLElement) -> Void) {
    self.init()
    content(root)
  }

  /// The content as HTML.
  package var html: String { root.contentHTML }
}
