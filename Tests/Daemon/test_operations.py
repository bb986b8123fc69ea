"""Running a daemon: its end, reloads, monitoring, `kefud admin`, a store in trouble, lookups, the log.

Properties:
 1. On SIGTERM, SIGINT or `kefud admin drain` it finishes what is under way, says bye to all, those too who
    write plain text or have not said hello, and exits with 0 within 10 s; what it acknowledged is kept.
 2. SIGHUP, `kefud admin reload` and a change of the files take in good knowledge; with broken knowledge the
    old goes on, and the trainer who asked gets `reload_failed`.
 3. /health, /ready and /metrics answer; the metrics are well-formed and hold each name that is promised.
 4. Tokens work at once, are listed without being shown, and end when revoked. What is forgotten is in no
    file any more. Backup, export, integrity and stats work while the daemon runs.
 5. While the store is locked, or its disk full, messages get `store_unavailable` with `retry`; afterwards
    they are taken without a restart, and nothing acknowledged is lost.
 6. A lookup's answer reaches the customer; a slow or failing one costs the time-out, not the conversation;
    a peer that has said its last still gets it.
 7. The log is JSON lines without texts of customers and without tokens.
"""

import http.server
import json
import os
import re
import signal
import sqlite3
import subprocess
import threading
import time
import unittest

from support import Client, DaemonCase, wait_until


class Ends(DaemonCase):
    def test_terminates_in_the_middle_of_work(self):  # 1
        daemon = self.daemon({"limits.burst": "10000"})
        plain = daemon.client()
        plain.write("包邮吗\n")
        self.assertEqual(plain.line(), "全场包邮。")
        silent = daemon.client()
        customers = [daemon.customer() for _ in range(10)]
        for number, customer in enumerate(customers):
            for i in range(30):
                customer.send("message", id=f"m{i}", text=f"客人 {number} 的第 {i} 句")
        customers[0].until("ack")
        code, seconds = daemon.stop()
        self.assertEqual(code, 0)
        self.assertLess(seconds, 10)
        acknowledged = {}
        for number, customer in enumerate(customers):
            frames = [json.loads(line) for line in customer.rest()]
            self.assertEqual(frames[-1], {"type": "bye", "reason": "draining"})
            outcomes = [f for f in customer.seen + frames if f["type"] in ("ack", "error")]
            self.assertEqual({f["code"] for f in outcomes if f["type"] == "error"} - {"draining"}, set())
            for ack in (f for f in outcomes if f["type"] == "ack"):
                acknowledged[customer.conversation, ack["seq"]] = f"客人 {number} 的第 {ack['id'][1:]} 句"
        self.assertEqual(plain.rest()[-1], "再见！")
        self.assertEqual(json.loads(silent.rest()[-1])["type"], "bye")
        kept = {(f["conversation"], f["seq"]): f["text"] for f in daemon.export() if f.get("from") == "customer"}
        kept = {key: text for key, text in kept.items() if key in acknowledged}
        self.assertEqual(kept, acknowledged)
        self.assertGreater(len(acknowledged), 0)

    def test_interrupt_and_drain(self):  # 1
        daemon = self.daemon()
        daemon.process.send_signal(signal.SIGINT)
        self.assertEqual(daemon.process.wait(10), 0)
        daemon.start()
        with daemon.customer() as customer:
            daemon.admin("drain")
            self.assertEqual(daemon.process.wait(10), 0)
            self.assertEqual(json.loads(customer.rest()[-1])["reason"], "draining")

    def test_ends_though_the_store_is_locked(self):  # 1, 5
        daemon = self.daemon()
        with daemon.customer() as customer:
            customer.ask("message", id="m1", text="包邮吗")
            lock = sqlite3.connect(daemon.store, isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
            customer.send("message", id="m2", text="能开发票吗")
            code, seconds = daemon.stop()
            self.assertEqual(code, 0)
            self.assertLess(seconds, 10)
            lock.close()
        texts = [f["text"] for f in daemon.export() if f.get("from") == "customer"]
        self.assertEqual(texts, ["包邮吗"])

    def test_a_second_daemon_on_the_same_socket(self):  # 1
        daemon = self.daemon()
        second = daemon.run(*daemon.arguments, "--listen", f"tcp://127.0.0.1:{daemon.port}")
        self.assertEqual(second.returncode, 1)
        self.assertIn("cannot listen", second.stderr)
        with daemon.customer() as customer:
            customer.ask("message", id="m1", text="包邮吗")


class Reloads(DaemonCase):
    def reply(self, client, text, id):
        client.send("message", id=id, text=text)
        return client.until("reply")

    def write(self, daemon, answer):
        file = daemon.shop / "entries/all.yaml"
        file.write_text(re.sub("answers: \\[[^]]*包邮[^]]*\\]", f"answers: [{answer}]", file.read_text()))

    def test_signal_and_command(self):  # 2
        daemon = self.daemon()
        customer, other = daemon.customer(), daemon.customer()
        self.assertEqual(self.reply(customer, "包邮吗", "1")["text"], "全场包邮。")
        self.write(daemon, "满百包邮。")
        daemon.admin("reload")
        self.assertEqual(self.reply(other, "包邮吗", "2")["text"], "满百包邮。")
        self.write(daemon, "新疆包邮。")
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: daemon.text().count("knowledge reloaded") == 2, 20, "the second reload")
        with daemon.customer() as other:
            self.assertEqual(self.reply(other, "包邮吗", "1")["text"], "新疆包邮。")
        # Broken knowledge: the old goes on.
        (daemon.shop / "entries/broken.yaml").write_text("- {id: x, question: 坏的}\n")
        failed = daemon.admin("reload", check=False)
        self.assertEqual(failed.returncode, 1)
        self.assertIn("reload_failed", failed.stderr)
        trainer = daemon.client()
        trainer.hello(role="trainer", token=daemon.token("trainer", "lin"))
        trainer.send("reload", id="r1")
        error = trainer.until_error()
        self.assertEqual((error["code"], error["id"], error["retry"]), ("reload_failed", "r1", False))
        with daemon.customer() as other:
            self.assertEqual(self.reply(other, "包邮吗", "1")["text"], "新疆包邮。")
        self.assertIn("broken.yaml:1", daemon.text())
        (daemon.shop / "entries/broken.yaml").unlink()
        trainer.ask("reload", id="r2")
        self.assertIn('kefu_reloads_total{outcome="failed"} 2', daemon.get("/metrics")[1])
        self.assertIn('kefu_reloads_total{outcome="good"} 3', daemon.get("/metrics")[1])

    def test_watch(self):  # 2
        daemon = self.daemon({"watchKnowledge": "true"})
        self.write(daemon, "满百包邮。")
        wait_until(lambda: "knowledge reloaded" in daemon.text(), 20, "the reload")
        with daemon.customer() as customer:
            self.assertEqual(self.reply(customer, "包邮吗", "1")["text"], "满百包邮。")
        (daemon.shop / "kb.yaml").write_text("nonsense: [\n")
        wait_until(lambda: "the old goes on" in daemon.text(), 20, "the refusal")
        with daemon.customer() as customer:
            self.assertEqual(self.reply(customer, "包邮吗", "1")["text"], "满百包邮。")


