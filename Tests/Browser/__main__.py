"""Runs the tests of the pages in a real Chromium and ends with the plain line "N passed, N failed".

    KEFUD=.build/debug/kefud Scripts/browser Tests/Browser [test_course | test_pages.Pages.test_widget] …

Scripts/browser installs what it takes. PAGES=FOLDER serves the pages' files from a folder instead of the
daemon, to try what is not built yet.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "Daemon"))

from running import run  # noqa: E402

if __name__ == "__main__":
    sys.exit(run(Path(__file__).parent))
