/// The sentences about files and about how YAML is written.
extension Problem {
  var fileSentence: Sentence? {
    switch self {
    case .unreadableFile(let reason):
      (.unreadableFile, "cannot be read: \(reason)", "check the path and its permissions")
    case .missingFile(let nearest):
      (
        .missingFile, "there is no kb.yaml",
        nearest.map { "rename \($0) to kb.yaml" }
          ?? "create it with at least one line, such as: name: My shop"
      )
    case .largeFile(let bytes):
      (
        .largeFile, "the file has \(bytes) bytes; the limit is 16 MiB (16777216 bytes)",
        "split it into several files"
      )
    case .wrongEncoding(let name, let iconv, let file):
      (
        .wrongEncoding, "the file is \(name), not UTF-8",
        "convert it: iconv -f \(iconv) -t UTF-8 \(file) > new && mv new \(file)"
      )
    case .invalidUTF8(let byte):
      (
        .invalidUTF8, "byte \(hex(byte)) is not UTF-8",
        "retype the character, and save the file as UTF-8"
      )
    case .moreInvalidUTF8(let count):
      (
        .invalidUTF8, "\(count) more bytes of this file are not UTF-8",
        "save the file as UTF-8"
      )
    case .controlCharacter(let scalar):
      (
        .controlCharacter, "\(unicode(scalar)) is not allowed here",
        "delete the invisible character"
      )
    case .moreControlCharacters(let count):
      (
        .controlCharacter, "\(count) more characters of this file are not allowed",
        "delete the invisible characters"
      )
    case .controlCharacterInText(let scalar):
      (
        .controlCharacter, "the text contains the control character \(unicode(scalar))",
        "delete its escape"
      )
    case .byteOrderMark(let file):
      (
        .byteOrderMark, "the file begins with a byte order mark",
        "save it as \"UTF-8 without BOM\", or run: sed -i '1s/^\\xEF\\xBB\\xBF//' \(file)"
      )
    case .unknownFile(let isFolder, let nearest):
      (
        .unknownFile, "this \(isFolder ? "folder" : "file") is not part of a knowledge base",
        nearest.map { "did you mean \($0)?" }
          ?? "move it out of the directory, or put a dot before its name to keep it"
      )
    case .entryFileExtension:
      (.unknownFile, "only *.yaml files of entries/ are read", "rename it, or move it elsewhere")
    case .testFileExtension:
      (
        .unknownFile, "only *.tsv and *.txt files of tests/ are read",
        "rename it, or move it elsewhere"
      )
    case .emptyFile: (.emptyFile, "the file is empty", "fill it, or delete it")
    default: nil
    }
  }

  var yamlSentence: Sentence? {
    switch self {
    case .yamlSyntax(let message, let help): (.yamlSyntax, message, help)
    case .yamlNesting:
      (
        .yamlNesting, "nested deeper than 32 levels",
        "no part of a knowledge base needs more than 6; look for a stray [ or {"
      )
    case .anchor:
      (
        .yamlFeature, "YAML anchors (&name) are not used here",
        "put text that begins with & between quotes"
      )
    case .alias:
      (
        .yamlFeature, "YAML aliases (*name) are not used here",
        "put text that begins with * between quotes"
      )
    case .tag:
      (
        .yamlFeature, "YAML tags (!name) are not used here",
        "put text that begins with ! between quotes"
      )
    case .complexKey:
      (
        .yamlFeature, "a key must be plain text",
        "put text that begins with ?, [ or { between quotes"
      )
    case .severalDocuments:
      (
        .severalDocuments, "a second YAML document begins here; it was not read",
        "delete the line, or move what follows into a file of its own"
      )
    case .duplicateKey(let key, let first):
      (
        .duplicateKey,
        "\(quoted(key)) is already a key here" + (first.map { " (\($0))" } ?? ""),
        "delete one of the two"
      )
    case .missingValue(let of):
      (.missingValue, "\(of) has no value", "write one, or delete the line")
    case .missingShifts(let day):
      (.missingValue, "\(day) has no value", "write [] for a day without business hours")
    case .wrongType(let of, let wanted, let found):
      (
        .wrongType, "\(of) must be \(article(wanted)), not \(article(found))",
        wanted.help
      )
    case .bareEntry:
      (
        .wrongType, "the file must be a list of entries, not a mapping",
        "begin each entry with \"- id: …\""
      )
    case .bareFlow:
      (
        .wrongType, "flows.yaml must be a list of flows, not a mapping",
        "begin each flow with \"- id: …\""
      )
    case .bracesInPlaceOfText(let of, let example):
      (
        .wrongType, "\(of) must be text, not a mapping",
        "put text that begins with { between quotes: \"{\(example)} …\""
      )
    case .flatGroup(let example):
      (
        .wrongType, "all must be a list of groups of words, not a list of words",
        "put the words that must occur together between brackets: \(example)"
      )
    case .unknownKey(let key, let nearest, let known):
      (
        .unknownKey, "unknown key \(quoted(key))",
        nearest.map { "did you mean \"\($0)\"?" }
          ?? "the keys here are \(known.joined(separator: ", "))"
      )
    case .missingKey(let key, let of):
      (.missingKey, "\(of) has no \(key)", "add a line \"\(key): …\"")
    case .emptyList(let key, let of):
      (.missingKey, "\(key) of \(of) is empty", "write at least one item")
    default: nil
    }
  }
}
