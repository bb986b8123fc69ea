"""Clients that mean harm, or know no better, while a well-behaved one is served.

Properties:
 1. Each case of the table gets the error it should, and the connection is closed exactly where the
    table says so; one that is not closed goes on to be served.
 2. Meanwhile a well-behaved client has every answer within 2 s.
 3. Floods, slow readers and thousands of connections cost a bounded amount of memory.
 4. Nothing closes silently: an error and `bye` come first, save where the peer reads nothing.
"""

import base64
import hashlib
import hmac
import json
import resource
import socket
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support import Client, DaemonCase, Gone, wait_until

MEGABYTE = 1 << 20


def frame(**members):
    return (json.dumps(members, ensure_ascii=False) + "\n").encode()


HELLO = frame(type="hello")
PING = frame(type="ping", id="alive")


def say(text, id="m"):
    return HELLO + frame(type="message", id=id, text=text)


# Name; what is sent; the code of the error that comes, None for none; whether the connection is closed.
# What is sent may hold {token}, {other}, {agent} and so on: see `Table.values`.
TABLE = [
    ("bad UTF-8 in a frame", HELLO + b'{"type":"message","id":"m","text":"\xff\xfe"}\n', "bad_utf8", False),
    ("an overlong form of UTF-8", HELLO + b'{"type":"message","id":"m","text":"\xc0\xaf"}\n', "bad_utf8", False),
    ("half a surrogate", HELLO + b'{"type":"message","id":"m","text":"\\ud800"}\n', "bad_json", False),
    ("no JSON", HELLO + b"{nonsense\n", "bad_json", False),
    ("text among frames", HELLO + b"hello there\n", "bad_json", False),
    ("two values on a line", HELLO + b'{"type":"ping"} {"type":"ping"}\n', "bad_json", False),
    ("a list", HELLO + b'[{"type":"ping"}]\n', "bad_json", False),
    ("JSON 10 000 deep", HELLO + b'{"a":' * 10_000 + b"\n", "bad_json", False),
    ("lists 10 000 deep", HELLO + b'{"a":' + b"[" * 10_000 + b"\n", "bad_json", False),
    ("NUL in a frame", HELLO + b'{"type":"message","id":"m","text":"a\0b"}\n', "bad_json", False),
    ("NUL in an id", HELLO + b'{"type":"message","id":"m\\u0000","text":"a"}\n', "bad_frame", False),
    ("a line of 65 536 bytes", HELLO + b"{" + b" " * 65_535 + b"\n", "bad_json", False),
    ("a line of 65 537 bytes", HELLO + b"{" + b" " * 65_536 + b"\n", "line_too_long", True),
    ("a line without end", HELLO + b"{" + b" " * 200_000, "line_too_long", True),
    ("a line of text without end", b"x" * 200_000, "line_too_long", True),
    ("no hello", PING, "hello_required", False),
    ("half a line for too long", b'{"type":', "hello_timeout", True),
    ("nothing for too long", b"", "hello_timeout", True),
    ("hello twice", HELLO + HELLO, "hello_twice", False),
    ("an unknown version", frame(type="hello", version=2), "unsupported_version", True),
    ("a version out of range", frame(type="hello", version=10**30), "bad_frame", False),
    ("an unknown role", frame(type="hello", role="root"), "bad_frame", False),
    ("a wrong token", frame(type="hello", role="agent", token="a" * 52), "unauthorized", True),
    ("no token", frame(type="hello", role="admin"), "unauthorized", True),
    ("an empty token", frame(type="hello", role="admin", token=""), "unauthorized", True),
    ("an agent's token for a supervisor", '{{"type":"hello","role":"supervisor","token":"{agent}"}}\n', "unauthorized", True),
    ("an agent's token for a customer", '{{"type":"hello","token":"{agent}"}}\n', "unauthorized", True),
    ("a customer's token for an agent", '{{"type":"hello","role":"agent","token":"{token}"}}\n', "unauthorized", True),
    ("another's conversation", '{{"type":"hello","token":"{token}","conversation":"{other}"}}\n', "unauthorized", True),
    ("a conversation without a token", '{{"type":"hello","conversation":"{other}"}}\n', "unauthorized", True),
    ("a tampered token", '{{"type":"hello","token":"{tampered}"}}\n', "unauthorized", True),
    ("another token's seal", '{{"type":"hello","token":"{mixed}"}}\n', "unauthorized", True),
    ("a token without a seal", '{{"type":"hello","token":"{unsealed}"}}\n', "unauthorized", True),
    ("a revoked token", '{{"type":"hello","role":"agent","token":"{revoked}"}}\n', "unauthorized", True),
    ("a token too long", frame(type="hello", token="x" * 20_000), "text_too_long", False),
    ("after below range", frame(type="hello", after=-1), "bad_frame", False),
    ("after beyond range", frame(type="hello", after=10**18) + PING, None, False),
    ("a number out of range", HELLO + b'{"type":"choose","id":"c","option":1e400}\n', "bad_json", False),
    ("an integer of 400 digits", HELLO + b'{"type":"choose","id":"c","option":' + b"9" * 400 + b"}\n", "bad_json", False),
    ("an option of 0", HELLO + frame(type="choose", id="c", option=0), "bad_frame", False),
    ("an option not on offer", HELLO + frame(type="choose", id="c", option=7), "no_such_option", False),
    ("a rating of 6", HELLO + frame(type="rate", id="r", score=6), "bad_frame", False),
    ("a rating of nothing", HELLO + frame(type="rate", id="r", score=5), "nothing_to_rate", False),
    ("a huge id", HELLO + frame(type="message", id="x" * 129, text="a"), "bad_frame", False),
    ("an id that is a list", HELLO + b'{"type":"message","id":[1],"text":"a"}\n', "bad_frame", False),
    ("no id", HELLO + frame(type="message", text="a"), "bad_frame", False),
    ("no type", HELLO + b'{"id":"m"}\n', "bad_frame", False),
    ("an unknown type", HELLO + frame(type="explode", id="m"), "unknown_type", False),
    ("a text too long", say("长" * 8_001), "text_too_long", False),
    ("an empty text", say(""), "empty_text", False),
    ("a text of blanks", say(" \t\u3000\n"), "empty_text", False),
    ("text that is a number", HELLO + b'{"type":"message","id":"m","text":7}\n', "bad_frame", False),
    ("an agent's frame", HELLO + frame(type="presence", id="p", state="available"), "forbidden", False),
    ("a supervisor's frame", HELLO + frame(type="watch", id="w", conversation="x"), "forbidden", False),
    ("an administrator's frame", HELLO + frame(type="drain", id="d"), "forbidden", False),
    ("an unknown event", HELLO + frame(type="event", id="e", name="earthquake"), "bad_frame", False),
    ("a supervisor's frame by an agent", '{{"type":"hello","role":"agent","token":"{agent}"}}\n{{"type":"whisper","id":"w","conversation":"x","text":"a"}}\n', "forbidden", False),
    ("an unknown conversation", '{{"type":"hello","role":"agent","token":"{agent}"}}\n{{"type":"message","id":"a","conversation":"x","text":"a"}}\n', "unknown_conversation", False),
    ("unknown fields", HELLO[:-2] + b',"colour":"red","n":{"a":[1,2]}}\n' + PING, None, False),
    ("lines that end in CR LF", HELLO[:-1] + b"\r\n" + PING[:-1] + b"\r\n", None, False),
]


