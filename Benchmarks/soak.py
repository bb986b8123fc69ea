#!/usr/bin/env python3
"""Whether a daemon grows: customers come, talk and leave for as long as asked, and its memory is watched.

    Benchmarks/soak.py --kefud .build/release/kefud --tools Benchmarks/.build/release \\
        --kb KnowledgeBase/ecommerce-zh --texts messages.txt --minutes 30

Round after round of 20 s: `--connections` new customers write `--rate` messages a second in all, wait for each
acknowledgement, and leave; conversations nobody is connected to leave the daemon's memory after a minute.
Samples memory that is no file's, open files and threads every 5 s. Growth is the median of the last third over
that of the middle third; the first third fills caches. Exits with 1 where memory grows by more than 5 %, where
open files or threads grow, or where a message is not answered.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from daemon import daemon, resident  # noqa: E402


def sample(process):
    folder = Path(f"/proc/{process.pid}")
    return {"at": time.monotonic(), "anonMiB": resident(process)[1], "files": len(os.listdir(folder / "fd")),
            "threads": len(os.listdir(folder / "task"))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for name in ("--kefud", "--tools", "--kb", "--texts"):
        parser.add_argument(name, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--json")
    options = parser.parse_args()
    options.distinct = False

    samples, messages, rounds = [], 0, 0
    with tempfile.TemporaryDirectory() as directory, daemon(options, directory) as server:
        ended = threading.Event()

        def watch():
            while not ended.wait(5):
                samples.append(sample(server.process))

        watcher = threading.Thread(target=watch)
        watcher.start()
        end = time.monotonic() + options.minutes * 60
        try:
            while time.monotonic() < end:
                out = subprocess.run(
                    [f"{options.tools}/kefud-load", "talk", "--port", str(server.port), "--connections",
                     str(options.connections), "--seconds", "20", "--rate", str(options.rate), "--texts",
                     options.texts], capture_output=True, text=True, check=False)
                if out.returncode:
                    sys.exit(f"round {rounds + 1}: {out.stderr or out.stdout}")
                messages += int(json.loads(out.stdout)["messages"])
                rounds += 1
        finally:
            ended.set()
            watcher.join()

    third = len(samples) // 3
    middle, last = samples[third:2 * third], samples[2 * third:]

    def median(part, figure):
        return statistics.median(row[figure] for row in part)

    growth = median(last, "anonMiB") / median(middle, "anonMiB") - 1
    print(f"{options.minutes:g} minutes, {rounds * options.connections:,} customers, {messages:,} messages: "
          f"{median(middle, 'anonMiB'):.1f} MiB in the middle third, {median(last, 'anonMiB'):.1f} in the last "
          f"({growth:+.1%}); open files {median(middle, 'files'):g} and {median(last, 'files'):g}, "
          f"threads {median(middle, 'threads'):g} and {median(last, 'threads'):g}")
    if options.json:
        Path(options.json).write_text(json.dumps(samples, indent=1) + "\n")
    if growth > 0.05 or any(median(last, name) > median(middle, name) + 2 for name in ("files", "threads")):
        sys.exit("it grows")


if __name__ == "__main__":
    main()
