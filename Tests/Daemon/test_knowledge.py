"""Searching, trying and changing a knowledge base over /api/knowledge.

Properties:
 1. Entries are found by id, topic and text, the best first, page by page.
 2. A message is tried with its decision and its explanation.
 3. What customers asked in vain is listed in groups; what was decided on no more.
 4. A change is shown first, and exactly that is written: comments and order stay, and the bot answers
    otherwise at once.
 5. Where files have changed since, nothing is written (409); where the folder cannot be written, nothing
    is either, and the answer says so.
 6. What is wrong with a decision is said, and nothing is written: unknown or taken ids, texts of other
    entries, broken values.
 7. Whatever is typed comes back as it was: in answers, in the files, and to customers.
 8. Only trainers and administrators are let in, and only with JSON.
"""

import unittest
from urllib.parse import quote

from office import ask
from support import DaemonCase

COMMENTED = """# 售后
- id: refund.time
  question: 退款多久到账
  variants:
    # 常见说法
    - 退款什么时候到
    - 钱几天能退回来  # 口语
  answers: [退款一般三天到账。]
  group: aftersale

# 其余
- id: ship.free
  question: 包邮吗
  answers: [全场包邮。]
- id: ship.time
  question: 多久发货
  variants: [什么时候发货]
  answers: [{text: 48 小时内发货。, when: {channel: tmall}}, 三天内发货。]
"""


