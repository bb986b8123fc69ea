extension OpenAPI {
  /// The paths of the figures and of the knowledge base.
  static let officePaths = #"""
    "/api/stats": {"get": {
          "summary": "The figures of a period, for supervisors and administrators; each with its name and definition.",
          "security": [{"bearer": []}],
          "parameters": \#(statisticsParameters),
          "responses": {
            "200": {"description": "The figures.", "content": {"application/json": {"schema": {
              "type": "object",
              "required": ["from", "to", "bucket", "timeZone", "group", "groups", "figures", "series", "reasons", "questions", "unanswered", "agentColumns", "agents"]
            }}}},
            \#(refusals)
          }
        }},
        "/api/stats.csv": {"get": {
          "summary": "The same as tables.", "security": [{"bearer": []}],
          "parameters": \#(statisticsParameters),
          "responses": {"200": {"description": "CSV in UTF-8.", "content": {"text/csv": {}}}, \#(refusals)}
        }},
        "/api/stats.xlsx": {"get": {
          "summary": "The same as a workbook.", "security": [{"bearer": []}],
          "parameters": \#(statisticsParameters),
          "responses": {
            "200": {"description": "A workbook.", "content": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {}}},
            \#(refusals)
          }
        }},
        "/api/knowledge/entries": {"get": {
          "summary": "Entries, searched by id, topic and text; for trainers and administrators, as all of /api/knowledge.",
          "security": [{"bearer": []}],
          "parameters": [
            {"name": "query", "in": "query", "schema": {"type": "string", "maxLength": 200}},
            {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1000000}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}}
          ],
          "responses": {"200": {"description": "The best first.", "content": {"application/json": {}}}, \#(refusals)}
        }},
        "/api/knowledge/try": {"post": {
          "summary": "What the bot makes of a message, with the explanation.", "security": [{"bearer": []}],
          "requestBody": {"required": true, "content": {"application/json": {"schema": {
            "type": "object", "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 8000}}
          }}}},
          "responses": {"200": {"description": "The reply.", "content": {"application/json": {}}}, \#(changes)}
        }},
        "/api/knowledge/unknown": {"get": {
          "summary": "What customers asked in vain, in groups, those worth most first.", "security": [{"bearer": []}],
          "parameters": [
            {"name": "days", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 366}},
            {"name": "minimum", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}}
          ],
          "responses": {"200": {"description": "The groups.", "content": {"application/json": {}}}, \#(refusals)}
        }},
        "/api/knowledge/plan": {"post": {
          "summary": "What a decision would change; nothing is written.", "security": [{"bearer": []}],
          "requestBody": {"required": true, "content": {"application/json": {"schema": \#(decision)}}},
          "responses": {"200": {"description": "The change as diffs, and its name, base.", "content": {"application/json": {}}}, \#(changes)}
        }},
        "/api/knowledge/apply": {"post": {
          "summary": "Writes a change that was shown, and takes it in.", "security": [{"bearer": []}],
          "requestBody": {"required": true, "content": {"application/json": {"schema": \#(decision)}}},
          "responses": {"200": {"description": "It is written.", "content": {"application/json": {}}}, \#(changes)}
        }}
    """#

  private static let statisticsParameters = #"""
    [
            {"name": "from", "in": "query", "description": "The first day.", "schema": {"type": "string", "format": "date"}},
            {"name": "to", "in": "query", "description": "The last day.", "schema": {"type": "string", "format": "date"}},
            {"name": "bucket", "in": "query", "schema": {"enum": ["hour", "day", "week"], "default": "day"}},
            {"name": "group", "in": "query", "description": "A skill group, or - for none.", "schema": {"type": "string"}},
            {"name": "lang", "in": "query", "description": "Of tables.", "schema": {"enum": ["zh-Hans", "zh-Hant", "en"]}}
          ]
    """#

  private static let decision = #"""
    {
            "type": "object", "required": ["decision", "messages"],
            "properties": {
              "decision": {"enum": ["variant", "entry", "ignore"]},
              "messages": {"type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 500}},
              "entry": {"type": "string", "maxLength": 128},
              "id": {"type": "string", "maxLength": 128}, "question": {"type": "string", "maxLength": 200},
              "answer": {"type": "string", "maxLength": 4000}, "group": {"type": "string", "maxLength": 128},
              "base": {"type": "string", "maxLength": 128, "description": "To apply: of the change that was shown."}
            }
          }
    """#

  /// What every one of these addresses may answer instead.
  private static let refusals = refusing([400, 401, 403, 429, 500, 503])
  private static let changes = refusing([400, 401, 403, 409, 413, 429, 500, 503])

  private static func refusing(_ statuses: [Int]) -> String {
    statuses.map { "\"\($0)\": {\"$ref\": \"#/components/responses/Error\"}" }.joined(
      separator: ", ")
  }
}
