#!/usr/bin/env python3
"""Kills a daemon again and again while customers write, and counts what was lost or doubled.

    Benchmarks/kill_test.py --customers 200 --messages 50 --kills 100

Each customer sends its messages one after another, each with an id of its own, some of them twice. A
customer whose connection ends comes back with its token and the last `seq` it has seen, and sends again what
was not acknowledged, with the same id. The daemon is ended by SIGKILL at random moments and started again on
the same store. Afterwards:

 1. every acknowledged message is in the log once, with the text that was sent;
 2. each customer has seen every `seq` once and in order, replies and all;
 3. no id that was sent again had a second effect.

Exits with 1 where one of these does not hold. Run against a release build ($KEFUD) for figures; the bounded
run in Tests/Daemon is this one with smaller numbers.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests/Daemon"))
from support import Client, Daemon, Gone  # noqa: E402


class Customer(threading.Thread):
    def __init__(self, daemon, number, messages, rest, seed):
        super().__init__(daemon=True)
        self.rest = rest
        self.port = daemon.port
        self.number = number
        self.messages = messages
        self.random = random.Random(seed * 1_000_003 + number)
        self.token = None
        self.conversation = None
        self.last = 0
        self.texts = {}
        self.acknowledged = {}
        self.connections = 0
        self.faults = []
        self.stopping = False

    def text(self, i):
        return f"客人 {self.number} 的第 {i} 句"

    def run(self):
        todo = list(range(self.messages))
        while (todo or self.last < max(self.acknowledged.values(), default=0)) and not self.stopping:
            try:
                with Client(self.port, timeout=5) as client:
                    self.enter(client)
                    while todo:
                        self.say(client, todo[0])
                        todo.pop(0)
                        # Several at once, then a rest.
                        if self.random.random() < 0.2:
                            time.sleep(self.random.uniform(0, 10 * self.rest))
                    # Until the reply to the last message has come.
                    client.send("ping", id="end")
                    while self.take(client).get("type") != "pong":
                        pass
            except (OSError, Gone):
                time.sleep(self.random.uniform(0.02, 0.1))

    def enter(self, client):
        hello = {"token": self.token, "after": self.last} if self.token else {}
        client.send("hello", **hello)
        welcome = client.frame(10)
        if welcome["type"] != "welcome":
            self.faults.append(f"wanted a welcome, had {welcome}")
            raise Gone()
        if self.token and welcome["conversation"] != self.conversation:
            self.faults.append("another conversation after coming back")
        self.token, self.conversation = welcome["token"], welcome["conversation"]
        self.connections += 1

    def say(self, client, i):
        id = f"m{i}"
        self.texts[id] = self.text(i)
        for _ in range(2 if self.random.random() < 0.1 else 1):
            client.send("message", id=id, text=self.text(i))
        while True:
            frame = self.take(client)
            if frame.get("id") != id:
                continue
            if frame["type"] == "ack":
                return
            if frame["type"] == "error":
                if not frame["retry"]:
                    self.faults.append(str(frame))
                time.sleep(0.05)
                client.send("message", id=id, text=self.text(i))

    def take(self, client):
        """The next frame; what has a seq must be the next one of the conversation."""
        frame = client.frame(10)
        seq = frame.get("seq")
        if frame["type"] == "ack" and seq:
            before = self.acknowledged.setdefault(frame["id"], seq)
            if before != seq:
                self.faults.append(f"{frame['id']} was acknowledged as {before} and as {seq}")
            # One's own message is seen as its acknowledgement, or shown after coming back.
            if seq == self.last + 1:
                self.last = seq
        elif frame["type"] in ("reply", "message", "state") and seq:
            if seq != self.last + 1:
                self.faults.append(f"{frame['type']} {seq} came after {self.last}")
            self.last = seq
        return frame


def check(daemon, customers):
    """What does not hold, in sentences."""
    faults = [f"customer {c.number}: {fault}" for c in customers for fault in c.faults]
    by_conversation = {}
    for line in daemon.export():
        by_conversation.setdefault(line["conversation"], []).append(line)
    for customer in customers:
        lines = by_conversation.get(customer.conversation, [])
        own = [line for line in lines if line.get("from") == "customer"]
        kept = {line["seq"]: line["text"] for line in own}
        if len(kept) != len(own) or len({line["text"] for line in own}) != len(own):
            faults.append(f"customer {customer.number}: a message is in the log twice")
        for id, seq in customer.acknowledged.items():
            if kept.get(seq) != customer.texts[id]:
                faults.append(f"customer {customer.number}: {id} was acknowledged as {seq} and is not there")
        if len(customer.acknowledged) != customer.messages or len(own) != customer.messages:
            faults.append(
                f"customer {customer.number}: {customer.messages} sent, {len(customer.acknowledged)} acknowledged, "
                f"{len(own)} kept")
        seqs = sorted({line["seq"] for line in lines if "from" in line or line.get("event") in ("state", "handoff")})
        if seqs != list(range(1, len(seqs) + 1)):
            faults.append(f"customer {customer.number}: the log has a gap")
        if customer.last != len(seqs):
            faults.append(f"customer {customer.number}: saw up to {customer.last} of {len(seqs)}")
    return faults


def run(directory, customers, messages, kills, seed, pause=(0.1, 1.0), binary=None):
    """Returns what does not hold, and figures."""
    daemon = Daemon(
        directory, {"limits.messagesPerSecond": "1000", "limits.burst": "1000"}, binary=binary)
    daemon.start()
    choice = random.Random(seed)
    # Seconds between messages, so that there is still something to send at the last kill.
    rest = 1.3 * kills * sum(pause) / 2 / messages
    crowd = [Customer(daemon, number, messages, rest, seed) for number in range(customers)]
    start = time.monotonic()
    done = 0
    crash = None
    try:
        for customer in crowd:
            customer.start()
        while done < kills and any(customer.is_alive() for customer in crowd):
            time.sleep(choice.uniform(*pause))
            crash = crash or daemon.process.poll()
            daemon.kill()
            done += 1
            daemon.start()
        end = time.monotonic() + 180
        while any(c.is_alive() for c in crowd) and crash is None and time.monotonic() < end:
            time.sleep(0.05)
            crash = daemon.process.poll()
        faults = [f"customer {c.number} did not come to an end" for c in crowd if c.is_alive()]
        if crash is not None:
            faults.append(f"the daemon ended by itself with {crash}")
        seconds = time.monotonic() - start
        if not faults:
            faults += check(daemon, crowd)
        integrity = daemon.admin("integrity", check=False).stdout.strip()
        if integrity != "sound":
            faults.append(f"the store is not sound: {integrity}")
    finally:
        for customer in crowd:
            customer.stopping = True
        daemon.kill()
    figures = {
        "customers": customers, "messages": sum(len(c.acknowledged) for c in crowd), "kills": done,
        "connections": sum(c.connections for c in crowd), "seconds": round(seconds, 1), "seed": seed,
    }
    return faults, figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kefud-kill-") as directory:
        faults, figures = run(directory, options.customers, options.messages, options.kills, options.seed)
    for fault in faults:
        print(fault)
    print(", ".join(f"{name} {value}" for name, value in figures.items()) + f", faults {len(faults)}")
    return 1 if faults or figures["kills"] < options.kills else 0


if __name__ == "__main__":
    sys.exit(main())
