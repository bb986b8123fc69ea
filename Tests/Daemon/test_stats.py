"""The figures of /api/stats after conversations that were really held.

Properties:
 1. A course of question, handoff, service, rating and return gives exactly the figures it should, and
    the outcomes add up to the conversations.
 2. A group has its own conversations, a bucket those that began in it, and another period none.
 3. CSV and XLSX have the same figures, in three languages; what a customer typed is no formula.
 4. Only supervisors and administrators are let in, by a bearer or a cookie.
 5. What is no day, bucket, group or language, or too much, is refused with a sentence that names it.
 6. A large log is added up while customers are answered, in little memory.
 7. The pages are served with the strict policy, and without anything inline or foreign.
"""

import csv
import datetime
import io
import re
import sqlite3
import threading
import time
import unittest
import zipfile
from xml.etree import ElementTree

from office import ask
from support import DaemonCase, ROOT

FORMULA = "=HYPERLINK(1)"


def figure(stats, name):
    return next(each for each in stats["figures"] if each["id"] == name)


class Course(DaemonCase):
    def test_figures(self):  # 1–3
        daemon = self.daemon(start=False)
        self.boss = daemon.token("supervisor", "boss")
        wang = daemon.token("agent", "wang", "--name", "小王")
        daemon.start()
        before = datetime.datetime.now().astimezone().date()
        agent = daemon.client()
        agent.hello(role="agent", token=wang)

        # Answered; not answered; asked for a person while nobody is there.
        one = daemon.customer()
        one.ask("message", id="1", text="退款多久到账")
        one.until("reply")
        for _ in range(2):
            two = daemon.customer()
            two.ask("message", id="1", text=FORMULA)
            two.until("reply", decision="fallback")
        three = daemon.customer()
        three.ask("message", id="1", text="包邮吗")
        three.ask("human", id="h")
        three.until("state", state="offline")

        # Served, rated, and back again.
        agent.ask("presence", id="p", state="available", capacity=5)
        four = daemon.customer()
        four.ask("message", id="1", text="退款多久到账")
        four.ask("message", id="2", text="转人工")
        four.until("state", state="assigned")
        agent.ask("message", id="a1", conversation=four.conversation, text="您好")
        four.until("message")
        time.sleep(1.1)
        agent.ask("resolve", id="r", conversation=four.conversation)
        four.until("state", state="resolved")
        four.ask("rate", id="s", score=4)
        four.ask("message", id="3", text="能开发票吗")
        four.until("reply", entry="invoice.how")

        answer = ask(daemon, "/api/stats", self.boss)
        self.assertEqual(answer.status, 200, answer.body)
        stats = answer.json
        counts = {each["id"]: each["count"] for each in stats["figures"]}
        self.assertEqual(
            {name: counts[name] for name in (
                "conversations", "byBot", "byPerson", "notReached", "unanswered", "nothingAsked", "handedOver",
                "resolved", "reopened", "satisfaction", "satisfied", "messages")},
            {
                "conversations": 6, "byBot": 2, "byPerson": 1, "notReached": 1, "unanswered": 2, "nothingAsked": 0,
                "handedOver": 2, "resolved": 1, "reopened": 1, "satisfaction": 1, "satisfied": 1, "messages": 7,
            })
        outcomes = [each for each in stats["figures"] if each["isOutcome"]]
        self.assertAlmostEqual(sum(each["value"] for each in outcomes), 1)
        self.assertEqual(figure(stats, "satisfaction")["value"], 4)
        self.assertLess(figure(stats, "firstResponse")["value"], 10)
        self.assertGreaterEqual(figure(stats, "handling")["value"], 1)
        self.assertEqual([(each["id"], each["count"]) for each in stats["reasons"]], [("askedForPerson", 2)])
        self.assertEqual(stats["questions"][0], {"entry": "refund.time", "question": "退款多久到账", "count": 2})
        self.assertEqual(stats["unanswered"], [{"text": FORMULA, "count": 2}])
        self.assertEqual(
            # Who waited while nobody was there was given to the agent, too.
            [(each["name"], each["conversations"], each["messages"], each["resolved"], each["satisfaction"])
             for each in stats["agents"]], [("小王", 2, 1, 1, 4)])
        for each in stats["figures"]:
            for language in ("zh-Hans", "zh-Hant", "en"):
                self.assertTrue(each["name"][language] and each["definition"][language])

        self.check_parts(daemon, before)
        self.check_tables(daemon)

    def check_parts(self, daemon, before):  # 2
        def conversations(query):
            answer = ask(daemon, f"/api/stats?{query}", self.boss)
            self.assertEqual(answer.status, 200, answer.body)
            return figure(answer.json, "conversations")["count"], answer.json

        # Answers about refunds are the after-sales group's, as is what it was asked to take over.
        aftersale, _ = conversations("group=aftersale")
        presale, _ = conversations("group=presale")
        none, _ = conversations("group=-")
        self.assertEqual(aftersale + presale + none, 6)
        self.assertGreaterEqual(aftersale, 1)
        self.assertEqual(conversations("from=2001-01-01&to=2001-01-31")[0], 0)
        for bucket, least in (("hour", 24), ("day", 1), ("week", 1)):
            total, stats = conversations(f"from={before}&to={before + datetime.timedelta(1)}&bucket={bucket}")
            self.assertEqual(total, 6)
            self.assertGreaterEqual(len(stats["series"]), least)
            self.assertEqual(sum(each["figures"]["conversations"] for each in stats["series"]), 6)

    def check_tables(self, daemon):  # 3
        answer = ask(daemon, "/api/stats.csv?lang=en", self.boss)
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/csv; charset=utf-8"))
        self.assertRegex(answer.headers["Content-Disposition"], r'attachment; filename="kefu-[-0-9]+\.csv"')
        text = answer.body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        self.assertIn(["Conversations", "6", "6", "", "number"], [row[:5] for row in rows])
        self.assertIn(["Answered by the bot", "0.333333", "2", "6", "share"], [row[:5] for row in rows])
        self.assertIn(["'" + FORMULA, "2"], rows)
        for language, name in (("zh-Hans", "会话数"), ("zh-Hant", "對話數"), ("en", "Conversations")):
            answer = ask(daemon, f"/api/stats.xlsx?lang={language}", self.boss)
            self.assertIn("spreadsheetml", answer.headers["Content-Type"])
            with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
                self.assertIsNone(book.testzip())
                for part in book.namelist():
                    ElementTree.fromstring(book.read(part))
                main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
                texts = [
                    "".join(each.itertext())
                    for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{main}si")]
                sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
                cells = {each.get("r"): each for each in sheet.iter(f"{main}c")}
                self.assertEqual(texts[int(cells["A2"].findtext(f"{main}v"))], name)
                self.assertEqual(cells["B2"].findtext(f"{main}v"), "6")
                self.assertIsNone(cells["B2"].get("t"), "a number")
                self.assertIn(FORMULA, texts)
                self.assertEqual(len([n for n in book.namelist() if "worksheets/" in n]), 6)
                self.assertFalse(any(b"<f>" in book.read(n) for n in book.namelist()))


class Doors(DaemonCase):
    PATHS = ("/api/stats", "/api/stats.csv", "/api/stats.xlsx")

    def test_roles(self):  # 4
        daemon = self.daemon(start=False)
        tokens = {role: daemon.token(role, f"s-{role}") for role in ("agent", "supervisor", "trainer", "admin")}
        daemon.start()
        for path in self.PATHS:
            for role, status in (("agent", 403), ("trainer", 403), ("supervisor", 200), ("admin", 200)):
                answer = ask(daemon, path, tokens[role])
                self.assertEqual(answer.status, status, (path, role))
                if status != 200:
                    self.assertEqual(answer.json["code"], "forbidden")
            start = time.monotonic()
            answer = ask(daemon, path)
            self.assertEqual((answer.status, answer.json["code"]), (401, "unauthorized"))
            self.assertLess(time.monotonic() - start, 0.2, "who shows nothing tries nothing")
        self.assertEqual(ask(daemon, "/api/stats", "nonsense").status, 401)

        answer = ask(daemon, "/api/session", body={"role": "supervisor", "token": tokens["supervisor"]})
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.assertIn("HttpOnly", answer.headers["Set-Cookie"])
        self.assertIn("SameSite=Strict", answer.headers["Set-Cookie"])
        self.assertEqual(ask(daemon, "/api/stats", cookie=cookie).status, 200)
        self.assertEqual(ask(daemon, "/api/stats", cookie="kefu_supervisor=x").status, 401)

    def test_parameters(self):  # 5
        daemon = self.daemon(start=False)
        boss = daemon.token("supervisor", "boss")
        daemon.start()
        table = [
            ("from=2026-02-30&to=2026-03-01", '"from"'), ("to=tomorrow", '"to"'), ("from=", '"from"'),
            ("from=2026-03-02&to=2026-03-01", "after"), ("bucket=minute", "hour, day, week"),
            ("from=2020-01-01&to=2026-03-01", "buckets"), ("from=0001-01-01&to=9999-12-31&bucket=hour", "buckets"),
            ("group=%3Cscript%3E", "presale, aftersale, -"), ("lang=fr", "zh-Hans"), ("from=%00&to=%ff", "must be a day"),
        ]
        for query, words in table:
            for path in self.PATHS:
                answer = ask(daemon, f"{path}?{query}", boss)
                self.assertEqual((answer.status, answer.json["code"]), (400, "bad_frame"), query)
                self.assertIn(words, answer.json["message"])
                self.assertNotIn("<script>", answer.json["message"])
        self.assertEqual(ask(daemon, "/api/stats?unknown=1&group=", boss).status, 200)


class LargeLog(DaemonCase):
    CONVERSATIONS = 2_000

    def fill(self, daemon):
        now = int(time.time() * 1000)
        with sqlite3.connect(daemon.store) as store:
            for number in range(1, self.CONVERSATIONS + 1):
                at = now - number * 1000
                store.execute(
                    "INSERT INTO conversations (number, id, began, changed, seq, owner, closed)"
                    " VALUES (?, ?, ?, ?, 4, 'bot', 0)", (number, f"c{number}", at, at))
                for seq in (1, 3):
                    store.execute(
                        "INSERT INTO events (conversation, seq, at, kind, speaker, sender, text)"
                        " VALUES (?, ?, ?, 'message', 'customer', 'customer', ?)", (number, seq, at, f"问{number}-{seq}"))
                    store.execute(
                        "INSERT INTO events (conversation, seq, at, kind, speaker, text, particulars)"
                        " VALUES (?, ?, ?, 'reply', 'bot', '…', ?)",
                        (number, seq + 1, at, '{"decision":"fallback","confidence":0.1,"stage":"weighted"}'))
        store.close()

    def test_large_log(self):  # 6
        daemon = self.daemon(start=False)
        boss = daemon.token("supervisor", "boss")
        self.fill(daemon)
        daemon.start()
        memory = daemon.memory()
        slowest = []
        done = threading.Event()

        def chat():
            customer = daemon.customer()
            number = 0
            while not done.is_set():
                number += 1
                start = time.monotonic()
                customer.ask("message", id=f"m{number}", text="包邮吗")
                customer.until("reply")
                slowest.append(time.monotonic() - start)
                time.sleep(0.25)  # Within the limit of messages a second.

        thread = threading.Thread(target=chat)
        thread.start()
        try:
            answer = ask(daemon, "/api/stats?bucket=hour", boss)
        finally:
            done.set()
            thread.join()
        self.assertEqual(answer.status, 200, answer.body)
        self.assertGreaterEqual(figure(answer.json, "conversations")["count"], self.CONVERSATIONS)
        self.assertEqual(len(answer.json["unanswered"]), 20)
        self.assertTrue(slowest)
        self.assertLess(max(slowest), 2.0, "customers are answered meanwhile")
        self.assertLess(daemon.memory() - memory, 64 << 20)


class Pages(DaemonCase):
    def test_pages(self):  # 7
        daemon = self.daemon()
        for path in ("/stats", "/knowledge"):
            answer = ask(daemon, path)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/html; charset=utf-8"))
            policy = answer.headers["Content-Security-Policy"]
            for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
                self.assertIn(part, policy)
            page = answer.body.decode()
            self.assertNotRegex(page, r"\son\w+=|\sstyle=|<script(?![^>]*\ssrc=)|https?://")
            for address in re.findall(r'(?:src|href)="(/[^"#]+)"', page):
                self.assertEqual(ask(daemon, address).status, 200, address)
        for name in ("/stats.js", "/charts.js", "/knowledge.js", "/knowledge-change.js", "/knowledge-words.js", "/office.js"):
            script = ask(daemon, name).body.decode()
            self.assertEqual(script, (ROOT / f"Sources/KefuServer/Web{name}").read_text())
            self.assertNotRegex(script, r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function")


if __name__ == "__main__":
    unittest.main()
