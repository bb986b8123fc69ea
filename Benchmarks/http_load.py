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


class Customer:
    def __init__(self, host, port):
        self.host, self.port = host, port
        self.session = None
        self.sent = {}
        self.answered = []
        # One request at a time on a connection.
        self.turn = asyncio.Lock()

    async def open(self):
        """Opens the stream and a connection to post on."""
        self.events, writer = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
        writer.write(f"GET /api/events HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        while not (line := await self.events.readline()).startswith(b"data: {\"session\""):
            if not line:
                raise EOFError
        self.session = json.loads(line[6:])["session"]
        self.keep = writer
        self.answers, self.post = await asyncio.open_connection(self.host, self.port)

    async def listen(self):
        waiting = None
        try:
            while line := await self.events.readline():
                if not line.startswith(b"data: "):
                    continue
                frame = json.loads(line[6:])
                if frame["type"] == "ack":
                    waiting = frame.get("id")
                elif frame["type"] == "reply" and waiting in self.sent:
                    self.answered.append(time.perf_counter() - self.sent.pop(waiting))
        except (ConnectionError, asyncio.CancelledError):
            pass

    async def say(self, number, words):
        body = json.dumps({"type": "message", "id": str(number), "text": words}, ensure_ascii=False).encode()
        head = (
            f"POST /api/frames HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\n"
            f"Kefu-Session: {self.session}\r\nContent-Length: {len(body)}\r\n\r\n")
        start = time.perf_counter()
        async with self.turn:
            self.sent[str(number)] = start
            return await self.exchange(head, body), time.perf_counter() - start

    async def exchange(self, head, body):
        self.post.write(head.encode() + body)
        status = int((await self.answers.readline()).split()[1])
        length = 0
        while (line := await self.answers.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        await self.answers.readexactly(length)
        return status


async def drive(host, port, streams, rate, seconds, outcome):
    customers = [Customer(host, port) for _ in range(streams)]
    for customer in customers:
        await customer.open()
    listeners = [asyncio.create_task(customer.listen()) for customer in customers]
    statuses, took, late = {}, [], 0

    async def one(number):
        status, seconds = await customers[number % streams].say(number, TEXTS[number % len(TEXTS)])
        statuses[status] = statuses.get(status, 0) + 1
        took.append(seconds)

    begin = time.perf_counter()
    tasks = []
    total = int(rate * seconds)
    for number in range(total):
        due = begin + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        elif wait < -0.5:
            late += 1
        tasks.append(asyncio.create_task(one(number)))
    await asyncio.gather(*tasks)
    lasted = time.perf_counter() - begin
    for _ in range(100):
        if not any(customer.sent for customer in customers):
            break
        await asyncio.sleep(0.1)
    for listener in listeners:
        listener.cancel()
    outcome.put({
        "lasted": lasted, "statuses": statuses, "took": took, "late": late,
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
    print(f"daemon's memory        {memory / 2**20:.0f} MiB")
    held = len(took) / lasted >= options.rate * 0.99 and set(statuses) == {202}
    print("held" if held else "NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
