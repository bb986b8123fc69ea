import Kefu

/// An evaluation as one page that needs nothing else: no network, no other files. It reads without
/// scripts; with them, tables are sorted by a click on a heading.
///
/// ```swift
/// let page = HTMLReport(report, messages: judged, title: "myshop").html
/// ```
///
/// Messages are named by file and line; their texts are in it only with `showsMessages`.
public struct HTMLReport: Sendable {
  public var report: Report
  public var messages: [JudgedMessage]
  public var title: String
  /// Whether customers' messages are quoted, beside the confusions they belong to.
  public var showsMessages: Bool

  public init(
    _ report: Report, messages: [JudgedMessage], title: String, showsMessages: Bool = false
  ) {
    self.report = report
    self.messages = messages
    self.title = title
    self.showsMessages = showsMessages
  }

  /// The page, UTF-8 when written.
  public var html: String {
    let counts = report.metrics.messages
    let body: [Markup] =
      [
        Markup("h1", "Evaluation"),
        Markup("p", ["class": "note"], title),
        Markup(
          "p", ["class": "note"],
          "\(counts.inScope) messages in scope, \(counts.outOfScope) out of scope; seed \(report.seed); training took \(decimal(report.trainSeconds, places: 2)) s"
        ),
        headlineTable, Markup("section", ["class": "plots"], plots), stageTable, entryTable,
      ] + confusionTable + outOfScopeTable + timeTable + [
        Markup("script", [:], [.verbatim(Self.script)])
      ]
    return "<!DOCTYPE html>\n"
      + Markup(
        "html", ["lang": "en"],
        [
          Markup(
            "head", [:],
            [
              Markup("meta", ["charset": "utf-8"]),
              Markup(
                "meta",
                ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
              Markup("title", "Evaluation: \(title)"),
              Markup("style", [:], [.verbatim(Self.style)]),
            ]),
          Markup("body", [:], [Markup("main", [:], body)]),
        ]
      ).rendered + "\n"
  }
}
