"""Runs the tests of the daemon and ends with the plain line "N passed, N failed".

    KEFUD=.build/debug/kefud python3 Tests/Daemon [test_hostile | test_hostile.Table.test_table] …
"""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from running import run  # noqa: E402


def main():
    missing = [tool for tool in ("nc", "socat", "openssl") if not shutil.which(tool)]
    if missing:
        print(f"tests of the daemon need {', '.join(missing)}: run Scripts/setup", file=sys.stderr)
        return 1
    return run(Path(__file__).parent)


if __name__ == "__main__":
    sys.exit(main())