class Knowledge(DaemonCase):
    def setUp(self):
        super().setUp()
        self.shop_daemon = self.daemon(start=False)
        self.entries = self.shop_daemon.shop / "entries/all.yaml"
        self.entries.write_text(COMMENTED)
        (self.shop_daemon.shop / "flows.yaml").unlink()
        self.decisions = self.shop_daemon.shop / "mine.decisions.yaml"
        self.trainer = self.shop_daemon.token("trainer", "xu")
        self.tokens = {
            role: self.shop_daemon.token(role, f"s-{role}") for role in ("agent", "supervisor", "trainer", "admin")}
        self.shop_daemon.start()

    def ask(self, path, body=None, status=200):
        answer = ask(self.shop_daemon, f"/api/knowledge/{path}", self.trainer, body)
        self.assertEqual(answer.status, status, answer.body.decode())
        return answer.json

    def found(self, query, more=""):
        return [each["id"] for each in self.ask(f"entries?query={query}{more}")["entries"]]

    def change(self, **decision):
        """Shows a change and writes it."""
        plan = self.ask("plan", decision)
        return self.ask("apply", {**decision, "base": plan["base"]})

    def say(self, text):
        customer = self.shop_daemon.customer()
        customer.ask("message", id="1", text=text)
        return customer.until("reply")

    def test_search(self):  # 1
        self.assertEqual(self.found(""), ["refund.time", "ship.free", "ship.time"])
        self.assertEqual(self.found("SHIP"), ["ship.free", "ship.time"])
        self.assertEqual(self.found("ship.time"), ["ship.time"])
        self.assertEqual(self.found(quote("退款什麼時候")), ["refund.time"], "traditional characters, a variant")
        self.assertEqual(self.found(quote("发货")), ["ship.time"])
        self.assertEqual(self.found(quote("时 ship")), ["ship.time"], "every word")
        self.assertEqual(self.found(quote("包邮")), ["ship.free"])
        self.assertEqual(self.found(quote("<b>")), [])
        self.assertEqual(self.found("", "&limit=1&offset=1"), ["ship.free"])
        entry = self.ask("entries?query=ship.time")["entries"][0]
        self.assertEqual(entry["variants"], ["什么时候发货"])
        self.assertEqual(entry["answers"][0], {"text": "48 小时内发货。", "when": ["channel = tmall"]})
        self.assertEqual((entry["file"], entry["line"]), ("entries/all.yaml", 15))
        for query in ("limit=0", "limit=1000", "offset=-1", "offset=x"):
            self.ask(f"entries?{query}", status=400)

    def test_try(self):  # 2
        answer = self.ask("try", {"text": "退宽多久到账"})
        self.assertEqual((answer["decision"], answer["entry"], answer["stage"]), ("answer", "refund.time", "fuzzy"))
        self.assertTrue(answer["explanation"]["label"].startswith("answer refund.time"))
        self.assertGreater(len(answer["explanation"]["children"]), 4)
        answer = self.ask("try", {"text": "<img src=x onerror=alert(1)>"})
        self.assertEqual(answer["decision"], "fallback")
        for body in ({}, {"text": ""}, {"text": 1}, {"text": "x" * 8001}, [], "{", b"\xff"):
            self.ask("try", body, 400)

    def test_unknown(self):  # 3
        self.assertEqual(self.ask("unknown")["found"]["clusters"], [])
        for _ in range(3):
            self.say("礼盒什么时候补货")
            self.say("礼盒什么时候补货，我打13800138000")
        self.say("今天天气怎么样")
        answer = self.ask("unknown?minimum=2")
        clusters = answer["found"]["clusters"]
        self.assertEqual((answer["total"], answer["isPartial"]), (1, False))
        self.assertEqual(clusters[0]["messages"], 6)
        self.assertIn("礼盒什么时候补货，我打[phone]", [each["text"] for each in clusters[0]["phrases"]])
        self.assertEqual(len(self.ask("unknown?minimum=1")["found"]["clusters"]), 2)
        self.change(decision="ignore", messages=["今天天气怎么样"])
        self.change(
            decision="entry", id="gift.restock", question="礼盒什么时候补货", answer="下周补货。",
            messages=["礼盒什么时候补货，我打[phone]"])
        answer = self.ask("unknown?minimum=1")
        self.assertEqual(answer["found"]["clusters"], [])
        self.assertEqual(answer["found"]["counts"]["ignored"], 1)
        self.assertNotIn("[phone]", (self.shop_daemon.shop / "entries/gift.yaml").read_text())
        for query in ("days=0", "days=1e3", "minimum=0", "limit=9999"):
            self.ask(f"unknown?{query}", status=400)

    def test_variant(self):  # 4
        self.assertEqual(self.say("钱啥时回卡里")["decision"], "fallback")
        decision = {"decision": "variant", "entry": "refund.time", "messages": ["钱啥时回卡里", " 退款什么时候到 "]}
        plan = self.ask("plan", decision)
        self.assertEqual(self.entries.read_text(), COMMENTED, "nothing is written by a plan")
        self.assertFalse(self.decisions.exists())
        self.assertEqual([each["path"] for each in plan["files"]], ["entries/all.yaml", "mine.decisions.yaml"])
        self.assertIn("+    - 钱啥时回卡里", plan["files"][0]["diff"])
        self.assertEqual((plan["files"][0]["added"], plan["files"][0]["removed"]), (1, 0))
        self.assertEqual(plan["notes"], ["the entry has it already"])
        answer = self.ask("apply", {**decision, "base": plan["base"]})
        self.assertTrue(answer["reloaded"])
        wanted = COMMENTED.replace("  # 口语\n", "  # 口语\n    - 钱啥时回卡里\n")
        self.assertEqual(self.entries.read_text(), wanted)
        self.assertIn("variant: refund.time", self.decisions.read_text())
        reply = self.say("钱啥时回卡里")
        self.assertEqual((reply["decision"], reply["entry"], reply["confidence"]), ("answer", "refund.time", 1.0))
        self.assertIn("钱啥时回卡里", self.ask("entries?query=refund.time")["entries"][0]["variants"])
        # The same again changes nothing.
        answer = self.ask("plan", decision, 400)
        self.assertIn("nothing would change", answer["message"])

    def test_entry(self):  # 4
        self.change(
            decision="entry", id="ship.abroad", question="能寄到国外吗", answer="目前只寄国内。\n港澳台请联系客服。",
            group="presale", messages=["海外可以寄吗", "能寄到国外吗"])
        text = self.entries.read_text()
        self.assertTrue(text.startswith(COMMENTED), "it stands at the end of the family's file")
        self.assertEqual(self.say("海外可以寄吗")["text"], "目前只寄国内。\n港澳台请联系客服。")
        entry = self.ask("entries?query=ship.abroad")["entries"][0]
        self.assertEqual((entry["group"], entry["variants"]), ("presale", ["海外可以寄吗"]))

    def test_conflict(self):  # 5
        decision = {"decision": "variant", "entry": "refund.time", "messages": ["钱啥时回卡里"]}
        plan = self.ask("plan", decision)
        changed = COMMENTED.replace("全场包邮", "满 59 包邮")
        self.entries.write_text(changed)
        answer = self.ask("apply", {**decision, "base": plan["base"]}, 409)
        self.assertIn("changed since", answer["message"])
        self.assertEqual(self.entries.read_text(), changed)
        self.assertFalse(self.decisions.exists())
        # Neither another decision under the name of one that was shown.
        base = self.ask("plan", decision)["base"]
        other = {**decision, "messages": ["别的话"], "base": base}
        self.ask("apply", other, 409)
        self.ask("apply", {**decision, "base": ""}, 400)
        self.ask("apply", decision, 400)
        self.ask("apply", {**decision, "base": base})
        self.assertIn("满 59 包邮", self.entries.read_text())
        self.assertEqual(self.say("包邮吗")["text"], "满 59 包邮。")

    def test_read_only(self):  # 5
        decision = {"decision": "variant", "entry": "ship.free", "messages": ["要运费不"]}
        base = self.ask("plan", decision)["base"]
        # A folder stands where the new file is to be written first: that keeps out root, too.
        obstacle = self.decisions.with_name(f".mine.decisions.yaml.{self.shop_daemon.process.pid}")
        obstacle.mkdir()
        answer = self.ask("apply", {**decision, "base": base}, 403)
        self.assertIn("mine.decisions.yaml cannot be written", answer["message"])
        self.assertIn("right to write", answer["message"])
        self.assertEqual(self.entries.read_text(), COMMENTED, "all files or none")
        self.assertFalse(self.decisions.exists())
        # What is there and is no file is named.
        self.decisions.mkdir()
        self.assertIn("mine.decisions.yaml", self.ask("apply", {**decision, "base": base}, 400)["message"])
        self.decisions.rmdir()
        self.ask("apply", {**decision, "base": base})

    def test_refusals(self):  # 6
        new = {"decision": "entry", "id": "x.y", "question": "新问题", "answer": "好", "messages": []}
        variant = {"decision": "variant", "entry": "refund.time", "messages": ["新说法"]}
        table = [
            ({**variant, "entry": "refund.tim"}, "refund.time"), ({**variant, "messages": ["多久发货"]}, "ship.time"),
            ({**variant, "messages": []}, '"messages"'), ({**variant, "messages": "新说法"}, '"messages"'),
            ({**variant, "messages": [1]}, '"messages"'), ({**variant, "messages": ["x" * 501]}, '"messages"'),
            ({**variant, "messages": ["x"] * 51}, '"messages"'), ({**variant, "decision": "undecided"}, '"decision"'),
            ({**variant, "messages": ["打13800138000", "[phone]"], "entry": ""}, '"entry"'),
            ({**new, "id": "ship.free"}, "ship.free"), ({**new, "id": "../../etc/passwd"}, "id"), ({**new, "id": "a b"}, "id"),
            ({**new, "question": "多久发货"}, "ship.time"), ({**new, "answer": " "}, '"answer"'),
            ({**new, "answer": "{no.such.variable}"}, "no.such.variable"), ({**new, "group": "nobody"}, "nobody"),
            ({"decision": "entry", "messages": []}, '"id"'), ({}, '"decision"'),
        ]
        for body, words in table:
            for path in ("plan", "apply"):
                answer = self.ask(path, {**body, "base": "x"}, 400)
                self.assertEqual(answer["code"], "bad_frame")
                self.assertIn(words, answer["message"], body)
        self.assertEqual(self.entries.read_text(), COMMENTED)
        self.assertFalse(self.decisions.exists())
        self.assertEqual([each.name for each in self.entries.parent.iterdir()], ["all.yaml"])

    def test_hostile_texts(self):  # 7
        texts = [
            "<script>alert(1)</script>吗", "- id: evil", "a: b # c", "\"引号\" '吗'", "{{花}} %TAG &a *b !c | >", "=1+1吗",
            "零\u200b宽\u202e吗", "😀退货吗", "null", "'; DROP TABLE conversations; --",
        ]
        self.change(decision="variant", entry="ship.free", messages=texts)
        entry = self.ask("entries?query=ship.free")["entries"][0]
        self.assertEqual(entry["variants"], texts)
        self.assertEqual(self.say(texts[0])["entry"], "ship.free")
        self.change(decision="ignore", messages=["# 无\t关\n- x: y", "!!python/object"])
        self.change(
            decision="entry", id="evil.one", question="<b>粗</b>怎么弄", answer="<img src=x onerror=alert(1)>\n---\n- id: x\n\ttab",
            messages=[])
        self.assertEqual(self.say("<b>粗</b>怎么弄")["text"], "<img src=x onerror=alert(1)>\n---\n- id: x\n\ttab")
        self.assertEqual(len(self.found("")), 4)
        # All of it can be read again by the next change.
        self.change(decision="variant", entry="ship.free", messages=["最后一句"])

    def test_doors(self):  # 8
        tokens = self.tokens
        posts = {"try": {"text": "包邮吗"}, "plan": {"decision": "ignore", "messages": ["x"]}, "apply": {}}
        for path in ("entries", "unknown", "try", "plan", "apply"):
            body = posts.get(path)
            for role in ("agent", "supervisor"):
                answer = ask(self.shop_daemon, f"/api/knowledge/{path}", tokens[role], body)
                self.assertEqual((answer.status, answer.json["code"]), (403, "forbidden"), path)
            self.assertEqual(ask(self.shop_daemon, f"/api/knowledge/{path}", None, body).status, 401)
            for role in ("trainer", "admin"):
                answer = ask(self.shop_daemon, f"/api/knowledge/{path}", tokens[role], body)
                self.assertEqual(answer.status, 400 if path == "apply" else 200, answer.body)
        # A form of another site can send neither the type nor the cookie.
        answer = ask(self.shop_daemon, "/api/session", body={"role": "trainer", "token": tokens["trainer"]})
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = ask(
                self.shop_daemon, "/api/knowledge/plan", None, '{"decision":"ignore","messages":["x"]}',
                {"Content-Type": kind}, cookie)
            self.assertEqual(answer.status, 400, kind)
        self.assertEqual(ask(self.shop_daemon, "/api/knowledge/plan", None, posts["plan"], None, cookie).status, 200)
        huge = ask(self.shop_daemon, "/api/knowledge/plan", tokens["trainer"], b" " * (300 << 10))
        self.assertEqual(huge.status, 413)


if __name__ == "__main__":
    unittest.main()
