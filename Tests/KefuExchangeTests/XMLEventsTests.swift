// The XML of workbooks.
//
// 1. Tags, attributes, texts, CDATA, comments and references are read.
// 2. What is not well-formed, or could fill memory, is refused.
// 3. Escapes of workbooks come back, whatever the text.

@testable import KefuExchange
import KefuTestSupport
import Testing

@Suite struct XMLEventsTests {
  private func events(_ xml: String) -> String? {
    var result = ""
    let isGood = XMLEvents.read(Array(xml.utf8)) { event in
      switch event {
      case .start(let name, let attributes):
        result +=
          "<\(name)"
          + attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined() + ">"
      case .end(let name): result += "</\(name)>"
      case .text(let text): result += text
      }
    }
    return isGood ? result : nil
  }

  /// 1
  @Test func read() {
    let table: [(String, String)] = [
      ("\u{FEFF}<?xml version='1.0'?>\n<!-- - -->\n<a/>\n", "<a></a>"),
      ("<x:a r:id = '1' b=\"2\n3\" ><c  />t</x:a >", "<a b=2 3 r:id=1><c></c>t</a>"),
      (
        "<a>1&lt;2&amp;&#x9000;&#27454;<![CDATA[<b>&amp;]]]>]<!--x-->\r\n\r3</a>",
        "<a>1<2&退款<b>&amp;]]\n\n3</a>"
      ),
      ("<a b='&quot;&apos;&gt;'>退款</a>", "<a b=\"'>>退款</a>"),
    ]
    for (xml, expected) in table { #expect(events(xml) == expected) }
  }

  /// 2
  @Test func refused() {
    let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
    for xml in [
      "", " ", "a", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>x", "<a/>&amp;", "<a", "<a b>",
      "<a b=>",
      "<a b=1/>", "<a b='1/>", "<a b='1'c='2'/>", "<a b='1' b='2'/>", "<a b='<'/>", "< a/>",
      "<a/ >",
      "<a>&</a>", "<a>&b;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>",
      "<a><![CDATA[</a>",
      "<a><!--</a>", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<?xml",
      "<![CDATA[]]>",
      deep,
    ] {
      #expect(events(xml) == nil, "\(xml)")
    }
    #expect(!XMLEvents.read([0x3C, 0x61, 0x2F, 0x3E, 0xFF]) { _ in })
  }

  /// 3
  @Test func escapes() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<3_000 {
      let text =
        RandomEntries.text(8, &random)
        + random.pick(["_x000D_", "\u{1}", "_x_", "_", "__x0041__", "\u{FFFF}"])
      let xml = "<t>\(XMLText.escape(text))</t>"
      var read = ""
      let isGood = XMLEvents.read(Array(xml.utf8)) { if case .text(let part) = $0 { read += part } }
      #expect(isGood && XMLText.unescape(read).unicodeScalars.elementsEqual(text.unicodeScalars))
    }
    #expect(XMLText.unescape("_xD83D__xDE00_ a_x000D__x000A_b\r\nc") == "😀 a\nb\nc")
  }
}
