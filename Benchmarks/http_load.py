#!/usr/bin/env python3
"""Holds streams of events open and posts messages at a rate, and prints what a daemon makes of it.

    KEFUD=.build/release/kefud python3 Benchmarks/http_load.py [--streams 300 --rate 1000 --seconds 30]

Measured: requests taken a second; from a post to its 202; from a post to the bot's reply on the
stream, which comes after the write to the disk; the daemon's processor time and memory. Each request is
one message of one of the streams' customers, so each is a turn of the bot, a commit and two events.
The clients are Python processes on the same machine and take processor time too: look at the rate that
was held and at the daemon's own time rather than at the tail.
"""

import argparse
import asyncio
import collections
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/Daemon"))
from support import Daemon  # noqa: E402

TEXTS = ["包邮吗", "退款多久到账", "能开发票吗", "怎么开发票", "要不要运费", "今天天气怎么样"]


class Stream(asyncio.Protocol):
    """The events of a customer."""

    def __init__(self, customer):
        self.customer = customer
        self.buffer = b""
        self.acknowledged = None

    def connection_made(self, transport):
        transport.write(b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

    def data_received(self, data):
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            if not line.startswith(b"data: "):
                continue
            if line.startswith(b'data: {"type":"ack"'):
                self.acknowledged = json.loads(line[6:]).get("id")
            elif line.startswith(b'data: {"type":"reply"'):
                sent = self.customer.sent.pop(self.acknowledged, None)
                if sent is not None:
                    self.customer.answered.append(time.perf_counter() - sent)
            elif line.startswith(b'data: {"session"'):
                self.customer.session.set_result(json.loads(line[6:])["session"])


class Posts(asyncio.Protocol):
    """The connection a customer posts on; answers come in the order of the requests."""

    def __init__(self, customer):
        self.customer = customer
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15:].split(b"\r\n", 1)[0])
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length:]
            self.customer.take(int(head[9:12]))


class Customer:
    def __init__(self, statuses, took):
        self.statuses, self.took = statuses, took
        self.session = asyncio.get_running_loop().create_future()
        self.waiting = collections.deque()
        self.sent = {}
        self.answered = []

    async def open(self, host, port):
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: Stream(self), host, port)
        _, self.posts = await loop.create_connection(lambda: Posts(self), host, port)
        self.head = (
            f"POST /api/frames HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Kefu-Session: {await self.session}\r\nContent-Length: ").encode()

    def say(self, number, words):
        body = json.dumps({"type": "message", "id": str(number), "text": words}).encode()
        now = time.perf_counter()
        self.sent[str(number)] = now
        self.waiting.append(now)
        self.posts.transport.write(self.head + b"%d\r\n\r\n" % len(body) + body)

    def take(self, status):
        self.took.append(time.perf_counter() - self.waiting.popleft())
        self.statuses[status] = self.statuses.get(status, 0) + 1


async def drive(host, port, streams, rate, seconds, outcome):
    statuses, took, late = {}, [], 0
    customers = [Customer(statuses, took) for _ in range(streams)]
    for customer in customers:
        await customer.open(host, port)
    begin = time.perf_counter()
    total = int(rate * seconds)
    for number in range(total):
        wait = begin + number / rate - time.perf_counter()
        # A few at a time: a sleep of less than a millisecond costs more than it waits.
        if wait > 0.002:
            await asyncio.sleep(wait)
        elif number % 20 == 0:
            late += wait < -0.5
            await asyncio.sleep(0)
        customers[number % streams].say(number, TEXTS[number % len(TEXTS)])
    while len(took) < total and time.perf_counter() < begin + 4 * seconds + 20:
        await asyncio.sleep(0.01)
    lasted = time.perf_counter() - begin
    for _ in range(200):
        if not any(customer.sent for customer in customers):
            break
        await asyncio.sleep(0.05)
    outcome.put({
        "lasted": lasted, "used": time.process_time(), "statuses": statuses, "took": took, "late": late,
        "answered": [value for customer in customers for value in customer.answered],
        "unanswered": sum(len(customer.sent) for customer in customers),
    })


def share(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))] * 1000 if values else float("nan")


def processor(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=300)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="kefud-load-")
    binary = os.environ.get("KEFUD") or str(ROOT / ".build/release/kefud")
    daemon = Daemon(directory, {"limits.messagesPerSecond": "50", "limits.burst": "100"}, binary=binary).start()
    try:
        outcome = multiprocessing.Queue()
        workers = [
            multiprocessing.Process(target=lambda: asyncio.run(drive(
                "127.0.0.1", daemon.http, options.streams // options.processes,
                options.rate / options.processes, options.seconds, outcome)))
            for _ in range(options.processes)
        ]
        before = processor(daemon.process.pid)
        for worker in workers:
            worker.start()
        found = [outcome.get(timeout=options.seconds * 4 + 60) for _ in workers]
        used = processor(daemon.process.pid) - before
        memory = daemon.memory()
        for worker in workers:
            worker.join()
    finally:
        daemon.close()
        shutil.rmtree(directory, ignore_errors=True)
    took = [value for each in found for value in each["took"]]
    answered = [value for each in found for value in each["answered"]]
    statuses = {}
    for each in found:
        for status, count in each["statuses"].items():
            statuses[status] = statuses.get(status, 0) + count
    lasted = max(each["lasted"] for each in found)
    print(f"streams                {options.streams}")
    print(f"requests               {len(took)} in {lasted:.1f} s: {len(took) / lasted:.0f} a second")
    print(f"statuses               {', '.join(f'{status}: {count}' for status, count in sorted(statuses.items()))}")
    print(f"behind schedule        {sum(each['late'] for each in found)}")
    print(f"post to 202, ms        p50 {share(took, .5):.1f}  p99 {share(took, .99):.1f}  max {share(took, 1):.1f}")
    print(f"post to reply, ms      p50 {share(answered, .5):.1f}  p99 {share(answered, .99):.1f}  max {share(answered, 1):.1f}")
    print(f"replies                {len(answered)}; not answered: {sum(each['unanswered'] for each in found)}")
    print(f"daemon's processor     {used:.1f} s: {used / lasted * 100:.0f} % of a core, {used / max(1, len(took)) * 1e6:.0f} µs a request")
    print("clients' processor     " + ", ".join(f"{each['used']:.1f} s" for each in found))
    print(f"daemon's memory        {memory / 2**20:.0f} MiB")
    held = len(took) / lasted >= options.rate * 0.99 and set(statuses) == {202}
    print("held" if held else "NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
