"""Daemons and clients for the tests: processes on free ports of 127.0.0.1, and sockets that speak in lines."""

import atexit
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The hard limit of open files is what tests with thousands of connections need, here and in the daemon.
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


def kefud():
    """The daemon under test: $KEFUD, or what was built last."""
    return os.path.abspath(os.environ.get("KEFUD") or ROOT / ".build/debug/kefud")


# MARK: A shop

KNOWLEDGE = "name: 小测试店\nlocale: zh-Hans\nskillGroups: {presale: 售前, aftersale: 售后}\n"

ENTRIES = """
- id: refund.time
  question: 退款多久到账
  variants: [退款什么时候到, 钱几天能退回来]
  answers: [退款一般三天到账。]
  group: aftersale
- id: ship.free
  question: 包邮吗
  variants: [要不要运费]
  answers: [全场包邮。]
- id: invoice.how
  question: 能开发票吗
  variants: [怎么开发票]
  answers: [可以开电子发票。]
- id: order.where
  question: 查订单
  variants: [我的订单到哪了]
  answers: [请在订单页查看。]
"""

TRIGGERS = """
triggers:
  - {id: person, reason: askedForPerson, phrases: [转人工], say: "好的，马上请同事来。"}
"""

FLOWS = """
- id: flow.order
  title: 查订单
  startedBy: {entries: [order.where]}
  steps:
    - id: number
      ask: {slot: order, type: orderNumber, prompt: 请发一下订单号。, invalid: 没认出订单号。}
    - id: look
      lookup: {kind: order, by: [order], into: found}
      branch:
        - {when: {found: found}, next: tell}
        - {when: {found: missing}, next: unknown}
      next: sorry
    - {id: tell, say: "您的订单{slot.found.status}。", end: {outcome: solved}}
    - {id: unknown, say: 没有查到这个订单。, end: {outcome: solved}}
    - {id: sorry, say: 系统暂时查不了。, end: {outcome: solved}}
"""

CANNED = "- {code: hello, text: 您好，我是小测试店的客服。}\n"


def make_shop(directory, extra=""):
    """Writes a small knowledge base that starts quickly."""
    shop = Path(directory) / "shop"
    (shop / "entries").mkdir(parents=True)
    (shop / "kb.yaml").write_text(KNOWLEDGE + extra)
    (shop / "entries/all.yaml").write_text(ENTRIES)
    (shop / "triggers.yaml").write_text(TRIGGERS)
    (shop / "flows.yaml").write_text(FLOWS)
    (shop / "canned.yaml").write_text(CANNED)
    return shop