METRIC = re.compile(
    r'^(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?P<labels>[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"'
    r'(?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*")*)\})? (?P<value>-?[0-9.e+-]+|\+Inf|NaN)$')


def check_prometheus(text):
    """The series of a text in format 0.0.4, by name; raises where it is not well-formed."""
    if not text.endswith("\n"):
        raise AssertionError("the last line has no end")
    types, series = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name in types or kind not in ("counter", "gauge", "histogram"):
                raise AssertionError(line)
            types[name] = kind
        elif not line.startswith("# HELP "):
            match = METRIC.match(line)
            if not match:
                raise AssertionError(f"not well-formed: {line}")
            name = match["name"]
            family = re.sub("_(bucket|sum|count)$", "", name) if name not in types else name
            if family not in types or list(types)[-1] != family:
                raise AssertionError(f"not under its type: {line}")
            series.setdefault(family, []).append((name, match["labels"] or "", float(match["value"])))
    for family, kind in types.items():
        if kind == "histogram":
            buckets = [s for s in series[family] if s[0].endswith("_bucket")]
            values = [s[2] for s in buckets]
            count = next(s[2] for s in series[family] if s[0].endswith("_count"))
            if values != sorted(values) or values[-1] != count or 'le="+Inf"' not in buckets[-1][1]:
                raise AssertionError(f"no histogram: {family}")
    return series


