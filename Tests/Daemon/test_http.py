"""The daemon over HTTP: events, posts, cookies, pages, and what other systems speak.

Properties:
 1. Events bear the frame's seq as their id; who comes back with `Last-Event-ID` (or `after`) is sent what
    came since, each event once and in order, however often the stream breaks.
 2. Posts for a session are taken (202) and answered by events; an exchange without one is answered whole.
 3. A token of staff becomes a cookie that is HttpOnly and SameSite=Strict, Secure behind TLS; the cookie
    opens events; logging out takes it back; a revoked token ends its streams.
 4. What a browser sends for another site is refused; a client that is no browser is not.
 5. Every answer has the headers that keep a browser from harm, and no page has script or style in itself.
 6. Rasa's two addresses take and give exactly Rasa's shapes, errors too.
 7. A Chatwoot agent bot answers pending conversations, hands over by their status, and counts an event
    that comes twice once.
 8. /health, /ready and /metrics say what they should.
 9. Bodies, frames, connections and messages beyond the limits get their error and harm nobody.
10. What the desk looks up is for staff, and for agents within their groups.
"""

import http.client
import http.server
import json
import re
import socket
import threading
import time
import unittest
import urllib.parse

from support import DaemonCase, wait_until

JSON = {"Content-Type": "application/json"}
ASSETS = [
    "/chat", "/chat.js", "/desk", "/desk.js", "/desk-lists.js", "/desk-model.js", "/desk-panels.js",
    "/desk-side.js", "/dom.js", "/storage.js", "/connection.js", "/words.js", "/widget.js", "/pages.css", "/icon.svg",
]


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.cookies = [value for name, value in response.getheaders() if name.lower() == "set-cookie"]
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


def ask(daemon, method, path, body=None, headers=None, timeout=20):
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.http, timeout=timeout)
    try:
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body, ensure_ascii=False)
        if isinstance(body, str):
            body = body.encode()
        connection.request(method, path, body, {**(JSON if body is not None else {}), **(headers or {})})
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Events:
    """A stream of server-sent events."""

    def __init__(self, daemon, headers=None, **query):
        self.daemon = daemon
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.http, timeout=20)
        self.connection.request("GET", "/api/events?" + urllib.parse.urlencode(query), headers=headers or {})
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.seen = []
        self.session = None
        if self.status == 200:
            name, _, data = self.event()
            assert name == "session", name
            self.session = data["session"]

    def event(self, timeout=10):
        """The next event: its name, its id and its data."""
        self.connection.sock and self.connection.sock.settimeout(timeout)
        name, number, data = "message", None, []
        while True:
            line = self.response.readline().decode()
            if not line:
                raise EOFError("the stream has ended")
            line = line.rstrip("\n")
            if not line:
                if data:
                    frame = json.loads("".join(data))
                    self.seen.append((name, number, frame))
                    return name, number, frame
                continue
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                number = value
            elif field == "data":
                data.append(value)

    def until(self, type, **members):
        while True:
            _, number, frame = self.event()
            if frame.get("type") == type and all(frame.get(key) == value for key, value in members.items()):
                return number, frame
            assert frame.get("type") != "error", frame

    def post(self, *frames):
        return ask(self.daemon, "POST", "/api/frames", list(frames), {"Kefu-Session": self.session})

    def close(self):
        if self.response:
            self.response.close()
        self.connection.close()


