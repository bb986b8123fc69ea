"""Runs test files and says what became of each test."""

import sys
import time
import unittest


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


def run(folder):
    """Runs the tests that the arguments name, or all files of a folder; returns the exit code."""
    loader = unittest.defaultTestLoader
    names = sys.argv[1:] or sorted(file.stem for file in folder.glob("test_*.py"))
    runner = unittest.TextTestRunner(resultclass=Result, stream=sys.stdout)
    result = runner.run(loader.loadTestsFromNames(names))
    failed = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0
