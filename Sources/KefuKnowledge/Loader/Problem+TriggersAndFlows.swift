/// The sentences about triggers.yaml and flows.yaml.
extension Problem {
  var triggerSentence: Sentence? {
    switch self {
    case .unknownWord(let word, let of, let nearest, let known):
      (
        .unknownWord, "unknown \(of) \(quoted(word))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "use \(alternatives(known))"
      )
    case .badPattern(let pattern, let reason):
      (
        .badPattern, "the pattern \(quoted(pattern)) cannot be read: \(plain(reason, limit: 200))",
        "mend it; a character such as ( or * that stands for itself has a \\ before it"
      )
    case .longPattern(let pattern):
      (
        .badPattern, "the pattern \(quoted(pattern)) has more than 200 characters",
        "split it into several patterns, or use phrases"
      )
    case .slowPattern(let pattern):
      (
        .badPattern,
        "the pattern \(quoted(pattern)) repeats a group that repeats: a message can keep it busy "
          + "for ever",
        "repeat only one of the two"
      )
    case .patternOfNothing(let pattern):
      (
        .badPattern, "the pattern \(quoted(pattern)) hits every message",
        "let it need at least one character"
      )
    case .duplicateName(let name, let of, let first):
      (
        .duplicateName, "there is already \(of) \(quoted(name)) (\(first))",
        "give one of them another name, or delete it"
      )
    case .sharedPhrase(let phrase, let trigger, let reason, let first):
      (
        .sharedPhrase,
        "\(quoted(phrase)) is already a phrase of \(plain(trigger)), whose reason is \(reason) "
          + "(\(first))",
        "delete one: a message is handed over for one reason"
      )
    case .uselessUnless(let phrase):
      (
        .uselessUnless, "\(quoted(phrase)) of unless touches no phrase, so it cancels nothing",
        "write the phrase with the words around it, as in 不生气 for 生气"
      )
    case .asksForSecret(let secret):
      (
        .asksForSecret,
        "the text asks for the customer's \(plain(secret)), which a shop never does",
        "ask for the order number instead, or say that nobody should send it: 请勿发送\(plain(secret))"
      )
    default: nil
    }
  }

  var flowSentence: Sentence? {
    switch self {
    case .sharedStart(let entry, let flow, let first):
      (
        .sharedStart, "\(quoted(entry)) already starts \(plain(flow)) (\(first))",
        "delete one: a message starts one flow"
      )
    case .unknownStart(let id, let nearest):
      (
        .unknownStart, "there is no entry \(quoted(id)) to start a flow",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry, or delete it"
      )
    case .badTime(let text):
      (
        .badTime, "\(quoted(text)) is not a time of the day",
        "write it as \"09:00\", from 00:00 to 23:59"
      )
    case .badQuietTime(let text):
      (
        .badTime, "\(quoted(text)) is not a quiet time",
        "write it as \"22:00-09:00\"; it may run past midnight"
      )
    case .closedWindows:
      (
        .badTime, "these windows leave no minute of a holiday to write in",
        "shorten quiet, or begin earlier"
      )
    case .windowsWithoutEvent:
      (
        .windowsAndEvents,
        "windows say when the bot may speak first, but no event starts this flow",
        "add startedBy: {events: […]}, or delete windows"
      )
    case .eventWithoutWindows(let event):
      (
        .windowsAndEvents, "\(event) starts this flow at any hour, at night too",
        "add windows: {notBefore: \"09:00\", quiet: [\"22:00-09:00\"]}"
      )
    case .unknownStep(let id, let nearest):
      (
        .unknownStep, "there is no step \(quoted(id)) in this flow",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of a step of the same flow"
      )
    case .unreachedStep(let id):
      (
        .unreachedStep, "no way leads to the step \(quoted(id))",
        "name it in a next, or delete it"
      )
    case .endlessStep(let id):
      (
        .endlessStep, "from the step \(quoted(id)) no way leads to an end",
        "give one of the steps after it an end: {outcome: recorded}"
      )
    case .silentLoop(let steps):
      (
        .silentLoop,
        "these steps lead round in a circle without asking anything: "
          + steps.map { plain($0) }.joined(separator: ", "),
        "ask something on the way, or end one of them"
      )
    case .twoWaysOn(let step):
      (.twoWaysOn, "\(plain(step)) has both next and end", "delete one of the two")
    default: nil
    }
  }

  var slotSentence: Sentence? {
    switch self {
    case .unknownSlot(let slot, let nearest):
      (
        .slotNotAsked, "no step asks for the slot \(quoted(slot))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "ask for it in a step before this one"
      )
    case .slotNotAsked(let slot, let isAskedSometimes):
      (
        .slotNotAsked,
        isAskedSometimes
          ? "not every way to this step asks for the slot \(quoted(slot))"
          : "the slot \(quoted(slot)) is not asked for before this step",
        "ask for it earlier, or leave it out here"
      )
    case .unknownSlotValue(let value, let slot, let nearest, let known):
      (
        .unknownSlotValue, "the slot \(plain(slot)) is never \(quoted(value))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "use \(alternatives(known))"
      )
    case .unknownLookupField(let field, let slot, let nearest, let known):
      (
        .unknownLookupField,
        field.map { "what is looked up into \(plain(slot)) has no field \(quoted($0))" }
          ?? "\(quoted("{slot." + slot + "}")) names no field of what is looked up",
        nearest.map { "did you mean \"\($0)\"?" }
          ?? "write {slot.\(plain(slot)).…} with one of \(known.joined(separator: ", "))"
      )
    case .slotOfTwoTypes(let slot, let firstType, let type, let first):
      (
        .slotConflict,
        "the slot \(quoted(slot)) is \(type) here and \(firstType) elsewhere (\(first))",
        "give one of them another name"
      )
    case .optionsOfNoChoice(let type):
      (
        .slotConflict, "the type is \(type), and only a choice has options",
        "write type: choice, or delete the options"
      )
    case .tooFewOptions(let count):
      (
        .slotConflict,
        "a choice needs at least two options, not \(count == 0 ? "none" : "one")",
        "add what else the customer may answer, or ask for text"
      )
    case .otherwiseOfRequired:
      (
        .slotConflict, "otherwise is never said: the slot is not optional",
        "add a line \"optional: true\", or delete it"
      )
    default: nil
    }
  }
}
