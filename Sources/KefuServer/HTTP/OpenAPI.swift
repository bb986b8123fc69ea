/// The description of the HTTP interface, `GET /api/openapi.json`.
enum OpenAPI {
  /// An OpenAPI 3.1 document.
  static let document: [UInt8] = Array(text.utf8)

  private static let text = #"""
    {
      "openapi": "3.1.0",
      "info": {
        "title": "kefud", "version": "1",
        "description": "The frames of Kefu's wire protocol over HTTP: events one way, posts the other."
      },
      "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {
          "Frame": {
            "type": "object", "required": ["type"],
            "properties": {"type": {"type": "string"}, "id": {"type": "string", "minLength": 1, "maxLength": 128}},
            "additionalProperties": true
          },
          "Error": {
            "type": "object", "required": ["type", "code", "message", "retry"],
            "properties": {
              "type": {"const": "error"}, "code": {"type": "string"},
              "message": {"type": "string"}, "id": {"type": "string"}, "retry": {"type": "boolean"}
            }
          },
          "Accepted": {
            "type": "object", "required": ["accepted", "errors"],
            "properties": {
              "accepted": {"type": "integer", "minimum": 0},
              "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Error"}}
            }
          }
        },
        "responses": {
          "Error": {
            "description": "An error frame.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          }
        }
      },
      "paths": {
        \#(officePaths),
        "/health": {"get": {"summary": "Whether the process lives.", "responses": {"200": {"description": "It does.", "content": {"text/plain": {}}}}}},
        "/ready": {"get": {"summary": "Whether clients are served.", "responses": {"200": {"description": "They are.", "content": {"text/plain": {}}}, "503": {"description": "They are not.", "content": {"text/plain": {}}}}}},
        "/metrics": {"get": {"summary": "Figures in Prometheus' text format.", "responses": {"200": {"description": "The figures.", "content": {"text/plain": {}}}}}},
        "/api/events": {
          "get": {
            "summary": "Says hello, and sends all frames as server-sent events.",
            "security": [{}, {"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["customer", "agent", "supervisor", "trainer", "admin"], "default": "customer"}},
              {"name": "conversation", "in": "query", "schema": {"type": "string", "minLength": 1, "maxLength": 128}},
              {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0}},
              {"name": "channel", "in": "query", "schema": {"type": "string", "minLength": 1, "maxLength": 128}},
              {"name": "explain", "in": "query", "schema": {"type": "boolean"}},
              {"name": "Last-Event-ID", "in": "header", "schema": {"type": "integer", "minimum": 0}}
            ],
            "responses": {
              "200": {"description": "Events.", "content": {"text/event-stream": {}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "429": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/frames": {
          "post": {
            "summary": "Speaks for a session, or holds a whole exchange in one request.",
            "security": [{}, {"bearer": []}],
            "parameters": [
              {"name": "Kefu-Session", "in": "header", "description": "Of the first event of /api/events; without it the first frame is a hello.", "schema": {"type": "string"}}
            ],
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {"oneOf": [
                {"$ref": "#/components/schemas/Frame"},
                {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/components/schemas/Frame"}}
              ]}}}
            },
            "responses": {
              "200": {"description": "All frames of the exchange.", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Frame"}}}}},
              "202": {"description": "Taken; the answers come as events.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Accepted"}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "413": {"$ref": "#/components/responses/Error"},
              "429": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/session": {
          "post": {
            "summary": "Makes a cookie of a token of staff.",
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {
                "type": "object", "required": ["role", "token"],
                "properties": {
                  "role": {"enum": ["agent", "supervisor", "trainer", "admin"]},
                  "token": {"type": "string", "minLength": 1, "maxLength": 1024}
                }
              }}}
            },
            "responses": {
              "200": {"description": "A cookie.", "content": {"application/json": {}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"}
            }
          },
          "delete": {"summary": "Takes the cookies back.", "responses": {"200": {"description": "Done.", "content": {"application/json": {}}}}}
        }
      }
    }
    """#
}
