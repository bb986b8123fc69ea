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
          },
          "RasaError": {
            "description": "An error in Rasa's shape.",
            "content": {"application/json": {"schema": {
              "type": "object", "required": ["version", "status", "reason", "message", "code"],
              "properties": {"status": {"const": "failure"}, "code": {"type": "integer"}}
            }}}
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
              "403": {"$ref": "#/components/responses/Error"},
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
              "content": {"application/json": {
                "schema": {"oneOf": [
                  {"$ref": "#/components/schemas/Frame"},
                  {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/components/schemas/Frame"}}
                ]},
                "example": [{"type": "hello"}, {"type": "message", "id": "1", "text": "包邮吗"}]
              }}
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
        "/api/desk/overview": {
          "get": {
            "summary": "Who is at the desk, what waits, and the conversations one may see.",
            "security": [{"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["agent", "supervisor"], "default": "agent"}}
            ],
            "responses": {
              "200": {"description": "What was asked for.", "content": {"application/json": {"schema": {"type": "object", "required": ["agents", "groups", "conversations", "now"], "properties": {"agents": {"type": "array", "items": {"type": "object"}}, "groups": {"type": "array", "items": {"type": "object"}}, "conversations": {"type": "array", "items": {"type": "object"}}, "now": {"type": "string"}}}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/desk/replies": {
          "get": {
            "summary": "The canned replies one may use.",
            "security": [{"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["agent", "supervisor"], "default": "agent"}}
            ],
            "responses": {
              "200": {"description": "What was asked for.", "content": {"application/json": {"schema": {"type": "object", "required": ["replies"], "properties": {"replies": {"type": "array", "items": {"type": "object"}}}}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/desk/search": {
          "get": {
            "summary": "Entries that a question is about.",
            "security": [{"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["agent", "supervisor"], "default": "agent"}},
              {"name": "q", "in": "query", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
            ],
            "responses": {
              "200": {"description": "What was asked for.", "content": {"application/json": {"schema": {"type": "object", "required": ["entries"], "properties": {"entries": {"type": "array", "items": {"type": "object"}}}}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/desk/explain": {
          "get": {
            "summary": "Why the bot says what it says to a message.",
            "security": [{"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["agent", "supervisor"], "default": "agent"}},
              {"name": "q", "in": "query", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
            ],
            "responses": {
              "200": {"description": "What was asked for.", "content": {"application/json": {"schema": {"type": "object", "required": ["explanation"], "properties": {"explanation": {"type": "object"}}}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/desk/customer": {
          "get": {
            "summary": "Who the customer of a conversation is, and what was before.",
            "security": [{"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["agent", "supervisor"], "default": "agent"}},
              {"name": "conversation", "in": "query", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 128}}
            ],
            "responses": {
              "200": {"description": "What was asked for.", "content": {"application/json": {"schema": {"type": "object", "required": ["conversations", "actions", "attributes"], "properties": {"conversations": {"type": "array", "items": {"type": "object"}}, "actions": {"type": "array", "items": {"type": "object"}}, "attributes": {"type": "object"}}}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/desk/transcript": {
          "get": {
            "summary": "What was said in an earlier conversation of the same customer.",
            "security": [{"bearer": []}],
            "parameters": [
              {"name": "role", "in": "query", "schema": {"enum": ["agent", "supervisor"], "default": "agent"}},
              {"name": "conversation", "in": "query", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 128}},
              {"name": "of", "in": "query", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 128}}
            ],
            "responses": {
              "200": {"description": "What was asked for.", "content": {"application/json": {"schema": {"type": "object", "required": ["frames"], "properties": {"frames": {"type": "array", "items": {"type": "object"}}}}}}},
              "400": {"$ref": "#/components/responses/Error"},
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"},
              "404": {"$ref": "#/components/responses/Error"},
              "503": {"$ref": "#/components/responses/Error"}
            }
          }
        },
        "/api/session": {
          "get": {"summary": "The roles whose cookies are good.", "responses": {"200": {"description": "They are.", "content": {"application/json": {"schema": {"type": "object", "required": ["roles"], "properties": {"roles": {"type": "array", "items": {"type": "string"}}}}}}}}},
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
              "401": {"$ref": "#/components/responses/Error"},
              "403": {"$ref": "#/components/responses/Error"}
            }
          },
          "delete": {"summary": "Takes the cookies back.", "responses": {"200": {"description": "Done.", "content": {"application/json": {}}}, "403": {"$ref": "#/components/responses/Error"}}}
        },
        "/webhooks/rest/webhook": {
          "post": {
            "summary": "The bot's answers to a message, as Rasa gives them; where `rasa` is set.",
            "security": [{}, {"bearer": []}],
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {
                "type": "object", "required": ["message"],
                "properties": {
                  "sender": {"type": "string", "minLength": 1, "maxLength": 128},
                  "message": {"type": "string", "minLength": 1, "maxLength": 8000}
                }
              }}}
            },
            "responses": {
              "200": {"description": "The answers.", "content": {"application/json": {"schema": {"type": "array", "items": {
                "type": "object", "required": ["recipient_id", "text"],
                "properties": {
                  "recipient_id": {"type": "string"}, "text": {"type": "string"},
                  "buttons": {"type": "array", "items": {"type": "object", "required": ["title", "payload"]}}
                }
              }}}}},
              "400": {"$ref": "#/components/responses/RasaError"},
              "401": {"$ref": "#/components/responses/RasaError"},
              "413": {"$ref": "#/components/responses/RasaError"},
              "429": {"$ref": "#/components/responses/RasaError"},
              "503": {"$ref": "#/components/responses/RasaError"}
            }
          }
        },
        "/model/parse": {
          "post": {
            "summary": "What the stages make of a message, as Rasa gives it, with why; where `rasa` is set.",
            "security": [{}, {"bearer": []}],
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {
                "type": "object", "required": ["text"],
                "properties": {"text": {"type": "string"}, "message_id": {"type": "string"}}
              }}}
            },
            "responses": {
              "200": {"description": "Intent, entities and explanation.", "content": {"application/json": {"schema": {
                "type": "object",
                "required": ["text", "intent", "intent_ranking", "entities", "decision", "explanation"]
              }}}},
              "400": {"$ref": "#/components/responses/RasaError"},
              "401": {"$ref": "#/components/responses/RasaError"},
              "413": {"$ref": "#/components/responses/RasaError"}
            }
          }
        }
      }
    }
    """#
}
