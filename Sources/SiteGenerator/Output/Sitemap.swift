import Courseware

/// The list of pages that search engines read; a course that names no website has none.
enum Sitemap {
  /// The file, by the protocol of sitemaps.org.
  static func file(of pages: [BuiltPage], course: Course) -> SiteContents.File? {
    guard let site = course.siteAddress else { return nil }
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    xml += "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    for page in pages where page.address != .missing {
      // An address has neither markup nor quotes: the loader lets through no such characters but "&".
      let address = (site + page.address.path).replacing("&", with: "&amp;")
      xml += "<url><loc>\(address)</loc></url>\n"
    }
    return SiteContents.File(path: "sitemap.xml", bytes: Array((xml + "</urlset>\n").utf8))
  }
}

extension Course {
  /// The address of the website's folder, with a slash at its end.
  var siteAddress: String? {
    site.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
  }
}