class Monitoring(DaemonCase):
    NAMES = [
        "kefu_connections", "kefu_conversations", "kefu_waiting", "kefu_staff", "kefu_turns_total",
        "kefu_turn_seconds", "kefu_acknowledged_seconds", "kefu_store_seconds", "kefu_handoffs_total",
        "kefu_refused_total", "kefu_reloads_total", "kefu_rolled_back_total",
    ]

    def test_http(self):  # 3
        daemon = self.daemon()
        self.assertEqual(daemon.get("/health"), (200, "ok\n"))
        self.assertEqual(daemon.get("/ready"), (200, "ready\n"))
        self.assertEqual(daemon.get("/nothing")[0], 404)
        with daemon.customer() as customer:
            customer.ask("message", id="1", text="包邮吗")
            customer.ask("message", id="2", text="转人工")
            customer.send("choose", id="3", option=1)
            customer.until_error()
            daemon.admin("reload")
            series = check_prometheus(daemon.get("/metrics")[1])
            for name in self.NAMES:
                self.assertIn(name, series)
            self.assertEqual(series["kefu_connections"][0][2], 1)
            self.assertIn(("kefu_turns_total", 'decision="answer",stage="keyword"', 1.0), series["kefu_turns_total"])
            self.assertIn(("kefu_handoffs_total", 'reason="askedForPerson"', 1.0), series["kefu_handoffs_total"])
            self.assertIn(("kefu_refused_total", 'code="no_such_option"', 1.0), series["kefu_refused_total"])
        wait_until(lambda: "kefu_connections 0" in daemon.get("/metrics")[1], 5, "the connection to be gone")

    def test_address_in_use(self):  # 3
        daemon = self.daemon()
        other = daemon.run(
            "--knowledge-base", daemon.shop, "--store", ":memory:", "--listen", "tcp://127.0.0.1:0",
            "--set", f"http=127.0.0.1:{daemon.http}")
        self.assertEqual(other.returncode, 1)
        self.assertIn("cannot listen on http", other.stderr)


class Administration(DaemonCase):
    def test_tokens(self):  # 4
        daemon = self.daemon()
        token = daemon.token("agent", "wang", "--name", "小王", "--group", "presale", "--group", "aftersale")
        listed = daemon.admin("tokens").stdout
        self.assertRegex(listed, r"^\w{8}  agent  wang  groups presale,aftersale  until \d{4}-")
        for file in self.directory.glob("kefu.sqlite*"):
            if file.is_file():
                self.assertNotIn(token.encode(), file.read_bytes(), file)
        with daemon.client() as agent:
            start = time.monotonic()
            self.assertEqual(agent.hello(role="agent", token=token)["agent"], "wang")
            self.assertLess(time.monotonic() - start, 2)
        daemon.admin("revoke", listed.split()[0])
        self.assertIn("revoked", daemon.admin("tokens").stdout)
        again = daemon.admin("revoke", listed.split()[0], check=False)
        self.assertEqual(again.returncode, 1)
        for wrong in (["--role", "root", "--subject", "x"], ["--role", "agent", "--subject", ""],
                      ["--role", "agent", "--subject", "customer"],
                      ["--role", "agent", "--subject", "x", "--days", "-1"],
                      ["--role", "customer", "--subject", "x", "--attribute", "vip"]):
            self.assertNotEqual(daemon.admin("token", *wrong, check=False).returncode, 0, wrong)

    def test_customer_tokens(self):  # 4
        daemon = self.daemon()
        token = daemon.token("customer", "u42", "--attribute", "vip=true")
        with daemon.customer(token=token) as first, daemon.customer(token=token) as second:
            self.assertNotEqual(first.conversation, second.conversation, "each begins one of its own")
            self.assertNotEqual(first.token, token)

    def test_forget(self):  # 4
        daemon = self.daemon({"limits.burst": "100"})
        planted = "植入的秘密句子壹贰叁"
        customer = daemon.customer(token=daemon.token("customer", "u42"))
        other = daemon.customer()
        for i in range(30):
            customer.ask("message", id=f"m{i}", text=f"{planted} {i}")
        other.ask("message", id="m", text="包邮吗")
        self.assertTrue(self.files_with(planted))
        self.assertIn("1 conversation erased", daemon.admin("forget", "--customer", "u42").stdout)
        lines = customer.rest(5)
        self.assertIn("unknown_conversation", lines[-2])
        self.assertEqual(json.loads(lines[-1]), {"type": "bye", "reason": "erased"})
        self.assertEqual(self.files_with(planted), [])
        self.assertEqual({f["conversation"] for f in daemon.export()}, {other.conversation})
        other.ask("message", id="m2", text="退款多久到账")
        self.assertEqual(daemon.admin("forget", "--customer", "u42", check=False).returncode, 1)
        self.assertIn("1 conversation erased", daemon.admin("forget", "--conversation", other.conversation).stdout)
        self.assertEqual(daemon.export(), [])

    def files_with(self, text):
        return [str(file) for file in self.directory.iterdir() if file.is_file() and text.encode() in file.read_bytes()]

    def test_backup_export_integrity_stats(self):  # 4
        daemon = self.daemon({"limits.burst": "10000", "limits.messagesPerSecond": "1000"})
        customer = daemon.customer()
        stopped = threading.Event()
        count = 0

        def write():
            nonlocal count
            while not stopped.is_set():
                customer.ask("message", id=f"m{count}", text=f"问题 {count}")
                count += 1

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        wait_until(lambda: count > 20)
        known = count
        copy = self.directory / "copy.sqlite"
        daemon.admin("backup", str(copy))
        self.assertEqual(daemon.admin("integrity").stdout.strip(), "sound")
        exported = daemon.export()
        stats = dict(line.split() for line in daemon.admin("stats").stdout.splitlines())
        stopped.set()
        writer.join()
        self.assertEqual(stats["connections"], "2", "the customer's and the one that asks")
        self.assertGreaterEqual(len([f for f in exported if f.get("from") == "customer"]), known)
        self.assertEqual(daemon.admin("backup", str(copy), check=False).returncode, 1, "it is there already")
        with sqlite3.connect(copy) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        result = daemon.run("admin", "export", "--store", copy, "--knowledge-base", daemon.shop)
        texts = [f["text"] for f in map(json.loads, result.stdout.splitlines()) if f.get("from") == "customer"]
        self.assertGreaterEqual(len(texts), known)
        self.assertEqual(texts, [f"问题 {i}" for i in range(len(texts))])

    def test_without_a_daemon(self):  # 4
        daemon = self.daemon(start=False)
        for command in ("stats", "reload", "drain"):
            result = daemon.admin(command, check=False)
            self.assertEqual(result.returncode, 1)
            self.assertIn("no daemon answers", result.stderr)
        self.assertEqual(daemon.export(), [])


