"""Runs the tests of the daemon and ends with the plain line "N passed, N failed".

    KEFUD=.build/debug/kefud python3 Tests/Daemon [test_hostile | test_hostile.Table.test_table] …
"""

import shutil
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))


class Result(unittest.TextTestResult):
    """A line for each test, with the seconds it took."""

    def startTest(self, test):
        unittest.TestResult.startTest(self, test)
        self.began = time.monotonic()

    def say(self, test, outcome):
        self.stream.writeln(f"{outcome}: {test.id()} ({time.monotonic() - self.began:.1f} s)")
        self.stream.flush()

    def addSuccess(self, test):
        self.say(test, "passed")

    def addFailure(self, test, error):
        unittest.TestResult.addFailure(self, test, error)
        self.say(test, "FAILED")

    def addError(self, test, error):
        unittest.TestResult.addError(self, test, error)
        self.say(test, "FAILED")

    def addSubTest(self, test, subtest, error):
        unittest.TestResult.addSubTest(self, test, subtest, error)
        if error:
            self.say(subtest, "FAILED")

    def addSkip(self, test, reason):
        unittest.TestResult.addSkip(self, test, reason)
        self.say(test, f"skipped, {reason}")


def main():
    missing = [tool for tool in ("nc", "socat", "openssl") if not shutil.which(tool)]
    if missing:
        print(f"tests of the daemon need {', '.join(missing)}: run Scripts/setup", file=sys.stderr)
        return 1
    loader = unittest.defaultTestLoader
    names = sys.argv[1:] or sorted(file.stem for file in Path(__file__).parent.glob("test_*.py"))
    runner = unittest.TextTestRunner(resultclass=Result, stream=sys.stdout)
    result = runner.run(loader.loadTestsFromNames(names))
    failed = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
