"""Settings: how they are read, printed and found wrong; the files of Deployment and the article's table.

Properties:
 1. What --print-config prints is read back to the same, with every setting changed from its default.
 2. --check names each problem with the line of the file, the variable or the flag it comes from; all of a file
    at once. It exits with 1, and with 0 where all is well; it changes nothing and may run beside the daemon.
 3. Flags go before the environment, the environment before the file.
 4. Deployment/kefud.yaml is a good configuration; the unit names settings that exist and passes
    systemd-analyze, where there is one.
 5. The article's table of settings says what --print-config says.
"""

import re
import shutil
import stat
import subprocess
import unittest

from support import ROOT, DaemonCase, free_port, kefud, make_shop

# What a file says; the line of the problem; what the message holds.
BAD_FILES = [
    ("nonsense: 1\n", 1, "there is no setting nonsense"),
    ("limits:\n  conections: 5\n", 2, "did you mean limits.connections?"),
    ("# a remark\n\nstore: [a, b]\n", 3, "store: one value is wanted, not a list"),
    ("listen: [tcp://127.0.0.1]\n", 1, '"tcp://127.0.0.1" is none of tcp://HOST:PORT'),
    ("listen: [tcp://127.0.0.1:70000]\n", 1, "is none of"),
    ("listen: [tcp://::1:7700]\n", 1, "is none of"),
    ("listen: [udp://127.0.0.1:1]\n", 1, "is none of"),
    ("listen: ['unix:']\n", 1, "is none of"),
    ("store: x\nlisten:\n  - tcp://127.0.0.1:7700\n  - tcp://127.0.0.1:7700\n", 3, "is there twice"),
    ("listen: ['tls://127.0.0.1:7701']\n", 1, "tls:// needs tls.certificate and tls.key"),
    ("tls:\n  certificate: a.pem\n", 2, "tls.certificate and tls.key go together"),
    ("tls:\n  key: a.pem\n", 2, "tls.certificate and tls.key go together"),
    ("tls:\n  certificate: /nowhere/a.pem\n  key: /nowhere/b.pem\n", 2, "/nowhere/a.pem cannot be read as PEM"),
    ("socketMode: 999\n", 1, '"999" is no octal number up to 777'),
    ("http: 9100\n", 1, '"9100" is not HOST:PORT'),
    ("watchKnowledge: maybe\n", 1, '"maybe" is neither true nor false'),
    ("language: fr\n", 1, '"fr" is none of zh, en'),
    ("lookup: {url: shop.example, kinds: [order]}\n", 1, '"shop.example" is no http:// or https:// address'),
    ("lookup:\n  url: http://shop.example/\n  kinds: [parcels]\n", 3, '"parcels" is none of order, logistics'),
    ("lookup:\n  url: http://shop.example/\n", 2, "nothing is looked up"),
    ("lookup:\n  timeout: 31\n", 2, '"31" is no number from 0.1 to 30.0'),
    ("turnThreads: -1\n", 1, "no whole number from 0 to 256"),
    ("customers: {tokenDays: 0}\n", 1, "no whole number from 1 to 3650"),
    ("retention: {purgeAfterDays: many}\n", 1, '"many" is no whole number'),
    ("log:\n  level: loud\n", 2, '"loud" is none of trace'),
    ("limits:\n  connections: 0\n", 2, "no whole number from 1 to 1000000"),
    ("limits:\n  helloTimeout: nan\n", 2, "is no number"),
    ("limits:\n  unreadBytes: 10\n", 2, "no whole number from 65536"),
    ("desk:\n  mode: push\n", 2, '"push" is neither assign nor offer'),
    ("desk:\n  capacity: 1001\n", 2, "no whole number from 0 to 1000"),
    ("store: /nowhere/at/all/kefu.sqlite\n", 1, "the store's file cannot be opened"),
    ("http: ''\nknowledgeBase: /nowhere\n", 2, "there is no directory /nowhere"),
    ("listen: ['tcp://no-such-host.invalid:1']\n", 1, "the host of tcp://no-such-host.invalid:1 cannot be found"),
    ("store: a\nstore: b\n", 1, "store is there twice"),
    ("store: [\n", 2, "this is no YAML"),
    ("just words\n", 1, "settings are wanted"),
    ("- a\n", 1, "settings are wanted"),
    ("store: &a x\nhttp: *a\n", 1, "is not HOST:PORT"),
]