class StoreInTrouble(DaemonCase):
    def send_until_refused(self, customer):
        """Sends messages until one is refused; returns the ids that were acknowledged, and the refused one."""
        acknowledged = []
        for i in range(10_000):
            customer.send("message", id=f"m{i}", text=f"{i} " + "很长的话" * 1_500)
            found = customer.frame(20)
            while found.get("id") != f"m{i}":
                found = customer.frame(20)
            if found["type"] == "error":
                self.assertEqual((found["code"], found["retry"]), ("store_unavailable", True))
                return acknowledged, f"m{i}"
            acknowledged.append(f"m{i}")
        raise AssertionError("nothing was refused")

    def recovers(self, daemon, customer, acknowledged, refused):
        def is_taken():
            customer.send("message", id=refused, text="又来了")
            found = customer.frame(20)
            while found.get("id") != refused:
                found = customer.frame(20)
            if found["type"] == "error":
                self.assertEqual(found["code"], "store_unavailable")
                time.sleep(0.2)
            return found["type"] == "ack"
        wait_until(is_taken, 30, "the store")
        with daemon.customer(token=customer.token, after=0) as back:
            seen = []
            while not seen or seen[-1].get("text") != "又来了":
                seen.append(back.frame())
            own = [f for f in seen if f.get("from") == "customer"]
            self.assertEqual([f["id"] for f in own], [*acknowledged, refused])
            self.assertEqual([f["seq"] for f in seen], list(range(1, len(seen) + 1)))

    def test_locked(self):  # 5
        daemon = self.daemon()
        with daemon.customer() as customer, daemon.customer() as other:
            acknowledged = [customer.ask("message", id="m0", text="包邮吗")["id"]]
            lock = sqlite3.connect(daemon.store, isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
            customer.send("message", id="m1", text="能开发票吗")
            error = customer.until_error()
            self.assertEqual((error["code"], error["id"], error["retry"]), ("store_unavailable", "m1", True))
            other.send("ping", id="p")
            other.until("pong")
            self.assertEqual(daemon.get("/health")[0], 200)
            lock.execute("ROLLBACK")
            lock.close()
            self.recovers(daemon, customer, acknowledged, "m1")
            self.assertIn("kefu_rolled_back_total 1", daemon.get("/metrics")[1])

    @unittest.skipUnless(os.geteuid() == 0, "only root can mount a small disk")
    def test_full_disk(self):  # 5
        disk = self.directory / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, text=True)
        if mounted.returncode:
            self.skipTest("no disk can be mounted here: " + mounted.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", str(disk)])
        daemon = self.daemon({"limits.burst": "100000"}, start=False)
        daemon.store = disk / "kefu.sqlite"
        daemon.start()
        with daemon.customer() as customer:
            acknowledged, refused = self.send_until_refused(customer)
            self.assertGreater(len(acknowledged), 5)
            subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
            self.recovers(daemon, customer, acknowledged, refused)
        daemon.stop()


class Lookups(DaemonCase):
    def shop_system(self):
        """A little web server that answers as `self.answer` says; returns its address."""
        case = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                case.asked.append(json.loads(body))
                status, answer, delay = case.answer
                time.sleep(delay)
                data = answer.encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except ConnectionError:
                    pass

            def log_message(self, *_):
                pass

        self.asked = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}/lookup"

    def test_lookup(self):  # 6
        daemon = self.daemon(
            {"lookup.url": self.shop_system(), "lookup.kinds": "order", "lookup.timeout": "1"})
        number = "2026112312345678"
        cases = [
            ((200, '{"found":{"status":"已发货"}}', 0), "您的订单已发货。"),
            ((200, '{"found":null}', 0), "没有查到这个订单。"),
            ((500, "{}", 0), "系统暂时查不了。"),
            ((200, "no JSON", 0), "系统暂时查不了。"),
            ((200, '{"found":{"colour":"red"}}', 0), "系统暂时查不了。"),
            ((200, '{"found":{"status":"已发货"}}', 2.5), "系统暂时查不了。"),
        ]
        for self.answer, said in cases:
            with self.subTest(said), daemon.customer() as customer:
                customer.send("message", id="1", text="查订单")
                self.assertEqual(customer.until("reply")["text"], "请发一下订单号。")
                start = time.monotonic()
                customer.ask("message", id="2", text=number)
                self.assertEqual(customer.until("reply", timeout=5)["text"], said)
                self.assertLess(time.monotonic() - start, 3)
                self.assertEqual(self.asked[-1], {"kind": "order", "slots": {"order": number}})
        # The peer has said its last, and is answered all the same.
        self.answer = (200, '{"found":{"status":"在路上"}}', 0.5)
        said = subprocess.run(
            ["nc", "-N", "127.0.0.1", str(daemon.port)], input=f"查订单\n{number}\n", capture_output=True,
            text=True, timeout=20).stdout
        self.assertEqual(said.splitlines()[:2], ["请发一下订单号。", "您的订单在路上。"])


