"""The HTTP interface against the document that describes it, with requests that schemathesis makes up.

Properties:
 1. No request, fitting or not, is answered by a 5xx, or by a status, content type or body that
    `/api/openapi.json` does not have.
"""

import json
import subprocess
import sys
import unittest
import urllib.request

from support import DaemonCase

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


class OpenAPI(DaemonCase):
    def test_interface(self):  # 1
        daemon = self.daemon({"rasa": "open"})
        token = daemon.token("agent", "wang")
        base = f"http://127.0.0.1:{daemon.http}"
        with urllib.request.urlopen(f"{base}/api/openapi.json", timeout=10) as answer:
            document = json.load(answer)
        # A stream has no end, and each refused log-in is answered later than the one before: these are
        # Tests/Daemon's.
        del document["paths"]["/api/events"]
        del document["paths"]["/api/session"]["post"]
        for path in document["paths"].values():
            for operation in path.values():
                operation.pop("security", None)
                operation["parameters"] = [
                    each for each in operation.get("parameters", []) if each["name"] != "role"]
        file = self.directory / "openapi.json"
        file.write_text(json.dumps(document))
        result = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "run", str(file), "--url", base, "--checks", CHECKS,
                "--max-examples", "20", "--seed", "7", "--generation-deterministic", "--phases", "examples,coverage,fuzzing",
                "--request-timeout", "15", "--no-color", "-H", f"Authorization: Bearer {token}",
            ], capture_output=True, text=True, timeout=400, cwd=self.directory)
        said = result.stdout[-6000:] + result.stderr[-2000:]
        self.assertEqual(result.returncode, 0, said)
        self.assertRegex(result.stdout, r"(?i)tested", said)
        self.assertEqual(daemon.get("/health")[0], 200)


if __name__ == "__main__":
    unittest.main()