class Watch(threading.Thread):
    """A customer who asks and waits for each answer, until the `with` ends."""

    def __init__(self, daemon):
        super().__init__(daemon=True)
        self.target = daemon.port
        self.slowest = 0.0
        self.asked = 0
        self.problem = None
        self.ended = threading.Event()

    def run(self):
        try:
            with Client(self.target, source="127.0.0.2", timeout=30) as client:
                client.hello()
                while not self.ended.is_set():
                    start = time.monotonic()
                    client.send("message", id=f"w{self.asked}", text=f"第 {self.asked} 个问题")
                    client.until("ack", timeout=30, id=f"w{self.asked}")
                    self.slowest = max(self.slowest, time.monotonic() - start)
                    self.asked += 1
                    self.ended.wait(0.05)
        except Exception as problem:
            self.problem = problem

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


class HostileCase(DaemonCase):
    SETTINGS = {"limits.messagesPerSecond": "1000", "limits.burst": "100000"}

    def watched(self, daemon):
        watch = Watch(daemon)
        self.addCleanup(lambda: self.check(watch))
        return watch

    def check(self, watch):  # 2
        self.assertIsNone(watch.problem)
        self.assertGreater(watch.asked, 0)
        self.assertLess(watch.slowest, 2, f"the slowest of {watch.asked} answers")