class Logs(DaemonCase):
    def test_no_secrets(self):  # 7
        daemon = self.daemon({"log.level": "trace", "limits.burst": "100"})
        planted = "植入的秘密句子"
        token = daemon.token("agent", "wang")
        agent = daemon.client()
        agent.hello(role="agent", token=token)
        agent.ask("presence", id="p", state="available")
        customer = daemon.customer()
        for i, text in enumerate((planted, f"转人工 {planted}", f"我要投诉 {planted} 13800138000")):
            customer.ask("message", id=f"{planted}{i}", text=text)
        agent.ask("message", id="a", conversation=customer.conversation, text=planted)
        customer.send("rate", id="r", score=9, comment=planted)
        customer.write(f'{{"type":"message","id":"x","text":"{planted}\n{planted}\n')
        with daemon.client() as plain:
            plain.write(planted + "\n")
            plain.line()
        with Client(daemon.port, source="127.0.0.8") as wrong:
            wrong.send("hello", role="agent", token=planted)
            wrong.until_error()
        (daemon.shop / "kb.yaml").write_text("name: [")
        daemon.admin("reload", check=False)
        daemon.stop()
        lines = [json.loads(line) for line in daemon.text().splitlines()]
        for line in lines:
            self.assertLessEqual({"time", "level", "logger", "message"}, set(line))
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        for secret in (planted, token, customer.token, "13800138000"):
            self.assertNotIn(secret, daemon.text())
        self.assertIn("refused at the door", daemon.text())


if __name__ == "__main__":
    unittest.main()
