"""Ways to reach a daemon, with the tools people have at hand.

Properties:
 1. Plain text gets plain answers, over TCP by nc and by socat, over a Unix socket and over IPv6.
 2. A peer that has said its last is answered in full before the connection ends.
 3. A Unix socket has mode 0600, or what is set; one left behind by a crash does not stand in the way.
 4. TLS serves the certificate of its file, and a new one after SIGHUP; TLS 1.1 is refused; the
    connections that stand go on.
 5. --stdio serves a pipe and a file, all lines of it in order.
 6. A promise is told in the shop's time: with its offset in frames, as people say it in plain text.
"""

import os
import re
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import time
import unittest

from support import Client, DaemonCase, free_port, make_shop, wait_until

REFUND = "退款一般三天到账。"
FREE = "全场包邮。"


def has_ipv6():
    try:
        free_port("::1")
        return True
    except OSError:
        return False


def pipe_through(arguments, text, timeout=20):
    """What a command prints that is fed the text."""
    return subprocess.run(
        arguments, input=text, capture_output=True, text=True, timeout=timeout, check=True).stdout


class PlainText(DaemonCase):
    def test_nc_over_tcp(self):  # 1, 2
        daemon = self.daemon()
        said = pipe_through(["nc", "-N", "127.0.0.1", str(daemon.port)], "退款多久到账\n包邮吗\n")
        self.assertEqual(said.splitlines()[:2], [REFUND, FREE])

    def test_last_line_without_an_end(self):  # 2
        daemon = self.daemon()
        said = pipe_through(["nc", "-N", "127.0.0.1", str(daemon.port)], "退款多久到账\r\n包邮吗")
        self.assertEqual(said.splitlines()[:2], [REFUND, FREE])

    def test_a_poured_file_is_answered_whole(self):  # 2
        daemon = self.daemon({"limits.burst": "10000", "limits.backlog": "32"})
        texts = [f"第 {i} 个问题" for i in range(400)]
        said = pipe_through(["nc", "-N", "127.0.0.1", str(daemon.port)], "\n".join(texts))
        self.assertEqual(said.count("backlog"), 0)
        kept = [line["text"] for line in daemon.export() if line.get("from") == "customer"]
        self.assertEqual(kept, texts)

    def test_socat_over_a_unix_socket(self):  # 1, 3
        path = self.directory / "chat.sock"
        daemon = self.daemon(listen=[f"unix:{path}"])
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        said = pipe_through(["socat", "-t5", "-", f"UNIX-CONNECT:{path}"], "包邮吗\n")
        self.assertEqual(said.splitlines()[0], FREE)
        daemon.kill()
        self.assertTrue(path.exists(), "a killed daemon leaves its socket")
        daemon.start()
        with Client(path) as client:
            client.hello()
        daemon.stop()
        self.assertFalse(path.exists(), "a stopped daemon takes its socket along")

    def test_mode_of_a_unix_socket(self):  # 3
        path = self.directory / "chat.sock"
        daemon = self.daemon({"socketMode": "0660"}, listen=[f"unix:{path}"])
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660)
        admin = f"{daemon.store}.admin.sock"
        self.assertEqual(stat.S_IMODE(os.stat(admin).st_mode), 0o600, "that of kefud admin stays narrow")
        for file in (daemon.store, f"{daemon.store}.secret"):
            self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600, file)

    @unittest.skipUnless(has_ipv6(), "this machine has no IPv6")
    def test_ipv6(self):  # 1
        port = free_port("::1")
        self.daemon(listen=[f"tcp://[::1]:{port}"])
        said = pipe_through(["socat", "-t5", "-", f"TCP6:[::1]:{port}"], "包邮吗\n")
        self.assertEqual(said.splitlines()[0], FREE)

    def test_frames_after_text(self):  # 1
        daemon = self.daemon()
        with daemon.client() as client:
            client.write("包邮吗\n")
            self.assertEqual(client.line(), FREE)
            client.send("message", id="1", text="退款多久到账")
            self.assertEqual(client.until("reply")["text"], REFUND)

    def test_commands(self):  # 1, 6
        shop = make_shop(self.directory, "businessHours: {timeZone: Asia/Shanghai, mon-sun: ['00:00-24:00']}\n")
        daemon = self.daemon(shop=shop)
        with daemon.client() as client:
            client.write("/rate 9\n")
            self.assertIn("/rate", client.line())
            client.write("/human\n")
            self.assertEqual(client.line(), "好的，马上请同事来，请稍等。")
            promise = re.fullmatch(r"现在没有人工在线，(\d\d-\d\d \d\d:\d\d) 前会联系您。", client.line())
            self.assertTrue(promise)
            hence = time.gmtime(time.time() + 1800 + 8 * 3600)
            self.assertLessEqual(promise[1], time.strftime("%m-%d %H:%M", hence))
            client.write("/quit\n")
            self.assertEqual(client.rest()[-1], "再见！")
        with daemon.client() as client:
            client.hello()
            client.ask("human", id="1")
            self.assertRegex(
                client.until("state", state="offline")["promised"],
                r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$")


class Streams(DaemonCase):
    def stdio(self, **options):
        shop = make_shop(self.directory)
        daemon = self.daemon(shop=shop, start=False)
        return subprocess.run(
            [daemon.binary, "--stdio", "--knowledge-base", str(shop)], capture_output=True, text=True,
            timeout=60, cwd=self.directory, **options)

    def test_pipe(self):  # 5
        result = self.stdio(input="退款多久到账\n包邮吗")
        self.assertEqual((result.returncode, result.stdout), (0, f"{REFUND}\n{FREE}\n"))

    def test_regular_file(self):  # 5
        file = self.directory / "questions"
        frames = ['{"type":"hello"}']
        texts = ["退款多久到账", "包邮吗", "能开发票吗"] * 100
        frames += [f'{{"type":"message","id":"{i}","text":"{t}"}}' for i, t in enumerate(texts)]
        file.write_text("\n".join(frames) + "\n")
        with open(file) as input:
            result = self.stdio(stdin=input)
        self.assertEqual(result.returncode, 0)
        acks = [line for line in result.stdout.splitlines() if '"type":"ack"' in line]
        self.assertEqual([re.search('"id":"(\\d+)"', ack)[1] for ack in acks], [str(i) for i in range(300)])

    def test_nothing(self):  # 5
        result = self.stdio(stdin=subprocess.DEVNULL)
        self.assertEqual((result.returncode, result.stdout), (0, ""))


class Encrypted(DaemonCase):
    def certificate(self, name):
        """Makes a self-signed certificate; returns the names of its file and of its key's."""
        certificate, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", f"/CN={name}", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
        return certificate, key

    def secure(self, **options):
        certificate, key = self.certificate("one.example")
        port = free_port()
        daemon = self.daemon(
            {"tls.certificate": certificate, "tls.key": key}, listen=[f"tls://127.0.0.1:{port}"], **options)
        return daemon, port, certificate, key

    @staticmethod
    def wrap(peer, version=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if version:
            context.minimum_version = context.maximum_version = version
        return context.wrap_socket(peer)

    def subject(self, port):
        said = pipe_through(["openssl", "s_client", "-connect", f"127.0.0.1:{port}"], "")
        return re.search(r"subject=CN ?= ?(\S+)", said)[1]

    def test_openssl_talks(self):  # 4
        _, port, _, _ = self.secure()
        client = subprocess.Popen(
            ["openssl", "s_client", "-quiet", "-connect", f"127.0.0.1:{port}"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(client.wait)
        self.addCleanup(client.kill)
        self.addCleanup(client.stdout.close)
        self.addCleanup(client.stdin.close)
        client.stdin.write("包邮吗\n")
        client.stdin.flush()
        self.assertEqual(client.stdout.readline(), FREE + "\n")

    def test_reload_of_the_certificate(self):  # 4
        daemon, port, certificate, key = self.secure()
        standing = Client(port, wrap=self.wrap)
        self.addCleanup(standing.close)
        standing.hello()
        self.assertEqual(self.subject(port), "one.example")
        for new, old in zip(self.certificate("two.example"), (certificate, key)):
            shutil.copy(new, old)
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: self.subject(port) == "two.example", 20, "the new certificate")
        standing.send("message", id="1", text="包邮吗")
        self.assertEqual(standing.until("reply")["text"], FREE)
        # A broken one is not taken; the last good one is served on.
        certificate.write_text("no certificate")
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "the old goes on" in daemon.text(), 20, "the refusal")
        self.assertEqual(self.subject(port), "two.example")

    def test_versions(self):  # 4
        _, port, _, _ = self.secure()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with Client(port, wrap=lambda peer: self.wrap(peer, version)) as client:
                self.assertEqual(client.hello()["role"], "customer")
        old = subprocess.run(
            ["openssl", "s_client", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-connect", f"127.0.0.1:{port}"],
            input="", capture_output=True, text=True, timeout=20)
        self.assertNotEqual(old.returncode, 0)
        self.assertNotIn("BEGIN CERTIFICATE", old.stdout)

    def test_no_tls_is_spoken(self):  # 4
        daemon, port, _, _ = self.secure()
        with Client(port) as client:
            client.write('{"type":"hello"}\n')
            self.assertFalse([line for line in self.raw_rest(client) if b"welcome" in line])
        with daemon.customer() as client:
            client.ask("message", id="1", text="包邮吗")

    @staticmethod
    def raw_rest(client):
        client.socket.settimeout(15)
        parts = []
        try:
            while part := client.socket.recv(4096):
                parts.append(part)
        except ConnectionError:
            pass
        return parts


if __name__ == "__main__":
    unittest.main()