class Configuration(DaemonCase):
    def setUp(self):
        super().setUp()
        self.shop = make_shop(self.directory)
        self.runner = self.daemon(start=False, shop=self.shop)
        self.base = ["--knowledge-base", self.shop, "--store", self.directory / "k.sqlite"]

    def check(self, *arguments, environment=None):
        self.runner.environment = environment or {}
        return self.runner.run("--check", *arguments, cwd=self.directory)

    def printed(self, *arguments, environment=None):
        self.runner.environment = environment or {}
        result = self.runner.run("--print-config", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    @staticmethod
    def settings(text):
        """Name → value and meaning, as --print-config writes them."""
        found, section, meaning = {}, "", ""
        for line in text.splitlines():
            if line.strip().startswith("# "):
                meaning = line.strip()[2:]
            elif re.match(r"^\w+:$", line):
                section = line[:-1] + "."
            else:
                name, _, value = line.strip().partition(": ")
                found[(section if line.startswith(" ") else "") + name] = (value, meaning)
        return found

    def test_round_trip(self):  # 1
        text = self.printed()
        changed, count = [], 0
        for line in text.splitlines():
            name, colon, value = line.partition(": ")
            if colon and "#" not in name:
                count += 1
                value = self.other(name.strip(), value)
            changed.append(name + colon + value)
        text = "\n".join(changed) + "\n"
        file = self.directory / "all.yaml"
        file.write_text(text)
        again = self.printed("--config", file)
        self.assertEqual(again, text)
        self.assertEqual(len(self.settings(text)), count)
        self.assertGreater(count, 35)
        defaults = self.settings(self.printed())
        same = [name for name, (value, _) in self.settings(again).items() if defaults[name][0] == value]
        self.assertEqual(same, [])

    OTHER = {
        "rasa": "token",
        "listen": '["unix:/run/a \\"b\\".sock", "tcp://[::1]:7700"]', "socketMode": "0660", "http": '"[::1]:9100"',
        "url": '"https://shop.example/a?b=c#d"', "kinds": "[order, stock]", "language": "en", "level": "debug",
        "mode": "offer", "store": '"白 # \\\\ x"', "adminSocket": '"-x"', "knowledgeBase": '"a: b"',
    }

    def other(self, name, value):
        """A value that is not the default."""
        if name in self.OTHER:
            return self.OTHER[name]
        if value in ("true", "false"):
            return "false" if value == "true" else "true"
        if re.fullmatch(r"\d+", value):
            return str(int(value) + 1)
        if re.fullmatch(r"\d+\.\d+", value):
            return str(float(value) + 0.5)
        return "word"

    def test_bad_files(self):  # 2
        for i, (text, line, message) in enumerate(BAD_FILES):
            with self.subTest(text):
                file = self.directory / f"bad{i}.yaml"
                file.write_text(text)
                flags = [] if "store" in text else ["--store", self.directory / "k.sqlite"]
                flags += [] if "knowledgeBase" in text else ["--knowledge-base", self.shop]
                result = self.check("--config", file, *flags)
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(f"{file}:{line}: error: ", result.stderr)
                self.assertIn(message, result.stderr)

    def test_all_problems_at_once(self):  # 2
        file = self.directory / "bad.yaml"
        file.write_text("socketMode: 9\nlimits:\n  burst: x\n  backlog: y\nnonsense: 1\n")
        result = self.check("--config", file, *self.base)
        self.assertEqual([int(line) for line in re.findall(r"bad\.yaml:(\d+): error", result.stderr)], [1, 3, 4, 5])

    def test_environment_and_flags(self):  # 2, 3
        file = self.directory / "good.yaml"
        file.write_text("limits: {burst: 1, backlog: 1, connections: 1}\n")
        environment = {"KEFUD_CONFIG": str(file), "KEFUD_LIMITS_BACKLOG": "2", "KEFUD_LIMITS_CONNECTIONS": "2",
                       "KEFUD_LISTEN": "tcp://127.0.0.1:1 unix:/tmp/x"}
        found = self.settings(self.printed("--set", "limits.connections=3", environment=environment))
        values = [found[f"limits.{name}"][0] for name in ("burst", "backlog", "connections")]
        self.assertEqual(values, ["1.0", "2", "3"])
        self.assertEqual(found["listen"][0], '["tcp://127.0.0.1:1", "unix:/tmp/x"]')
        cases = [
            ({"KEFUD_LIMITS_BURST": "x"}, [], 'KEFUD_LIMITS_BURST: error: limits.burst: "x" is no number'),
            ({"KEFUD_LIMIT_BURST": "1"}, [], "did you mean KEFUD_LIMITS_BURST?"),
            ({}, ["--set", "limits.burst=x"], '--set limits.burst: error: limits.burst: "x" is no number'),
            ({}, ["--set", "limits.burst"], "write it as NAME=VALUE"),
            ({}, ["--set", "limits.brust=1"], "did you mean limits.burst?"),
            ({}, ["--listen", "tls://127.0.0.1:1"], "--set listen: error: listen: tls:// needs"),
            ({"KEFUD_CONFIG": "/nowhere.yaml"}, [], "/nowhere.yaml: cannot be read"),
        ]
        for environment, flags, message in cases:
            with self.subTest(message):
                result = self.check(*self.base, *flags, environment=environment)
                self.assertEqual(result.returncode, 1)
                self.assertIn(message, result.stderr)
        self.assertEqual(self.runner.run("--no-such-flag").returncode, 64)

    def test_good_beside_a_running_daemon(self):  # 2
        self.runner.environment = {}
        daemon = self.runner.start()
        with daemon.customer() as customer:
            customer.send("human", id="h")
            customer.until("state", state="offline")
            before = daemon.export()
            result = self.check(*daemon.arguments, "--listen", f"tcp://127.0.0.1:{daemon.port}")
            self.assertEqual((result.returncode, result.stdout.split(":")[0]), (0, "good"), result.stderr)
            self.assertEqual(daemon.export(), before)
            customer.ask("message", id="m", text="包邮吗")
        daemon.admin("stats")

    def test_broken_knowledge(self):  # 2
        (self.shop / "entries/all.yaml").write_text("- {id: x, qestion: 啊}\n")
        result = self.check(*self.base)
        self.assertEqual(result.returncode, 1)
        self.assertIn("entries/all.yaml:1:", result.stderr)
        self.assertIn('did you mean "question"?', result.stderr)


class Deployment(DaemonCase):
    def test_example(self):  # 4
        daemon = self.daemon(start=False)
        text = (ROOT / "Deployment/kefud.yaml").read_text()
        text = text.replace("/etc/kefu/shop", str(daemon.shop))
        text = re.sub(r"/(?:var/lib|run)/kefu", str(self.directory), text)
        text = text.replace("7700", str(free_port())).replace("9090", str(free_port()))
        file = self.directory / "kefud.yaml"
        file.write_text(text)
        result = daemon.run("--config", file, "--check")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_unit(self):  # 4
        unit = (ROOT / "Deployment/kefud.service").read_text()
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=kefu", "KillSignal=SIGTERM"):
            self.assertIn(line + "\n", unit)
        if not shutil.which("systemd-analyze"):
            self.skipTest("there is no systemd-analyze here")
        # With a binary that is there, as the one it names is not.
        file = self.directory / "kefud.service"
        file.write_text(unit.replace("/usr/local/bin/kefud", kefud()))
        result = subprocess.run(["systemd-analyze", "verify", "--man=no", file], capture_output=True, text=True)
        complaints = [line for line in result.stderr.splitlines() if "kefud" in line]
        self.assertEqual((result.returncode, complaints), (0, []), result.stderr)
        security = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", file], capture_output=True, text=True)
        if "offline" not in security.stderr:
            self.assertEqual(security.returncode, 0, security.stdout[-300:])

    def test_article(self):  # 5
        article = (ROOT / "Sources/KefuServer/KefuServer.docc/Operating.md").read_text()
        printed = self.daemon(start=False).run("--print-config").stdout
        wanted = []
        for name, (value, meaning) in Configuration.settings(printed).items():
            shown = "" if value in ('""', "[]") else f"`{value}` "
            wanted.append(f"| `{name}` | {shown}| {meaning} |")
        section = article.partition("\n## Configure\n")[2].partition("\n## ")[0]
        self.assertEqual([line for line in section.splitlines() if line.startswith("| `")], wanted)


if __name__ == "__main__":
    unittest.main()
