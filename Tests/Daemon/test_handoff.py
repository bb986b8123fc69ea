"""A handoff from the bot to people and back, over raw sockets.

Properties:
 1. A customer who asks for a person waits in a queue, is told the place, and is given to an agent who
    comes, with what was said before.
 2. From the assignment until the bot has the conversation again, no reply of the bot reaches the
    customer; what it would say goes to the agent as a suggestion.
 3. Whispers and notes never reach the customer; a supervisor who watches sees what is said.
 4. A transfer gives the conversation to the other agent, with its history.
 5. An agent whose connection drops loses the conversation after the grace; it goes to the front of the
    queue, before those who came earlier, and to another agent.
 6. After the resolution the customer may rate, and an id that comes twice counts once; the next message
    goes to the bot.
 7. With `desk.mode=offer` an agent has what was offered only after `accept`; `decline` passes it on.
 8. Whoever reconnects with `after` sees each seq once and in order, and so does a second connection of
    the same customer.
 9. An agent sees only conversations of their groups.
"""

import unittest

from support import DaemonCase, wait_until

GROUPS = ("--group", "aftersale")


class Handoff(DaemonCase):
    def staff(self, daemon, role, subject, *groups, **presence):
        client = daemon.client()
        token = daemon.token(role, subject, "--name", subject.upper(), *groups)
        client.hello(role=role, token=token)
        client.staff_token = token
        if role == "agent":
            client.ask("presence", id="p", state="available", **presence)
        return client

    def customer(self, daemon, **hello):
        return daemon.customer(**hello)

    def test_whole_course(self):  # 1–6, 8
        daemon = self.daemon({"desk.disconnectGrace": "0.5"})
        customer = self.customer(daemon)
        conversation = customer.conversation
        customer.ask("message", id="m1", text="退款多久到账")
        customer.until("reply")
        customer.ask("message", id="m1", text="退款多久到账")  # Again: the same answer, no second effect.

        # Wang has as many customers as Wang can have, so that others queue.
        boss = self.staff(daemon, "supervisor", "boss")
        wang = self.staff(daemon, "agent", "wang", capacity=1)
        early = self.customer(daemon)
        early.send("human", id="h0")
        early.until("state", state="assigned")
        customer.send("human", id="h1")
        queued = customer.until("state", state="queued")
        self.assertEqual(queued["position"], 1)
        self.assertGreater(queued["eta"], 0)
        second = self.customer(daemon)
        second.ask("message", id="m1", text="退款多久到账")
        second.send("human", id="h2")
        self.assertEqual(second.until("state", state="queued")["position"], 2)
        self.assertEqual(wang.until("handoff", stage="waiting", conversation=conversation)["reason"], "askedForPerson")

        # Wang is free for the first of them.
        wang.ask("resolve", id="r00", conversation=early.conversation)
        assigned = customer.until("state", state="assigned")
        self.assertEqual(assigned["agent"], "WANG")
        self.assertEqual(second.until("state", state="queued", position=1)["position"], 1)
        wang.until("handoff", stage="assigned", conversation=conversation)
        self.assertEqual(wang.until("message", seq=1)["text"], "退款多久到账")
        self.assertEqual(wang.until("reply", seq=2)["entry"], "refund.time")

        # They talk; the bot whispers suggestions to the agent only.
        boss.ask("watch", id="w", conversation=conversation)
        wang.ask("message", id="a1", conversation=conversation, text="您好，我是小王")
        self.assertEqual(customer.until("message", **{"from": "agent"})["text"], "您好，我是小王")
        customer.ask("message", id="m2", text="能开发票吗")
        self.assertEqual(wang.until("suggestion")["entry"], "invoice.how")
        self.assertEqual(boss.until("message", text="能开发票吗")["from"], "customer")
        boss.ask("whisper", id="s1", conversation=conversation, text="先道歉")
        self.assertEqual(wang.until("note", kind="whisper")["text"], "先道歉")
        wang.ask("note", id="n1", conversation=conversation, text="老顾客")
        wang.ask("canned", id="c1", conversation=conversation, code="hello")
        self.assertEqual(customer.until("message", **{"from": "agent"})["text"], "您好，我是小测试店的客服。")
        wang.ask("hold", id="o1", conversation=conversation)
        customer.until("state", state="hold")
        wang.ask("hold", id="o2", conversation=conversation, off=True)
        customer.until("state", state="assigned")

        # A transfer to Li, who sees what was said.
        li = self.staff(daemon, "agent", "li", *GROUPS, capacity=0)
        li.ask("presence", id="p3", state="available", capacity=1)
        second_taken = second.until("state", state="assigned")
        self.assertEqual(second_taken["agent"], "LI")
        li.ask("resolve", id="r0", conversation=second.conversation)
        wang.ask("transfer", id="t1", conversation=conversation, agent="li", note="要发票")
        li.until("handoff", stage="assigned", conversation=conversation)
        self.assertEqual(li.until("message", text="您好，我是小王")["from"], "agent")
        customer.until("state", state="assigned", agent="LI")
        wang.until("handoff", stage="gone", conversation=conversation)
        wang.send("message", id="a2", conversation=conversation, text="还在吗")
        self.assertEqual(wang.until_error()["code"], "not_yours")
        wang.ask("presence", id="p4", state="away")
        third = self.customer(daemon)
        third.ask("message", id="m1", text="退款多久到账")
        third.send("human", id="h3")
        third.until("state", state="queued", position=1)

        # Li's connection drops: the customer goes to the front of the queue, then to Zhao.
        li.close()
        back = customer.until("state", state="queued", timeout=20)
        self.assertEqual(back["position"], 1, "in front of the third, who came earlier to the queue")
        third.until("state", state="queued", position=2)
        customer.ask("message", id="m3", text="包邮吗")
        zhao = self.staff(daemon, "agent", "zhao", capacity=1)
        zhao.until("handoff", stage="assigned", conversation=conversation)
        customer.until("state", state="assigned", agent="ZHAO")
        zhao.ask("message", id="z1", conversation=conversation, text="我来接着办")
        customer.until("message", text="我来接着办")

        # The end, a rating, and the bot again.
        zhao.ask("resolve", id="r1", conversation=conversation)
        customer.until("state", state="resolved")
        self.assertIn("rate", [frame["type"] for frame in customer.seen + customer.quiet(0.1)])
        customer.ask("rate", id="r2", score=5, comment="谢谢")
        customer.ask("rate", id="r2", score=1)
        customer.ask("message", id="m4", text="要不要运费")
        self.assertEqual(customer.until("reply")["entry"], "ship.free")

        self.check_silence(customer.seen)
        told = " ".join(frame.get("text", "") for frame in customer.seen)
        for secret in ("先道歉", "老顾客", "要发票"):
            self.assertNotIn(secret, told)
        self.check_seqs(customer, daemon)
        ratings = [line["score"] for line in daemon.export() if line.get("event") == "rating"]
        self.assertEqual(ratings, [5])

    def check_silence(self, frames):
        """No reply of the bot while a person has the conversation."""
        owner = "bot"
        for frame in frames:
            if frame["type"] == "state":
                owner = frame["state"]
            if frame["type"] == "reply":
                self.assertIn(owner, ("bot", "resolved", "offline"), frame)

    def check_seqs(self, customer, daemon):
        """What a customer has seen, and what one sees who comes back, is gapless and in order."""
        last = max(frame.get("seq") or 0 for frame in customer.seen)
        own = {f["seq"] for f in customer.seen if f["type"] == "ack" and "seq" in f}
        shown = [f["seq"] for f in customer.seen if f.get("seq") and f["type"] in ("reply", "message", "state")]
        self.assertEqual(shown, sorted(set(shown)), "each once, in order")
        self.assertEqual(sorted(own | set(shown)), list(range(1, last + 1)))
        for after in (0, 1, last // 2, last - 1, last):
            back = self.customer(daemon, token=customer.token, after=after)
            seqs = [f["seq"] for f in back.quiet(0.5) if f.get("seq")]
            self.assertEqual(seqs, list(range(after + 1, last + 1)))

    def test_two_connections_and_replay_from_the_store(self):  # 8
        daemon = self.daemon({"limits.burst": "1000"})
        first = self.customer(daemon)
        other = self.customer(daemon, token=first.token)
        self.assertEqual(other.conversation, first.conversation)
        for i in range(100):  # More than the daemon keeps in memory.
            first.ask("message", id=f"m{i}", text=f"问题 {i}")
        first.quiet(0.5)  # Replies stand behind the acknowledgement.
        last = max(frame.get("seq") or 0 for frame in first.seen)
        wait_until(lambda: max(f.get("seq") or 0 for f in other.quiet(0.2) + other.seen) >= last)
        self.assertEqual([f["seq"] for f in other.seen if f.get("seq")], list(range(1, last + 1)))
        daemon.stop()
        daemon.start()
        back = self.customer(daemon, token=first.token, after=3)
        self.assertEqual([f["seq"] for f in back.quiet(1) if f.get("seq")], list(range(4, last + 1)))
        # An id of before the restart has its old answer.
        self.assertEqual(back.ask("message", id="m7", text="另一个")["seq"], first.seq_of("m7"))

    def test_offers(self):  # 7
        daemon = self.daemon({"desk.mode": "offer"})
        wang = self.staff(daemon, "agent", "wang")
        li = self.staff(daemon, "agent", "li")
        customer = self.customer(daemon)
        customer.send("human", id="h1")
        customer.until("state", state="queued")
        offered = wang, li
        first = next(a for a in offered if [f for f in a.quiet(0.5) if f.get("stage") == "offered"])
        second = li if first is wang else wang
        first.ask("decline", id="d1", conversation=customer.conversation)
        self.assertIn("until", second.until("handoff", stage="offered"))
        first.send("accept", id="x1", conversation=customer.conversation)
        self.assertEqual(first.until_error()["code"], "not_waiting")
        second.ask("accept", id="x2", conversation=customer.conversation)
        customer.until("state", state="assigned")
        second.ask("accept", id="x2", conversation=customer.conversation)
        second.ask("message", id="a1", conversation=customer.conversation, text="您好")
        customer.until("message", text="您好")
        self.check_silence(customer.seen)

    def test_takeover(self):  # 1, 2, 3
        daemon = self.daemon()
        boss = self.staff(daemon, "supervisor", "boss")
        wang = self.staff(daemon, "agent", "wang")
        customer = self.customer(daemon)
        customer.send("human", id="h1")
        customer.until("state", state="assigned", agent="WANG")
        boss.ask("takeover", id="t1", conversation=customer.conversation)
        customer.until("state", state="assigned", agent="BOSS")
        wang.until("handoff", stage="gone", conversation=customer.conversation)
        boss.ask("message", id="b1", conversation=customer.conversation, text="我来处理")
        self.assertEqual(customer.until("message", text="我来处理")["from"], "supervisor")
        boss.ask("release", id="l1", conversation=customer.conversation)
        wang.until("handoff", stage="assigned", conversation=customer.conversation)
        customer.until("state", state="assigned", agent="WANG")
        wang.send("takeover", id="t2", conversation=customer.conversation)
        self.assertEqual(wang.until_error()["code"], "forbidden")
        self.check_silence(customer.seen)

    def test_red_line(self):  # 3
        daemon = self.daemon()
        (daemon.shop / "redlines.yaml").write_text("- {id: offPlatform, phrases: [加我微信]}\n")
        daemon.admin("reload")
        boss = self.staff(daemon, "supervisor", "boss")
        wang = self.staff(daemon, "agent", "wang")
        customer = self.customer(daemon)
        customer.send("human", id="h1")
        customer.until("state", state="assigned")
        wang.ask("message", id="a1", conversation=customer.conversation, text="您加我微信吧")
        self.assertEqual(boss.until("alert", kind="redLine")["agent"], "wang")

    def test_groups(self):  # 9
        daemon = self.daemon()
        presale = self.staff(daemon, "agent", "pan", "--group", "presale")
        aftersale = self.staff(daemon, "agent", "wang", *GROUPS)
        aftersale.ask("presence", id="busy", state="busy")
        customer = self.customer(daemon)
        customer.ask("message", id="m1", text="退款多久到账")
        customer.send("human", id="h1")
        waiting = aftersale.until("handoff", stage="waiting")
        self.assertEqual(waiting["group"], "aftersale")
        self.assertEqual([f for f in presale.quiet() if f["type"] == "handoff"], [])
        presale.send("accept", id="x", conversation=customer.conversation)
        self.assertEqual(presale.until_error()["code"], "forbidden")
        presale.send("watch", id="y", conversation=customer.conversation)
        self.assertEqual(presale.until_error()["code"], "forbidden")
        presale.send("message", id="z", conversation=customer.conversation, text="您好")
        self.assertEqual(presale.until_error()["code"], "forbidden")

    def test_restart_in_the_middle(self):  # 5, 8
        daemon = self.daemon({"desk.disconnectGrace": "30"})
        wang = self.staff(daemon, "agent", "wang")
        customer = self.customer(daemon)
        customer.send("human", id="h1")
        customer.until("state", state="assigned")
        wang.ask("message", id="a1", conversation=customer.conversation, text="您好")
        last = customer.until("message", text="您好")["seq"]
        daemon.kill()
        daemon.start()
        back = self.customer(daemon, token=customer.token, after=last)
        self.assertEqual(back.seen[0]["state"], "assigned")
        back.ask("message", id="m1", text="包邮吗")
        again = daemon.client()
        again.hello(role="agent", token=wang.staff_token)
        again.until("handoff", stage="assigned", conversation=customer.conversation)
        again.until("message", text="包邮吗")
        again.ask("message", id="a1", conversation=customer.conversation, text="您好")
        again.ask("message", id="a2", conversation=customer.conversation, text="包邮的")
        shown = back.until("message", text="包邮的")
        self.assertEqual([f for f in back.seen if f["type"] == "reply"], [])
        self.assertEqual(shown["seq"], last + 2, "the repeated a1 was not said twice")


if __name__ == "__main__":
    unittest.main()
