// The diagnostics about flows.yaml.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct FlowDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "a mapping, and texts for flows",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        id: f
        title: 退

        """,
      ],
      expected: """
        flows.yaml:1:1: error[KB017]: flows.yaml must be a list of flows, not a mapping
          help: begin each flow with "- id: …"
        """),
    DiagnosticCase(
      "unknown keys and words",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          titel: 退
          startedBy: {entries: [a], event: [unpaid]}
          steps:
            - id: s
              sya: 好
              ask: {slot: o, type: orderNo, prompt: 号?, retry: 1}
              branch: [{whne: {o: given}, next: t}]
            - {id: t, say: 好, end: {outcom: solved}}
            - {id: u, say: 好, end: {outcome: resolved}}

        """,
      ],
      expected: """
        flows.yaml:1:3: warning[KB083]: unpaid starts this flow at any hour, at night too
          help: add windows: {notBefore: "09:00", quiet: ["22:00-09:00"]}
        flows.yaml:2:3: error[KB018]: unknown key "titel"
          help: did you mean "title"?
        flows.yaml:3:29: error[KB018]: unknown key "event"
          help: did you mean "events"?
        flows.yaml:6:7: error[KB018]: unknown key "sya"
          help: did you mean "say"?
        flows.yaml:7:28: error[KB065]: unknown type "orderNo"
          help: use orderNumber, phone, date, text, choice, yesNo, photo or money
        flows.yaml:7:49: error[KB018]: unknown key "retry"
          help: did you mean "retries"?
        flows.yaml:8:17: error[KB018]: unknown key "whne"
          help: did you mean "when"?
        flows.yaml:9:29: error[KB018]: unknown key "outcom"
          help: did you mean "outcome"?
        flows.yaml:10:12: warning[KB076]: no way leads to the step "u"
          help: name it in a next, or delete it
        flows.yaml:10:38: error[KB065]: unknown outcome "resolved"
          help: did you mean "solved"?
        """),
    DiagnosticCase(
      "what a flow lacks",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - title: " "
        - id: f
          title: 退
          startedBy: {}
          steps: []
        - id: g
          title: 换
          startedBy: {events: [upaid, 下单]}
          steps: 一

        """,
      ],
      expected: """
        flows.yaml:1:3: error[KB019]: this flow has no id
          help: add a line "id: …"
        flows.yaml:1:3: error[KB019]: this flow has no startedBy
          help: add a line "startedBy: …"
        flows.yaml:1:3: error[KB019]: this flow has no steps
          help: add a line "steps: …"
        flows.yaml:1:10: error[KB020]: title is empty
          help: write some text, or delete the line
        flows.yaml:4:14: error[KB019]: startedBy of f is empty
          help: write at least one item
        flows.yaml:5:10: error[KB019]: steps of f is empty
          help: write at least one item
        flows.yaml:8:24: error[KB065]: unknown event "upaid"
          help: did you mean "unpaid"?
        flows.yaml:8:31: error[KB065]: unknown event "下单"
          help: use visit, cart, unpaid, shipped, delivered, refunded or birthday
        flows.yaml:9:10: error[KB017]: steps must be a list, not text
          help: write one item a line, each after "- ", or [a, b]
        """),
    DiagnosticCase(
      "what a step lacks",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: s, next: t}
            - {say: 好}
            - {id: t, ask: {}, branch: [{}], end: {}}

        """,
      ],
      expected: """
        flows.yaml:5:7: error[KB019]: step s has no say
          help: add a line "say: …"
        flows.yaml:6:7: error[KB019]: this step has no id
          help: add a line "id: …"
        flows.yaml:7:20: error[KB019]: ask has no slot
          help: add a line "slot: …"
        flows.yaml:7:20: error[KB019]: ask has no type
          help: add a line "type: …"
        flows.yaml:7:20: error[KB019]: ask has no prompt
          help: add a line "prompt: …"
        flows.yaml:7:33: error[KB019]: a branch has no when
          help: add a line "when: …"
        flows.yaml:7:33: error[KB019]: a branch has no next
          help: add a line "next: …"
        flows.yaml:7:43: error[KB019]: end has no outcome
          help: add a line "outcome: …"
        """),
    DiagnosticCase(
      "names used twice",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - {id: f, title: 退, startedBy: {entries: [a]}, steps: [{id: s, say: 好}, {id: s, say: 好, end: {outcome: solved}}]}
        - {id: f, title: 换, startedBy: {entries: [a]}, steps: [{id: s, say: 好, end: {outcome: solved}}]}

        """,
      ],
      expected: """
        flows.yaml:1:78: error[KB067]: there is already a step "s" (flows.yaml:1:61)
          help: give one of them another name, or delete it
        flows.yaml:2:8: error[KB067]: there is already a flow "f" (flows.yaml:1:8)
          help: give one of them another name, or delete it
        flows.yaml:2:43: error[KB081]: "a" already starts f (flows.yaml:1:43)
          help: delete one: a message starts one flow
        """),
    DiagnosticCase(
      "groups, entries and variables",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [aa]}
          group: aftersales
          steps:
            - {id: s, say: "{shop.nmae}", end: {outcome: handoff, group: x}}
        - id: g
          title: 换
          startedBy: {entries: [zzz]}
          steps:
            - {id: s, say: "{", end: {outcome: solved}}

        """,
      ],
      expected: """
        flows.yaml:3:25: error[KB075]: there is no entry "aa" to start a flow
          help: did you mean "a"?
        flows.yaml:4:10: error[KB028]: there is no skill group "aftersales"
          help: did you mean "aftersale"?
        flows.yaml:6:20: error[KB032]: there is no variable {shop.nmae}
          help: did you mean {shop.name}?
        flows.yaml:6:66: error[KB028]: there is no skill group "x"
          help: use a group of skillGroups in kb.yaml, or add it there
        flows.yaml:9:25: error[KB075]: there is no entry "zzz" to start a flow
          help: write the id of an entry, or delete it
        flows.yaml:11:20: error[KB033]: a { is not closed by a }
          help: a variable is written {shop.name}; braces themselves are written {{ and }}
        """),
    DiagnosticCase(
      "numbers",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          expiresAfterTurns: 51
          steps:
            - id: s
              ask: {slot: o, type: text, prompt: 号?, retries: 4, optional: maybe}
              end: {outcome: solved}

        """,
      ],
      expected: """
        flows.yaml:4:22: error[KB038]: expiresAfterTurns is 51
          help: write a whole number from 1 to 50
        flows.yaml:7:55: error[KB038]: retries is 4
          help: write a whole number from 0 to 3
        flows.yaml:7:68: error[KB065]: unknown optional "maybe"
          help: use true or false
        """),
    DiagnosticCase(
      "windows",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 付
          startedBy: {events: [unpaid]}
          windows: {notBefore: 24:00, afternoonFrom: 2pm, quiet: [9-10, 08:00-08:00], perOrder: 0, perDay: x}
          steps: [{id: s, say: 好, end: {outcome: solved}}]
        - id: g
          title: 付
          startedBy: {events: [unpaid, visit]}
          windows: {notBefore: "20:00", quiet: ["20:00-09:00"]}
          steps: [{id: s, say: 好, end: {outcome: solved}}]
        - id: h
          title: 付
          startedBy: {entries: [a]}
          windows: {}
          steps: [{id: s, say: 好, end: {outcome: solved}}]
        - id: i
          title: 到
          startedBy: {events: [visit, delivered]}
          steps: [{id: s, say: 好, end: {outcome: solved}}]

        """,
      ],
      expected: """
        flows.yaml:4:24: error[KB070]: "24:00" is not a time of the day
          help: write it as "09:00", from 00:00 to 23:59
        flows.yaml:4:46: error[KB070]: "2pm" is not a time of the day
          help: write it as "09:00", from 00:00 to 23:59
        flows.yaml:4:59: error[KB070]: "9-10" is not a quiet time
          help: write it as "22:00-09:00"; it may run past midnight
        flows.yaml:4:65: error[KB070]: "08:00-08:00" is not a quiet time
          help: write it as "22:00-09:00"; it may run past midnight
        flows.yaml:4:89: error[KB038]: perOrder is 0
          help: write a whole number from 1 to 10
        flows.yaml:4:100: error[KB037]: perDay must be a whole number, not "x"
          help: write a whole number from 1 to 10
        flows.yaml:9:12: error[KB070]: these windows leave no minute of a holiday to write in
          help: shorten quiet, or begin earlier
        flows.yaml:14:12: warning[KB083]: windows say when the bot may speak first, but no event starts this flow
          help: add startedBy: {events: […]}, or delete windows
        flows.yaml:16:3: warning[KB083]: delivered starts this flow at any hour, at night too
          help: add windows: {notBefore: "09:00", quiet: ["22:00-09:00"]}
        """),
    DiagnosticCase(
      "steps that do not exist",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: start, ask: {slot: o, type: text, prompt: 号?}, branch: [{when: {o: given}, next: ned}], next: nowhere}
            - {id: end, say: 好, next: start, end: {outcome: solved}}

        """,
      ],
      expected: """
        flows.yaml:5:93: error[KB074]: there is no step "ned" in this flow
          help: did you mean "end"?
        flows.yaml:5:106: error[KB074]: there is no step "nowhere" in this flow
          help: write the id of a step of the same flow
        flows.yaml:6:43: error[KB084]: step end has both next and end
          help: delete one of the two
        """),
    DiagnosticCase(
      "steps never reached, and a last one that goes nowhere",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: s, say: 好, next: u}
            - {id: t, say: 好}
            - {id: u, say: 好, end: {outcome: solved}}

        """,
      ],
      expected: """
        flows.yaml:6:12: warning[KB076]: no way leads to the step "t"
          help: name it in a next, or delete it
        """),
    DiagnosticCase(
      "a last step without an end",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: s, say: 好}

        """,
      ],
      expected: """
        flows.yaml:5:7: error[KB019]: the last step has no end
          help: add a line "end: …"
        """),
    DiagnosticCase(
      "circles",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: s, ask: {slot: o, type: yesNo, prompt: 好?}, branch: [{when: {o: "yes"}, next: v}, {when: {o: "no"}, next: x}]}
            - {id: t, ask: {slot: p, type: text, prompt: 好?}, next: u}
            - {id: u, say: 好, next: t}
            - {id: v, say: 好, next: w}
            - {id: w, say: 好, next: v}
            - {id: x, say: 好, branch: [{when: {o: "no"}, next: x}], end: {outcome: solved}}

        """,
      ],
      expected: """
        flows.yaml:6:12: error[KB077]: from the step "t" no way leads to an end
          help: give one of the steps after it an end: {outcome: recorded}
        flows.yaml:8:12: error[KB078]: these steps lead round in a circle without asking anything: v, w
          help: ask something on the way, or end one of them
        flows.yaml:10:12: error[KB078]: these steps lead round in a circle without asking anything: x
          help: ask something on the way, or end one of them
        """),
    DiagnosticCase(
      "slots not asked",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: s, say: "{slot.order}", ask: {slot: order, type: orderNumber, prompt: "{slot.order}"}, branch: [{when: {order: given}, next: u}]}
            - {id: t, say: 好, ask: {slot: date, type: date, prompt: 哪天?}}
            - {id: u, say: "{slot.order}{slot.date}{slot.ordr}{slot.zzz}", branch: [{when: {date: given}, next: v}, {when: {phone: given, later: given}, next: v}]}
            - {id: v, ask: {slot: later, type: text, prompt: 好?}, end: {outcome: solved}}

        """,
      ],
      expected: """
        flows.yaml:5:20: error[KB079]: the slot "order" is not asked for before this step
          help: ask for it earlier, or leave it out here
        flows.yaml:5:82: error[KB079]: the slot "order" is not asked for before this step
          help: ask for it earlier, or leave it out here
        flows.yaml:7:20: error[KB079]: not every way to this step asks for the slot "date"
          help: ask for it earlier, or leave it out here
        flows.yaml:7:20: error[KB079]: no step asks for the slot "ordr"
          help: did you mean "order"?
        flows.yaml:7:20: error[KB079]: no step asks for the slot "zzz"
          help: ask for it in a step before this one
        flows.yaml:7:117: error[KB079]: no step asks for the slot "phone"
          help: ask for it in a step before this one
        flows.yaml:7:131: error[KB079]: the slot "later" is not asked for before this step
          help: ask for it earlier, or leave it out here
        """),
    DiagnosticCase(
      "values a slot never has",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - id: s
              ask: {slot: why, type: choice, prompt: 为何?, options: [{label: 坏, value: broken}, {label: 大, value: large}]}
              branch: [{when: {why: brokn}, next: t}, {when: {why: [large, declined]}, next: t}]
            - id: t
              ask: {slot: ok, type: yesNo, prompt: 好?, optional: true}
              branch: [{when: {ok: [declined, maybe]}, next: u}]
            - id: u
              ask: {slot: o, type: photo, prompt: 图?}
              branch: [{when: {o: taken}, next: t}]
              end: {outcome: solved}

        """,
      ],
      expected: """
        flows.yaml:7:29: error[KB080]: the slot why is never "brokn"
          help: did you mean "broken"?
        flows.yaml:7:68: error[KB080]: the slot why is never "declined"
          help: use broken or large
        flows.yaml:10:39: error[KB080]: the slot ok is never "maybe"
          help: use yes, no or declined
        flows.yaml:13:27: error[KB080]: the slot o is never "taken"
          help: use given
        """),
    DiagnosticCase(
      "conditions that are none",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - id: u
              ask: {slot: o, type: photo, prompt: 图?}
              branch: [{when: {o: [], p: ~}, next: u}, {when: {}, next: u}, {when: o, next: u}, 好]
              next: []
            - 好

        """,
      ],
      expected: """
        flows.yaml:7:27: error[KB019]: o of when is empty
          help: write at least one item
        flows.yaml:7:34: error[KB016]: when.p has no value
          help: write one, or delete the line
        flows.yaml:7:55: error[KB019]: when of a branch is empty
          help: write at least one item
        flows.yaml:7:76: error[KB017]: when must be a mapping, not text
          help: write "key: value" lines
        flows.yaml:7:89: error[KB017]: a branch must be a mapping, not text
          help: write "key: value" lines
        flows.yaml:8:13: error[KB017]: next must be text, not a list
          help: write it on one line, between quotes where it contains [ ] { } or ": "
        flows.yaml:9:7: error[KB017]: a step must be a mapping, not text
          help: write "key: value" lines
        """),
    DiagnosticCase(
      "questions that contradict themselves",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - {id: s, ask: {slot: o, type: text, prompt: 号?, otherwise: 无, options: [{label: 一, value: x}, {label: 二, value: y}]}}
            - {id: t, ask: {slot: o, type: date, prompt: 号?, optional: false, otherwise: 无}}
            - {id: u, ask: {slot: c, type: choice, prompt: 选?}}
            - {id: v, ask: {slot: d, type: choice, prompt: 选?, options: []}}
            - {id: w, ask: {slot: e, type: choice, prompt: 选?, options: [{label: 一, value: x}]}}
            - {id: x, ask: {slot: g g, type: choice, prompt: 选?, options: [{label: 一, value: x, words: [二]}, {label: 二, value: x}, {labl: 三}]}, end: {outcome: solved}}

        """,
      ],
      expected: """
        flows.yaml:5:65: error[KB085]: otherwise is never said: the slot is not optional
          help: add a line "optional: true", or delete it
        flows.yaml:5:77: error[KB085]: the type is text, and only a choice has options
          help: write type: choice, or delete the options
        flows.yaml:6:27: error[KB085]: the slot "o" is date here and text elsewhere (flows.yaml:5:27)
          help: give one of them another name
        flows.yaml:6:82: error[KB085]: otherwise is never said: the slot is not optional
          help: add a line "optional: true", or delete it
        flows.yaml:7:20: error[KB019]: ask has no options
          help: add a line "options: …"
        flows.yaml:8:65: error[KB085]: a choice needs at least two options, not none
          help: add what else the customer may answer, or ask for text
        flows.yaml:9:65: error[KB085]: a choice needs at least two options, not one
          help: add what else the customer may answer, or ask for text
        flows.yaml:10:27: error[KB023]: "g g" is not a slot
          help: use letters, digits, dots, hyphens and underscores, such as order
        flows.yaml:10:110: error[KB067]: there is already an option "二" (flows.yaml:10:97)
          help: give one of them another name, or delete it
        flows.yaml:10:120: error[KB067]: there is already an option "x" (flows.yaml:10:86)
          help: give one of them another name, or delete it
        flows.yaml:10:124: error[KB019]: an option has no value
          help: add a line "value: …"
        flows.yaml:10:125: error[KB018]: unknown key "labl"
          help: did you mean "label"?
        """),
  ]
}