class Table(HostileCase):
    def values(self, daemon):
        with daemon.customer() as mine, daemon.customer() as others:
            token, other, foreign = mine.token, others.conversation, others.token
        payload, seal = token.split(".")
        last = "A" if payload[-1] != "A" else "B"
        revoked = daemon.token("agent", "gone")
        id = next(line.split()[0] for line in daemon.admin("tokens").stdout.splitlines() if "gone" in line)
        daemon.admin("revoke", id)
        return {
            "token": token, "other": other, "agent": daemon.token("agent", "wang"), "revoked": revoked,
            "tampered": payload[:-1] + last + "." + seal, "mixed": payload + "." + foreign.split(".")[1],
            "unsealed": payload,
        }

    def test_table(self):  # 1, 2, 4
        daemon = self.daemon({**self.SETTINGS, "limits.helloTimeout": "1.5"})
        values = self.values(daemon)
        with self.watched(daemon), ThreadPoolExecutor(8) as pool:
            # From an address of its own each, so that none waits for another's failed log-ins.
            jobs = [pool.submit(self.run_case, daemon, values, case, f"127.0.1.{i + 1}") for i, case in enumerate(TABLE)]
            for case, job in zip(TABLE, jobs):
                with self.subTest(case[0]):
                    job.result()
        self.assertIsNone(daemon.process.poll())

    def run_case(self, daemon, values, case, source):
        name, sent, code, closes = case
        sent = sent.format(**values).encode() if isinstance(sent, str) else sent
        with Client(daemon.port, source=source) as client:
            try:
                client.write(sent)
            except ConnectionError:
                pass  # Closed before all was sent.
            errors = []
            try:
                while not errors or closes:
                    # A frame, or what a person reads.
                    line = client.line(10)
                    found = json.loads(line) if line.startswith("{") else {"type": "plain", "text": line}
                    if found["type"] == "error":
                        self.assertIn("retry", found)
                        errors.append(found["code"])
                    elif found["type"] == "plain" and (code or "-") in line:
                        errors.append(code)
                    elif found["type"] == "pong" and not code:
                        break
                    last = found
                self.assertFalse(closes)
            except Gone:
                self.assertTrue(closes, f"{name}: closed, after {errors}")
                self.assertTrue(last["type"] == "bye" or "再见" in last.get("text", ""), f"{name}: {last}")
            self.assertEqual(errors, [code] if code else [], name)
            if not closes:
                client.write(HELLO + PING)
                while True:
                    found = client.frame(10)
                    if found["type"] == "pong":
                        break

    def test_plain_text(self):  # 1
        daemon = self.daemon(self.SETTINGS)
        with self.watched(daemon), daemon.client() as client:
            for line in (b"\xff\xfe\x80\n", b"\0\0\n", b"a\0b\n", "\u202e反过来\n".encode(), "👩‍👩‍👧‍👦\n".encode()):
                client.write(line)
            client.write("\n\n   \n包邮吗\n")
            said = [client.line()]
            while said[-1] != "全场包邮。" and "同事" not in said[-1]:
                said.append(client.line())
            client.write("长" * 8_001 + "\n")
            while "text_too_long" not in client.line():
                pass

    def test_repeated_ids(self):  # 1
        daemon = self.daemon(self.SETTINGS)
        with daemon.customer() as client, daemon.customer(token=client.token) as other:
            line = frame(type="message", id="same", text="包邮吗")
            client.write(line * 500)
            other.write(line * 500)
            client.ask("message", id="last", text="退款多久到账")
            seqs = {f["seq"] for f in client.seen if f.get("id") == "same"}
            self.assertEqual(len(seqs), 1)
        texts = [line["text"] for line in daemon.export() if line.get("from") == "customer"]
        self.assertEqual(texts, ["包邮吗", "退款多久到账"])

    def test_expired_token(self):  # 1
        daemon = self.daemon()
        daemon.stop()
        # Of an hour ago, as far as the daemon can tell.
        secret = Path(f"{daemon.store}.secret").read_bytes()
        payload = json.dumps({"c": "c" + "0" * 26, "e": int(time.time()) - 3600}, separators=(",", ":")).encode()
        text = [base64.urlsafe_b64encode(part).rstrip(b"=").decode()
                for part in (payload, hmac.new(secret, payload, hashlib.sha256).digest())]
        daemon.start()
        with daemon.client() as client:
            client.send("hello", token=".".join(text))
            self.assertEqual(client.until_error()["code"], "unauthorized")

    def test_revoked_while_connected(self):  # 1
        daemon = self.daemon()
        token = daemon.token("agent", "wang")
        with daemon.client() as client:
            client.hello(role="agent", token=token)
            id = daemon.admin("tokens").stdout.split()[0]
            daemon.admin("revoke", id)
            start = time.monotonic()
            codes = [json.loads(line).get("code") for line in client.rest(5)]
            self.assertIn("unauthorized", codes)
            self.assertLess(time.monotonic() - start, 2.5)


