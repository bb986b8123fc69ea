#!/usr/bin/env python3
"""How much a daemon bears, beside what lines cost by themselves, in one run.

    Benchmarks/daemon.py --kefud .build/release/kefud --tools Benchmarks/.build/release \\
        --kb KnowledgeBase/ecommerce-zh --texts messages.txt

Three servers, one after another, as many rounds as asked for, each loaded by kefud-load over the same
connections with the same lines: the daemon with its store on a disk (every acknowledgement follows a sync);
the daemon with its store in memory (`/dev/shm`), where a sync costs nothing; an echo by SwiftNIO that sends
each line back. Customers write one message after another and wait for each acknowledgement; client and server
share the machine. With `--idle` also the memory that idle connections take.

Prints a table in Markdown and, with `--json FILE`, all runs. Texts: a message a line; anything after a tab is
passed over. With `--distinct` nothing is remembered from message to message (the setting `remembered: 0`).
"""

import argparse
import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, process, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server does not listen")


def resident(process):
    """Mebibytes in memory, and those of them that are no file's."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if ":" in line)
    return tuple(int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))


class Server:
    """A process that is ended with the block."""

    def __init__(self, arguments, port):
        self.arguments, self.port = arguments, port

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def seconds(self):
        """Processor time used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def daemon(options, directory):
    port = free_port()
    limit = "limits.{}=1000000"
    arguments = [options.kefud, "--store", f"{directory}/store.sqlite", "--knowledge-base", options.kb,
                 "--listen", f"tcp://127.0.0.1:{port}", "--set", "log.level=error"]
    for setting in ("limits.messagesPerSecond=100000", "limits.burst=1000000", limit.format("connections"),
                    limit.format("connectionsPerAddress")):
        arguments += ["--set", setting]
    if options.distinct:
        arguments += ["--set", "remembered=0"]
    return Server(arguments, port)


def load(options, server, *more):
    before = server.seconds()
    out = subprocess.run(
        [f"{options.tools}/kefud-load", "talk", "--port", str(server.port), "--connections", str(options.connections),
         "--seconds", str(options.seconds), "--texts", options.texts, *more],
        capture_output=True, text=True, check=False)
    if out.returncode:
        sys.exit(out.stderr or out.stdout)
    result = json.loads(out.stdout)
    result["serverMicros"] = (server.seconds() - before) / max(1, result["messages"]) * 1e6
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--kefud", required=True)
    parser.add_argument("--tools", required=True, help="where kefud-load and line-echo are")
    parser.add_argument("--kb", required=True)
    parser.add_argument("--texts", required=True)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--distinct", action="store_true")
    parser.add_argument("--idle", type=int, default=0, help="idle connections to be counted in memory")
    parser.add_argument("--json")
    options = parser.parse_args()
    # Both sides of each connection are open files.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)

    runs = {"on disk": [], "in memory": [], "echo": []}
    for _ in range(options.rounds):
        for name, parent in (("on disk", None), ("in memory", "/dev/shm")):
            with tempfile.TemporaryDirectory(dir=parent) as directory, daemon(options, directory) as server:
                runs[name].append(load(options, server))
        port = free_port()
        with Server([f"{options.tools}/line-echo", str(port)], port) as server:
            runs["echo"].append(load(options, server, "--echo"))

    def middle(name, figure):
        return statistics.median(run[figure] for run in runs[name])

    print(f"{options.connections} connections, median of {options.rounds} rounds of {options.seconds:g} s\n")
    print("| server | messages/s | p50 ms | p99 ms | µs of processor a message | of the echo |")
    print("|---|---|---|---|---|---|")
    for name in runs:
        print(f"| {name} | {middle(name, 'perSecond'):,.0f} | {middle(name, 'p50ms'):.1f} "
              f"| {middle(name, 'p99ms'):.1f} | {middle(name, 'serverMicros'):.0f} "
              f"| {middle(name, 'perSecond') / middle('echo', 'perSecond'):.2f} |")
    if options.idle:
        with tempfile.TemporaryDirectory() as directory, daemon(options, directory) as server:
            alone = resident(server.process)
            client = subprocess.Popen(
                [f"{options.tools}/kefud-load", "idle", "--port", str(server.port), "--connections",
                 str(options.idle), "--seconds", "3"], stdout=subprocess.PIPE, text=True)
            client.stdout.readline()
            time.sleep(1)
            full = resident(server.process)
            client.wait()
        runs["idle"] = {"connections": options.idle, "before": alone, "with": full}
        print(f"\n{options.idle:,} idle connections: {full[0]:.0f} MiB resident ({alone[0]:.0f} before), "
              f"{(full[0] - alone[0]) * 1024 / options.idle:.1f} KiB each")
    if options.json:
        Path(options.json).write_text(json.dumps(runs, indent=1) + "\n")


if __name__ == "__main__":
    main()