class HTTP(DaemonCase):
    def events(self, daemon, headers=None, **query):
        events = Events(daemon, headers, **query)
        self.addCleanup(events.close)
        return events

    # MARK: 1, 2

    def test_resuming(self):
        daemon = self.daemon({"limits.burst": "1000"})
        first = self.events(daemon)
        _, welcome = first.until("welcome")
        bearer = {"Authorization": f"Bearer {welcome['token']}"}
        got = {}
        last = "0"

        def take(events, count):
            nonlocal last
            for _ in range(count):
                _, number, frame = events.event()
                if number is None:
                    continue
                self.assertEqual(int(number), frame["seq"])
                self.assertNotIn(frame["seq"], got, "each once")
                self.assertEqual(frame["seq"], int(last) + 1, "in order, without a gap")
                got[frame["seq"]] = frame
                last = number

        first.close()
        for number in range(12):
            writer = self.events(daemon, bearer)
            writer.until("welcome")
            writer.post({"type": "message", "id": f"m{number}", "text": f"包邮吗 {number}"})
            writer.until("ack", id=f"m{number}")
            writer.close()
            # Broken off in the middle of what has come.
            reader = self.events(daemon, {**bearer, "Last-Event-ID": last})
            reader.until("welcome")
            take(reader, 1 + number % 2)
            reader.close()
        rest = self.events(daemon, bearer, after=last)
        rest.until("welcome")
        while len(got) < 24:
            take(rest, 1)
        self.assertEqual(sorted(got), list(range(1, 25)))
        self.assertEqual(
            [got[seq]["text"] for seq in sorted(got) if got[seq].get("from") == "customer"],
            [f"包邮吗 {number}" for number in range(12)])
        bad = ask(daemon, "GET", "/api/events", headers={**bearer, "Last-Event-ID": "x"})
        self.assertEqual((bad.status, bad.json["code"]), (400, "bad_frame"))

    def test_posts(self):
        daemon = self.daemon()
        events = self.events(daemon)
        events.until("welcome")
        answer = events.post(
            {"type": "message", "id": "m1", "text": "包邮吗"}, {"type": "nonsense", "id": "m2"},
            {"type": "hello"}, {"type": "typing"})
        self.assertEqual(answer.status, 202)
        self.assertEqual(answer.json["accepted"], 2)
        self.assertEqual([error["code"] for error in answer.json["errors"]], ["unknown_type", "hello_twice"])
        events.until("ack", id="m1")
        self.assertEqual(events.until("reply")[1]["text"], "全场包邮。")
        unknown = ask(daemon, "POST", "/api/frames", {"type": "ping"}, {"Kefu-Session": "nobody"})
        self.assertEqual((unknown.status, unknown.json["code"]), (404, "hello_required"))
        whole = ask(daemon, "POST", "/api/frames", [{"type": "hello"}, {"type": "message", "id": "1", "text": "包邮吗"}])
        self.assertEqual([frame["type"] for frame in whole.json], ["welcome", "ack", "reply"])
        again = ask(
            daemon, "POST", "/api/frames", [{"type": "hello", "after": 0}, {"type": "ping", "id": "p"}],
            {"Authorization": f"Bearer {whole.json[0]['token']}"})
        self.assertEqual(
            [(frame["type"], frame.get("seq")) for frame in again.json if frame["type"] != "pong"],
            [("welcome", 2), ("message", 1), ("reply", 2)])

    def test_wrong_answer(self):
        daemon = self.daemon()
        said = ask(daemon, "POST", "/api/frames", [{"type": "hello"}, {"type": "message", "id": "1", "text": "包邮吗"}])
        bearer = {"Authorization": f"Bearer {said.json[0]['token']}"}
        report = {"type": "report", "id": "2", "seq": 2, "comment": "不对"}
        for again in range(2):
            frames = ask(daemon, "POST", "/api/frames", [{"type": "hello"}, report], bearer).json
            self.assertEqual([frame["type"] for frame in frames], ["welcome", "ack"])
        for seq in (1, 3):  # The customer's own words; what has not been said.
            frames = ask(daemon, "POST", "/api/frames", [{"type": "hello"}, {"type": "report", "id": "x", "seq": seq}], bearer).json
            self.assertEqual([frame.get("code") for frame in frames], [None, "nothing_to_rate"])
        reports = [line for line in daemon.export() if line.get("action") == "reported"]
        self.assertEqual([(line["details"]["entry"], line["comment"]) for line in reports], [("ship.free", "不对")])

    # MARK: 3, 4, 5

    def log_in(self, daemon, role, token, **headers):
        return ask(daemon, "POST", "/api/session", {"role": role, "token": token}, headers)

    def test_cookies(self):
        daemon = self.daemon()
        token = daemon.token("agent", "wang")
        answer = self.log_in(daemon, "agent", token)
        self.assertEqual((answer.status, answer.json), (200, {"role": "agent"}))
        (cookie,) = answer.cookies
        parts = [part.strip().lower() for part in cookie.split(";")]
        self.assertIn("httponly", parts)
        self.assertIn("samesite=strict", parts)
        self.assertIn("path=/", parts)
        self.assertNotIn("secure", parts)
        (secure,) = self.log_in(daemon, "agent", token, **{"X-Forwarded-Proto": "https"}).cookies
        self.assertIn("secure", [part.strip().lower() for part in secure.split(";")])

        own = {"Cookie": cookie.split(";")[0]}
        self.assertEqual(ask(daemon, "GET", "/api/session", headers=own).json, {"roles": ["agent"]})
        self.assertEqual(ask(daemon, "GET", "/api/session").json, {"roles": []})
        events = self.events(daemon, own, role="agent")
        self.assertEqual(events.until("welcome")[1]["agent"], "wang")
        self.assertEqual(ask(daemon, "GET", "/api/events?role=supervisor", headers=own).status, 401)
        out = ask(daemon, "DELETE", "/api/session", headers=own)
        self.assertEqual(len(out.cookies), 4)
        for gone in out.cookies:
            self.assertIn("max-age=0", gone.lower())

        for role, body in (("agent", {"role": "agent", "token": "x"}), ("admin", {"role": "admin", "token": token})):
            start = time.monotonic()
            refused = ask(daemon, "POST", "/api/session", body)
            self.assertEqual((refused.status, refused.json["code"], refused.cookies), (401, "unauthorized", []), role)
            self.assertGreater(time.monotonic() - start, 0.2, "a failed try is answered late")
        for body in ({"role": "customer", "token": "x"}, {"role": "agent"}, [], "{", {"role": 1, "token": 2}):
            self.assertEqual(ask(daemon, "POST", "/api/session", body).status, 400, body)
        form = ask(daemon, "POST", "/api/session", json.dumps({"role": "agent", "token": token}), {"Content-Type": "text/plain"})
        self.assertEqual(form.status, 400)

        name = next(line.split()[0] for line in daemon.admin("tokens").stdout.splitlines() if "wang" in line)
        daemon.admin("revoke", name)
        with self.assertRaises((EOFError, http.client.IncompleteRead)):
            for _ in range(20):
                events.event()
        self.assertEqual(ask(daemon, "GET", "/api/session", headers=own).json, {"roles": []})

    def test_other_sites(self):
        daemon = self.daemon()
        token = daemon.token("agent", "wang")
        host = f"127.0.0.1:{daemon.http}"
        hello = [{"type": "hello"}]
        for headers, status in (
            ({}, 200),
            ({"Origin": f"http://{host}"}, 200),
            ({"Origin": f"https://{host}"}, 200),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": f"http://{host}.evil.example"}, 403),
            ({"Origin": "https://shop.example", "X-Forwarded-Host": "shop.example"}, 200),
            ({"Sec-Fetch-Site": "cross-site", "Origin": f"http://{host}"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"}, 200),
            ({"Sec-Fetch-Site": "none"}, 200),
        ):
            self.assertEqual(ask(daemon, "POST", "/api/frames", hello, headers).status, status, headers)
            self.assertEqual(self.log_in(daemon, "agent", token, **headers).status, status, headers)
            self.assertEqual(ask(daemon, "DELETE", "/api/session", headers=headers).status, status, headers)
        events = ask(daemon, "GET", "/api/events", headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual((events.status, events.json["code"]), (403, "forbidden"))
        page = ask(daemon, "GET", "/chat", headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(page.status, 200, "a link to a page is no harm")
        for answer in (page, ask(daemon, "POST", "/api/frames", hello)):
            self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_headers_and_pages(self):
        daemon = self.daemon()
        for path in ASSETS + ["/api/openapi.json", "/api/session", "/health", "/nothing"]:
            answer = ask(daemon, "GET", path)
            self.assertEqual(answer.status, 404 if path == "/nothing" else 200, path)
            if path == "/nothing":
                continue
            policy = dict(
                part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
            self.assertEqual(policy["default-src"], "'none'", path)
            self.assertEqual(policy["script-src"], "'self'", path)
            self.assertEqual(policy["connect-src"], "'self'", path)
            self.assertNotIn("unsafe", answer.headers["content-security-policy"], path)
            self.assertEqual(policy.get("frame-ancestors"), None if path == "/chat" else "'none'", path)
            self.assertEqual(answer.headers["x-content-type-options"], "nosniff", path)
            self.assertEqual(answer.headers["referrer-policy"], "no-referrer", path)
            if path in ("/chat", "/desk"):
                text = answer.body.decode()
                self.assertEqual(re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", text), [], path)
                self.assertEqual(re.findall(r"(?:src|href)=\"(?!/)", text), [], path)
            if path.endswith(".js"):
                for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
                    self.assertNotIn(word, answer.body.decode(), path)
        root = ask(daemon, "GET", "/")
        self.assertEqual((root.status, root.headers["location"]), (302, "/chat"))

    # MARK: 6

    def test_rasa(self):
        daemon = self.daemon({"rasa": "open"})
        webhook = "/webhooks/rest/webhook"
        answer = ask(daemon, "POST", webhook, {"sender": "客人7", "message": "包邮吗"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json, [{"recipient_id": "客人7", "text": "全场包邮。"}])
        self.assertEqual(ask(daemon, "POST", webhook, {"message": "包邮吗"}).json[0]["recipient_id"], "default")
        # A sender has one conversation, and requests at once are each told of their own answer.
        answers = {}
        texts = {"包邮吗": "全场包邮。", "能开发票吗": "可以开电子发票。", "退款多久到账": "退款一般三天到账。"}
        threads = [
            threading.Thread(target=lambda text=text: answers.update({
                text: [each["text"] for each in ask(daemon, "POST", webhook, {"sender": "u", "message": text}).json]}))
            for text in texts
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, {text: [answer] for text, answer in texts.items()})
        self.assertEqual(len({line["conversation"] for line in daemon.export()}), 3)
        (handed,) = ask(daemon, "POST", webhook, {"sender": "v", "message": "转人工"}).json[:1]
        self.assertEqual(sorted(handed), ["recipient_id", "text"])

        parsed = ask(daemon, "POST", "/model/parse", {"text": "包邮吗", "message_id": "7"}).json
        self.assertEqual(
            sorted(parsed),
            ["decision", "entities", "explanation", "intent", "intent_ranking", "message_id", "stage", "text", "text_tokens"])
        self.assertEqual((parsed["text"], parsed["message_id"], parsed["decision"]), ("包邮吗", "7", "answer"))
        self.assertEqual(sorted(parsed["intent"]), ["confidence", "name"])
        self.assertEqual(parsed["intent"]["name"], "ship.free")
        self.assertEqual(parsed["intent_ranking"][0], parsed["intent"])
        self.assertLessEqual(parsed["intent"]["confidence"], 1)
        self.assertEqual("".join("包邮吗"[start:end] for start, end in parsed["text_tokens"]), "包邮吗")
        phone = ask(daemon, "POST", "/model/parse", {"text": "😀我的电话是13812345678"}).json
        (entity,) = [each for each in phone["entities"] if each["value"] == "13812345678"]
        self.assertEqual((entity["start"], entity["end"]), (6, 17), "characters, as Rasa counts them")
        self.assertEqual(sorted(entity), ["confidence", "end", "entity", "extractor", "start", "value"])
        unknown = ask(daemon, "POST", "/model/parse", {"text": "zzzz"}).json
        self.assertEqual((unknown["intent"]["name"], unknown["decision"]), ("nlu_fallback", "fallback"))

        for path, body in ((webhook, {"sender": "u"}), (webhook, "{"), (webhook, {"message": 7}), ("/model/parse", {})):
            failure = ask(daemon, "POST", path, body)
            self.assertEqual(failure.status, 400, (path, body))
            self.assertEqual(sorted(failure.json), ["code", "message", "reason", "status", "version"])
            self.assertEqual((failure.json["status"], failure.json["code"]), ("failure", 400))

    def test_rasa_with_a_token(self):
        daemon = self.daemon({"rasa": "token"})
        token = daemon.token("trainer", "rasa")
        body = {"sender": "u", "message": "包邮吗"}
        refused = ask(daemon, "POST", "/webhooks/rest/webhook", body)
        self.assertEqual((refused.status, refused.json["status"]), (401, "failure"))
        for path, headers in ((f"?token={token}", {}), ("", {"Authorization": f"Bearer {token}"})):
            self.assertEqual(ask(daemon, "POST", "/webhooks/rest/webhook" + path, body, headers).status, 200)
        daemon.stop()
        daemon.settings["rasa"] = "off"
        daemon.start()
        self.assertEqual(ask(daemon, "POST", "/webhooks/rest/webhook", body).status, 404)
        self.assertEqual(ask(daemon, "POST", "/model/parse", {"text": "x"}).status, 404)

    # MARK: 7

    def test_chatwoot(self):
        calls = []

        class Chatwoot(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                calls.append((self.path, self.headers["api_access_token"], body))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chatwoot)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        daemon = self.daemon({
            "chatwoot.url": f"http://127.0.0.1:{server.server_port}", "chatwoot.accessToken": "bot-token",
            "chatwoot.webhookToken": "hook"})

        def event(number, text, status="pending", kind="incoming", token="hook", name="message_created"):
            return ask(daemon, "POST", f"/webhooks/chatwoot?token={token}", {
                "event": name, "id": number, "content": text, "message_type": kind,
                "account": {"id": 3, "name": "shop"}, "conversation": {"id": 5, "status": status, "inbox_id": 1},
                "sender": {"id": 9, "name": "客人"}})

        place = "/api/v1/accounts/3/conversations/5"
        self.assertEqual((event(1, "包邮吗").status, event(1, "包邮吗").status), (200, 200))
        wait_until(lambda: calls)
        time.sleep(0.5)
        said = (f"{place}/messages", "bot-token", {"content": "全场包邮。", "message_type": "outgoing"})
        self.assertEqual(calls, [said], "once, though the event came twice")

        # Nothing for what is not a customer's message to the bot.
        calls.clear()
        for options in ({"status": "open"}, {"kind": "outgoing"}, {"name": "conversation_updated"}):
            self.assertEqual(event(2, "包邮吗", **options).status, 200)
        self.assertEqual(event(3, "包邮吗", token="wrong").status, 401)
        self.assertEqual(ask(daemon, "POST", "/webhooks/chatwoot?token=hook", "[]").status, 400)
        time.sleep(0.3)
        self.assertEqual(calls, [])

        event(4, "转人工")
        wait_until(lambda: any(path.endswith("toggle_status") for path, _, _ in calls))
        self.assertEqual(calls[-1], (f"{place}/toggle_status", "bot-token", {"status": "open"}))
        self.assertEqual(calls[0][2]["content"], "好的，马上请同事来。")
        # Given back, the bot answers again.
        calls.clear()
        event(5, "能开发票吗")
        wait_until(lambda: [body.get("content") for _, _, body in calls] == ["可以开电子发票。"])

        server.shutdown()
        server.server_close()
        self.assertEqual(event(6, "包邮吗").status, 200)
        wait_until(lambda: "chatwoot does not take an answer" in daemon.text())
        self.assertNotIn("包邮", daemon.text())

    # MARK: 8, 9

    def test_monitoring(self):
        daemon = self.daemon()
        self.assertEqual([ask(daemon, "GET", path).body for path in ("/health", "/ready")], [b"ok\n", b"ready\n"])
        stream = self.events(daemon)
        stream.until("welcome")
        stream.post({"type": "message", "id": "m", "text": "包邮吗"})
        stream.until("reply")
        metrics = ask(daemon, "GET", "/metrics")
        self.assertTrue(metrics.headers["content-type"].startswith("text/plain; version=0.0.4"))
        text = metrics.body.decode()
        self.assertRegex(text, r"(?m)^kefu_connections 1(\.0)?$")
        self.assertRegex(text, r'(?m)^kefu_turns_total\{decision="answer",stage="keyword"\} 1$')
        for line in text.splitlines():
            self.assertRegex(line, r"^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? [-+0-9.e]+)$")
        stream.close()
        wait_until(lambda: "\nkefu_connections 0" in ask(daemon, "GET", "/metrics").body.decode())

    def test_limits(self):
        daemon = self.daemon({"limits.connectionsPerAddress": "3", "limits.burst": "5", "limits.messagesPerSecond": "1"})
        streams = [self.events(daemon) for _ in range(3)]
        refused = ask(daemon, "GET", "/api/events")
        self.assertEqual((refused.status, refused.json["code"], refused.json["retry"]), (429, "too_many_connections", True))
        streams.pop().close()
        wait_until(lambda: ask(daemon, "POST", "/api/frames", [{"type": "hello"}]).status == 200)

        stream = streams[0]
        stream.until("welcome")
        stream.post(*({"type": "message", "id": f"m{i}", "text": "包邮吗"} for i in range(12)))
        codes = []
        while len(codes) < 7:
            frame = stream.event()[2]
            if frame.get("type") == "error":
                codes.append(frame["code"])
        self.assertEqual(set(codes), {"rate_limited"})

        own = {"Kefu-Session": stream.session}
        for body, status, code in (
            ([{"type": "ping"}] * 101, 400, "bad_frame"), ([], 400, "bad_frame"), ("7", 400, "bad_frame"),
            ("{", 400, "bad_json"), (b'{"type":"\xff"}', 400, "bad_utf8"),
            ("[" * 100_000, 400, "bad_json"), (b" " * (1 << 20) + b"{}", 413, "line_too_long"),
        ):
            answer = ask(daemon, "POST", "/api/frames", body, own)
            self.assertEqual((answer.status, answer.json["code"]), (status, code), body[:20])
        long = ask(daemon, "POST", "/api/frames", {"type": "message", "id": "l", "text": "长" * 8001}, own)
        self.assertEqual([error["code"] for error in long.json["errors"]], ["text_too_long"])
        self.assertEqual(ask(daemon, "POST", "/api/frames", "{}", {"Content-Type": "text/plain"}).status, 400)
        self.assertEqual(ask(daemon, "PUT", "/api/frames", "{}").status, 404)
        # A request that never ends, and one that is none, are nobody else's harm.
        half = socket.create_connection(("127.0.0.1", daemon.http))
        self.addCleanup(half.close)
        half.sendall(b"POST /api/frames HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n[")
        junk = socket.create_connection(("127.0.0.1", daemon.http))
        self.addCleanup(junk.close)
        junk.sendall(b"\x16\x03\x01 nonsense\r\n\r\n" * 10)
        self.assertEqual(ask(daemon, "GET", "/health").status, 200)

    # MARK: 10

    def test_what_the_desk_looks_up(self):
        daemon = self.daemon({"desk.mode": "assign"})
        (daemon.shop / "canned.yaml").write_text(
            "- {code: hello, text: 您好}\n- {code: pre, text: 优惠, groups: [presale]}\n"
            "- {code: refund, text: '订单 {订单号} 已退', fields: [订单号]}\n")
        daemon.admin("reload")
        bearer = lambda role, subject, *more: {"Authorization": f"Bearer {daemon.token(role, subject, *more)}"}  # noqa: E731
        wang = bearer("agent", "wang", "--group", "aftersale")
        pan = bearer("agent", "pan", "--group", "presale")
        boss = bearer("supervisor", "boss")

        def look(path, headers, role="agent", **query):
            return ask(daemon, "GET", f"/api/desk/{path}?" + urllib.parse.urlencode({"role": role, **query}), headers=headers)

        for path in ("overview", "customer", "transcript"):  # Each refusal is answered later.
            self.assertEqual(look(path, {}).status, 401, path)
        self.assertEqual(look("overview", wang, role="customer").status, 400)
        self.assertEqual(look("overview", wang, role="supervisor").status, 401)
        self.assertEqual([each["code"] for each in look("replies", wang).json["replies"]], ["hello", "refund"])
        self.assertEqual(look("replies", pan).json["replies"][1]["code"], "pre")
        self.assertEqual(look("replies", wang).json["replies"][1], {"code": "refund", "text": "订单 {订单号} 已退", "fields": ["订单号"]})
        found = look("search", wang, q="包邮吗").json["entries"]
        self.assertEqual((found[0]["entry"], found[0]["answer"]), ("ship.free", "全场包邮。"))
        self.assertIn("invoice.how", [each["entry"] for each in look("search", wang, q="invoice").json["entries"]])
        self.assertEqual(look("search", wang, q="").status, 400)
        self.assertEqual(look("search", wang, q="长" * 201).status, 400)
        self.assertIn("ship.free", look("explain", wang, q="包邮吗").json["explanation"]["label"])

        shop = daemon.token("customer", "u1", "--attribute", "level=gold", "--attribute", "vip=true")
        old = daemon.customer(token=shop)
        old.ask("message", id="m", text="包邮吗")
        other = daemon.customer()
        other.ask("message", id="m", text="能开发票吗")
        present = self.events(daemon, wang, role="agent")
        present.until("welcome")
        present.post({"type": "presence", "id": "p", "state": "available"})
        present.until("ack", id="p")
        new = daemon.customer(token=shop)
        new.ask("message", id="m", text="退款多久到账")
        new.send("human", id="h")
        new.until("state", state="assigned")

        card = look("customer", wang, conversation=new.conversation).json
        self.assertEqual((card["customer"], card["isVIP"], card["attributes"]["level"]), ("u1", True, "gold"))
        self.assertEqual([each["id"] for each in card["conversations"]], [old.conversation])
        self.assertIn("assigned", [each["kind"] for each in card["actions"]])
        frames = look("transcript", wang, conversation=new.conversation, of=old.conversation).json["frames"]
        self.assertEqual([frame["text"] for frame in frames], ["包邮吗", "全场包邮。"])
        self.assertEqual(look("transcript", wang, conversation=new.conversation, of=other.conversation).status, 404)
        self.assertEqual(look("customer", wang, conversation=other.conversation).status, 403, "the bot's are no agent's")
        self.assertEqual(look("customer", pan, conversation=new.conversation).status, 403, "another group's")
        self.assertEqual(look("customer", boss, role="supervisor", conversation=other.conversation).status, 200)

        everything = look("overview", boss, role="supervisor").json
        self.assertEqual(
            {line["id"]: line["state"] for line in everything["conversations"]},
            {old.conversation: "bot", other.conversation: "bot", new.conversation: "assigned"})
        self.assertEqual([(each["id"], each["load"]) for each in everything["agents"]], [("wang", 1)])
        own = look("overview", wang).json
        self.assertEqual([line["id"] for line in own["conversations"]], [new.conversation])
        self.assertEqual(own["conversations"][0]["text"], "退款多久到账")
        self.assertEqual(look("overview", pan).json["conversations"], [])


if __name__ == "__main__":
    unittest.main()