class Limits(HostileCase):
    def test_connections_of_an_address(self):  # 1
        daemon = self.daemon({"limits.connectionsPerAddress": "3", "limits.connections": "5"})
        clients = [daemon.customer() for _ in range(3)]
        with daemon.client() as fourth:
            lines = [json.loads(line) for line in fourth.rest()]
            self.assertEqual([(f["type"], f.get("code"), f.get("retry")) for f in lines],
                             [("error", "too_many_connections", True), ("bye", None, None)])
        for source in ("127.0.0.3", "127.0.0.4"):
            clients.append(Client(daemon.port, source=source))
            clients[-1].hello()
        with Client(daemon.port, source="127.0.0.5") as sixth:
            self.assertEqual(sixth.until_error()["code"], "too_many_connections")
        clients.pop().close()
        wait_until(lambda: self.gets_in(daemon, "127.0.0.5"), 5, "room for another")
        for client in clients:
            client.close()

    def gets_in(self, daemon, source):
        with Client(daemon.port, source=source) as client:
            client.send("hello")
            return client.frame()["type"] == "welcome"

    def test_rate(self):  # 1, 2
        daemon = self.daemon({"limits.messagesPerSecond": "10", "limits.burst": "5"})
        with daemon.customer() as client, daemon.customer() as other:
            for i in range(20):
                client.send("message", id=f"m{i}", text=f"问题 {i}")
            outcomes = {}
            while len(outcomes) < 20:
                found = client.frame()
                if found["type"] in ("ack", "error"):
                    outcomes[found["id"]] = found
            refused = [f for f in outcomes.values() if f["type"] == "error"]
            self.assertEqual({(f["code"], f["retry"]) for f in refused}, {("rate_limited", True)})
            self.assertTrue(5 <= 20 - len(refused) <= 10, len(refused))
            other.ask("message", id="1", text="包邮吗")
            time.sleep(0.5)
            again = refused[0]["id"]
            self.assertIn("seq", client.ask("message", id=again, text="问题"))

    def test_backlog(self):  # 1, 2
        daemon = self.daemon({**self.SETTINGS, "limits.backlog": "4"})
        with self.watched(daemon), daemon.customer() as client:
            client.write(b"".join(frame(type="message", id=f"m{i}", text=f"问题 {i}") for i in range(60)))
            outcomes = []
            while len(outcomes) < 60:
                found = client.frame()
                if found["type"] in ("ack", "error"):
                    outcomes.append(found)
            refused = [f for f in outcomes if f["type"] == "error"]
            self.assertEqual({(f["code"], f["retry"]) for f in refused}, {("backlog", True)})
            self.assertGreaterEqual(60 - len(refused), 4)

    def test_idle(self):  # 1, 4
        daemon = self.daemon({"limits.idleTimeout": "1"})
        with daemon.customer() as client, daemon.customer() as lively:
            end = time.monotonic() + 2.5
            while time.monotonic() < end:
                lively.send("ping", id="1")
                lively.until("pong")
                time.sleep(0.2)
            lines = [json.loads(line) for line in client.rest()]
            self.assertEqual([(f["type"], f.get("code")) for f in lines], [("error", "idle"), ("bye", None)])

    def test_failed_log_ins_are_slowed(self):  # 1
        daemon = self.daemon()
        start = time.monotonic()
        for _ in range(4):
            with Client(daemon.port, source="127.0.0.9") as client:
                client.send("hello", role="agent", token="guess")
                self.assertEqual(client.until_error()["code"], "unauthorized")
        self.assertGreater(time.monotonic() - start, 0.25 + 0.5 + 1 + 2 - 0.1)
        start = time.monotonic()
        with Client(daemon.port, source="127.0.0.10") as client:
            client.hello()
        self.assertLess(time.monotonic() - start, 1)
        self.assertEqual(daemon.text().count("refused at the door"), 4)