def wait_until(condition, seconds=10, what="it"):
    """Polls until the condition holds, and returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what} in vain")
        time.sleep(0.02)


def free_port(host="127.0.0.1"):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


# MARK: Processes

_started = []


@atexit.register
def _end_all():
    for process in _started:
        if process.poll() is None:
            process.kill()


def spawn(arguments, **options):
    """A process that is ended with the tests, whatever happens."""
    process = subprocess.Popen(arguments, **options)
    _started.append(process)
    return process


class Daemon:
    """A kefud of its own directory: shop, store, sockets and log.

    `settings` are given by --set; a stopped daemon may be started again on the same store.
    """

    def __init__(self, directory, settings=None, shop=None, environment=None, listen=(), binary=None):
        self.directory = Path(directory)
        self.binary = binary or kefud()
        self.shop = shop or make_shop(directory)
        self.store = self.directory / "kefu.sqlite"
        self.log = self.directory / "log"
        self.port = free_port()
        self.http = free_port()
        self.settings = {"http": f"127.0.0.1:{self.http}", "watchKnowledge": "false"}
        self.settings.update(settings or {})
        self.listen = [f"tcp://127.0.0.1:{self.port}", *listen]
        self.environment = environment or {}
        self.process = None
        self.clients = []

    @property
    def arguments(self):
        arguments = ["--knowledge-base", str(self.shop), "--store", str(self.store)]
        for name, value in self.settings.items():
            arguments += ["--set", f"{name}={value}"]
        return arguments

    def variables(self):
        """The environment with nothing of the caller's settings."""
        variables = {k: v for k, v in os.environ.items() if not k.startswith("KEFUD_")}
        # A daemon built to measure coverage leaves a file behind.
        variables["LLVM_PROFILE_FILE"] = str(self.directory / "kefud.profraw")
        return {**variables, **self.environment}

    def run(self, *arguments, **options):
        """Runs kefud to its end."""
        return subprocess.run(
            [self.binary, *map(str, arguments)], capture_output=True, text=True, timeout=60,
            env=self.variables(), **options)

    def admin(self, *arguments, check=True):
        result = self.run("admin", *arguments, *self.arguments)
        if check and result.returncode:
            raise AssertionError(f"kefud admin {arguments[0]} failed: {result.stderr}")
        return result

    def token(self, role, subject, *more):
        return self.admin("token", "--role", role, "--subject", subject, *more).stdout.strip()

    def start(self, wait=True):
        arguments = [self.binary, *self.arguments]
        for endpoint in self.listen:
            arguments += ["--listen", endpoint]
        self.logged_before = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            self.process = spawn(
                arguments, stderr=log, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                env=self.variables())
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self):
        def is_ready():
            if self.process.poll() is not None:
                raise AssertionError(f"kefud ended with {self.process.returncode}: {self.text()[-2000:]}")
            return '"message":"ready"' in self.text()
        wait_until(is_ready, 60, "the daemon")

    def text(self):
        """The log since the last start."""
        with open(self.log, "rb") as log:
            log.seek(self.logged_before)
            return log.read().decode()

    def stop(self, timeout=15):
        """Ends it by SIGTERM; returns the exit code and the seconds it took."""
        start = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"kefud had not ended {timeout} s after SIGTERM")
        return (self.process.returncode if self.process else None), time.monotonic() - start

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def memory(self):
        """Bytes of the process in memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS")

    def client(self, **options):
        client = Client(self.port, **options)
        self.clients.append(client)
        return client

    def close(self):
        """Ends the daemon, and the connections to it."""
        self.kill()
        for client in self.clients:
            client.close()

    def customer(self, **hello):
        client = self.client()
        client.hello(**hello)
        return client

    def get(self, path):
        """The status and the body of an HTTP request, read with nothing but a socket."""
        with socket.create_connection(("127.0.0.1", self.http), timeout=10) as peer:
            peer.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while chunk := peer.recv(65536):
                answer += chunk
        head, _, body = answer.partition(b"\r\n\r\n")
        if b"chunked" in head.lower():
            body = re.sub(rb"(?:^|\r\n)[0-9a-f]+\r\n", b"", body)
        return int(head.split()[1]), body.decode()

    def export(self):
        return [json.loads(line) for line in self.admin("export").stdout.splitlines()]


class DaemonCase(unittest.TestCase):
    """A test with a directory and the daemons in it, both gone afterwards."""

    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="kefud-test-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def daemon(self, settings=None, start=True, **options):
        daemon = Daemon(self.directory, settings, **options)
        self.addCleanup(daemon.close)
        return daemon.start() if start else daemon


# MARK: Clients

class Gone(Exception):
    """The connection was closed where a frame was expected."""


class Client:
    """A connection that speaks in frames; what is received is kept in `seen`."""

    def __init__(self, target, timeout=10, source=None, wrap=None, receive_buffer=None):
        if isinstance(target, (str, Path)):
            peer = socket.socket(socket.AF_UNIX)
            peer.settimeout(timeout)
            peer.connect(str(target))
        else:
            peer = socket.socket()
            peer.settimeout(timeout)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if receive_buffer:  # Which counts only before the connection stands.
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            if source:
                peer.bind((source, 0))
            peer.connect(("127.0.0.1", target))
        self.socket = wrap(peer) if wrap else peer
        self.buffer = bytearray()
        self.searched = 0
        self.seen = []
        self.conversation = None
        self.token = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def write(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def send(self, type, **members):
        self.write(json.dumps({"type": type, **members}, ensure_ascii=False) + "\n")

    def line(self, timeout=10):
        """The next line without its end; raises Gone at the end, TimeoutError where none comes."""
        end = time.monotonic() + timeout
        while (found := self.buffer.find(b"\n", self.searched)) < 0:
            self.searched = len(self.buffer)
            self.socket.settimeout(max(0.001, end - time.monotonic()))
            try:
                data = self.socket.recv(65536)
            except ConnectionError as error:
                raise Gone() from error
            except socket.timeout as error:  # Which is no TimeoutError before Python 3.10.
                raise TimeoutError("nothing came") from error
            if not data:
                raise Gone()
            self.buffer += data
        line = self.buffer[:found].decode()
        del self.buffer[:found + 1]
        self.searched = 0
        return line

    def frame(self, timeout=10):
        frame = json.loads(self.line(timeout))
        self.seen.append(frame)
        return frame

    def until(self, type, timeout=10, **members):
        """The next frame that is of the type and has the members; others go by, but errors do not."""
        end = time.monotonic() + timeout
        passed = []
        while True:
            try:
                frame = self.frame(max(0.001, end - time.monotonic()))
            except (TimeoutError, Gone) as problem:
                wanted = {"type": type, **members}
                raise AssertionError(f"wanted {wanted}, had {passed}, then {problem!r}") from problem
            if frame["type"] == type and all(frame.get(k) == v for k, v in members.items()):
                return frame
            if frame["type"] == "error":
                raise AssertionError(f"wanted {type}, had {frame}")
            passed.append(frame)

    def hello(self, **members):
        self.send("hello", **members)
        welcome = self.until("welcome")
        self.conversation = welcome.get("conversation")
        self.token = welcome.get("token")
        return welcome

    def ask(self, type, **members):
        """Sends a frame and returns its acknowledgement."""
        self.send(type, **members)
        return self.until("ack", id=members["id"])

    def until_error(self, timeout=10):
        """The next error."""
        while True:
            frame = self.frame(timeout)
            if frame["type"] == "error":
                return frame

    def seq_of(self, id):
        """Of the message that was acknowledged with an id."""
        return next(f["seq"] for f in self.seen if f["type"] == "ack" and f.get("id") == id)

    def rest(self, timeout=10):
        """All lines until the connection ends."""
        lines = []
        try:
            while True:
                lines.append(self.line(timeout))
        except Gone:
            return lines

    def quiet(self, seconds=0.3):
        """The frames that come within a time."""
        frames = []
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                frames.append(self.frame(end - time.monotonic()))
        except TimeoutError:
            pass
        return frames
