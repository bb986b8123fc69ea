"""The daemon is killed while customers write: Benchmarks/kill_test.py with numbers small enough for every day.

Properties: those of that script.
"""

import sys
import unittest

from support import ROOT, DaemonCase

sys.path.insert(0, str(ROOT / "Benchmarks"))
import kill_test  # noqa: E402


class Kill(DaemonCase):
    def test_nothing_is_lost_or_doubled(self):
        faults, figures = kill_test.run(
            self.directory, customers=20, messages=20, kills=10, seed=20261111, pause=(0.05, 0.5))
        print("\n  " + ", ".join(f"{name} {value}" for name, value in figures.items()), flush=True)
        self.assertEqual(faults, [])
        self.assertEqual(figures["kills"], 10)
        self.assertGreater(figures["connections"], 60)

    def test_thousands_of_messages(self):
        # One life of the daemon: nothing may grow with what it has done.
        faults, _ = kill_test.run(self.directory, customers=20, messages=250, kills=0, seed=1)
        self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