class Floods(HostileCase):
    def send_without_reading(self, client, data, seconds):
        """Sends until nothing more is taken for a time; returns the bytes taken, whether it was closed."""
        client.socket.settimeout(0.5)
        view = memoryview(data)
        taken = 0
        end = time.monotonic() + seconds
        while taken < len(data) and time.monotonic() < end:
            try:
                taken += client.socket.send(view[taken:taken + 262_144])
            except socket.timeout:
                return taken, False
            except ConnectionError:
                return taken, True
        return taken, False

    def test_a_million_pings_unread(self):  # 2, 3
        daemon = self.daemon(self.SETTINGS)
        with self.watched(daemon), daemon.customer() as client:
            before = daemon.memory()
            taken, _ = self.send_without_reading(client, b'{"type":"ping","id":"0123456789"}\n' * 1_000_000, 30)
            time.sleep(0.5)
            grown = daemon.memory() - before
            self.assertLess(taken, 30 * MEGABYTE, "the daemon reads on though nothing is read of it")
            self.assertLess(grown, 48 * MEGABYTE, f"{taken} bytes were taken")

    def test_a_slow_reader(self):  # 2, 3
        daemon = self.daemon({**self.SETTINGS, "limits.unreadBytes": "65536"})
        # An agent writes much: the bot need not think about it.
        agent = daemon.client()
        agent.hello(role="agent", token=daemon.token("agent", "wang"))
        agent.ask("presence", id="p", state="available")
        customer = daemon.customer()
        customer.send("human", id="h")
        customer.until("state", state="assigned")
        with self.watched(daemon):
            slow = daemon.client(receive_buffer=4096)
            slow.hello(token=customer.token)
            customer.close()
            before = daemon.memory()
            text = "很长的话" * 1_900
            acknowledged = 0
            for i in range(400):
                if i % 16 == 0 and "too_slow" in self.refusals(daemon):
                    break
                acknowledged = agent.ask(
                    "message", id=f"m{i}", conversation=customer.conversation, text=f"{i} {text}")["seq"]
            self.assertIn("too_slow", self.refusals(daemon))
            self.assertLess(daemon.memory() - before, 64 * MEGABYTE)
            slow.close()
        # It has missed nothing that cannot be had again; with a limit of some use, at once.
        daemon.stop()
        del daemon.settings["limits.unreadBytes"]
        daemon.start()
        with daemon.customer(token=customer.token, after=0) as back:
            seqs = []
            while not seqs or seqs[-1] < acknowledged:
                seqs.append(back.frame()["seq"])
            self.assertEqual(seqs, list(range(1, len(seqs) + 1)))

    def refusals(self, daemon):
        return "\n".join(line for line in daemon.get("/metrics")[1].splitlines() if "kefu_refused_total" in line)

    def test_ten_thousand_connections(self):  # 2, 3
        count = 10_000
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        if hard < count + 500:
            self.skipTest(f"the hard limit of open files is {hard}, and {count + 500} are needed")
        daemon = self.daemon({**self.SETTINGS, "limits.helloTimeout": "300"})
        before = daemon.memory()
        crowd = []
        self.addCleanup(lambda: [peer.close() for peer in crowd])
        with self.watched(daemon):
            for start in range(0, count, 500):
                # From many addresses, as one has only so many ports.
                some = [socket.create_connection(
                    ("127.0.0.1", daemon.port), timeout=20, source_address=(f"127.0.{2 + i % 4}.{1 + i % 200}", 0))
                    for i in range(start, start + 500)]
                crowd += some
                for peer in some:
                    peer.sendall(HELLO)
                for peer in some:
                    self.assertIn(b"welcome", peer.recv(4096))
            each = (daemon.memory() - before) / count
        print(f"\n  {count} connections, {each / 1024:.1f} KiB each", flush=True)
        self.assertLess(each, 40 * 1024)

    def test_more_connections_than_open_files(self):  # 2
        daemon = self.daemon(start=False)
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
        daemon.start(wait=False)
        resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (100, 100))
        daemon.wait_until_ready()
        crowd = []
        for _ in range(200):
            peer = socket.create_connection(("127.0.0.1", daemon.port), timeout=5)
            peer.sendall(HELLO)
            crowd.append(peer)
        time.sleep(1)
        ticks = self.cpu(daemon)
        time.sleep(1)
        self.assertLess(self.cpu(daemon) - ticks, 50, "clock ticks in a second of waiting")
        self.assertIn("no open file", daemon.text())
        for peer in crowd:
            peer.close()
        wait_until(lambda: self.gets_in(daemon), 20, "room")

    def cpu(self, daemon):
        """Clock ticks of 10 ms that it has used."""
        fields = Path(f"/proc/{daemon.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def gets_in(self, daemon):
        try:
            with Client(daemon.port, timeout=1) as client:
                client.send("hello")
                return client.frame(1)["type"] == "welcome"
        except (OSError, Gone):
            return False


if __name__ == "__main__":
    unittest.main()
