import HTTPTypes
import Hummingbird
import KefuWire

/// The pages and what they are made of, compiled in.
enum Pages {
  private struct File: Sendable {
    var path: String
    var type: String
    var bytes: [UInt8]
  }

  private static let files = [
    File(path: "/chat", type: page, bytes: PackageResources.chat_html),
    File(path: "/chat.js", type: script, bytes: PackageResources.chat_js),
    File(path: "/desk", type: page, bytes: PackageResources.desk_html),
    File(path: "/desk.js", type: script, bytes: PackageResources.desk_js),
    File(path: "/desk-lists.js", type: script, bytes: PackageResources.desk_lists_js),
    File(path: "/desk-model.js", type: script, bytes: PackageResources.desk_model_js),
    File(path: "/desk-panels.js", type: script, bytes: PackageResources.desk_panels_js),
    File(path: "/desk-side.js", type: script, bytes: PackageResources.desk_side_js),
    File(path: "/storage.js", type: script, bytes: PackageResources.storage_js),
    File(path: "/dom.js", type: script, bytes: PackageResources.dom_js),
    File(path: "/connection.js", type: script, bytes: PackageResources.connection_js),
    File(path: "/words.js", type: script, bytes: PackageResources.words_js),
    File(path: "/widget.js", type: script, bytes: PackageResources.widget_js),
    File(path: "/pages.css", type: style, bytes: PackageResources.pages_css),
    File(path: "/stats", type: page, bytes: PackageResources.stats_html),
    File(path: "/stats.js", type: script, bytes: PackageResources.stats_js),
    File(path: "/charts.js", type: script, bytes: PackageResources.charts_js),
    File(path: "/knowledge", type: page, bytes: PackageResources.knowledge_html),
    File(path: "/knowledge.js", type: script, bytes: PackageResources.knowledge_js),
    File(path: "/knowledge-change.js", type: script, bytes: PackageResources.knowledge_change_js),
    File(path: "/knowledge-words.js", type: script, bytes: PackageResources.knowledge_words_js),
    File(path: "/office.js", type: script, bytes: PackageResources.office_js),
    File(path: "/office.css", type: style, bytes: PackageResources.office_css),
    File(path: "/icon.svg", type: "image/svg+xml", bytes: PackageResources.icon_svg),
    File(path: "/favicon.ico", type: "image/svg+xml", bytes: PackageResources.icon_svg),
  ]

  private static let page = "text/html; charset=utf-8"
  private static let style = "text/css; charset=utf-8"
  private static let script = "text/javascript; charset=utf-8"

  static func add(to router: Router<GatewayContext>) {
    for file in files {
      router.get(RouterPath(file.path)) { _, _ in
        Response(
          status: .ok, headers: [.contentType: file.type, .cacheControl: "no-cache"],
          body: .init(byteBuffer: .init(bytes: file.bytes)))
      }
    }
    router.get("/") { _, _ in
      Response(status: .found, headers: [.location: "/chat"])
    }
  }
}
