"""A daemon with pages, and browsers that look at them."""

import os
import re
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from support import Daemon, make_shop

expect.set_options(timeout=10_000)

TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PAGES = os.environ.get("PAGES")

# What a page may complain of while the network or the daemon is gone.
NETWORK = re.compile(r"net::ERR_|Failed to load resource|ERR_INCOMPLETE_CHUNKED")


def chromium():
    """The browser of the machine; without one, playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


class BrowserCase(unittest.TestCase):
    """A test with a daemon and contexts of its own, in one browser for the class.

    A test fails where a page wrote an error to its console or broke its Content-Security-Policy.
    """

    settings = {"desk.disconnectGrace": "30", "desk.mode": "offer", "limits.burst": "1000"}
    canned = ""

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.complaints = []
        self.allowed = []
        directory = Path(tempfile.mkdtemp(prefix="kefud-browser-"))
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        self.daemon = self.make_daemon(directory).start()
        self.addCleanup(self.daemon.close)
        self.base = f"http://127.0.0.1:{self.daemon.http}"

    def make_daemon(self, directory):
        shop = make_shop(directory)
        with open(shop / "canned.yaml", "a") as file:
            file.write(self.canned)
        return Daemon(directory, dict(self.settings), shop=shop)

    def tearDown(self):
        left = [words for words in self.complaints if not any(rule.search(words) for rule in self.allowed)]
        self.assertEqual(left, [], "what the pages wrote to their consoles")

    def context(self, **options):
        """A browser of somebody's own."""
        options.setdefault("locale", "zh-CN")
        context = self.browser.new_context(**options)
        self.addCleanup(context.close)
        if PAGES:
            context.route(re.compile(r"^http://[^/]+/[^?]*$|/chat\?|/desk\?"), self.serve)
        return context

    def serve(self, route):
        path = re.sub(r"^http://[^/]+|\?.*$", "", route.request.url)
        file = Path(PAGES) / (path.lstrip("/") + ("" if "." in path else ".html"))
        if path.startswith("/api") or not file.is_file():
            route.continue_()
            return
        answer = route.fetch() if path in ("/chat", "/desk") else None
        headers = dict(answer.headers) if answer else {}
        headers.pop("content-length", None)
        headers["content-type"] = TYPES[file.suffix]
        route.fulfill(body=file.read_text(), headers=headers)

    def page(self, context, path="/chat", wait=True):
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(self.base + path)
        return page

    # MARK: People

    def customer(self, path="/chat?visit=no", **options):
        page = self.page(self.context(**options), path)
        expect(page.locator("#dot")).to_have_attribute("data-kind", re.compile("bot|person|queued"))
        return page

    def staff(self, role, subject, name=None, presence="available", groups=(), **options):
        token = self.daemon.token(
            role, subject, "--name", name or subject, *(part for group in groups for part in ("--group", group)))
        page = self.page(self.context(**options), "/desk")
        self.log_in(page, role, token)
        if presence:
            page.select_option("#presence", presence)
        return page

    def log_in(self, page, role, token):
        page.select_option("#role", role)
        page.fill("#token", token)
        page.click("#logIn button")
        expect(page.locator("#desk")).to_be_visible()

    @staticmethod
    def say(page, words):
        page.fill("#text", words)
        page.press("#text", "Enter")

    @staticmethod
    def lines(page):
        """What the log shows, line by line."""
        return page.locator("#log .text").all_inner_texts()

    def allow_network_errors(self):
        self.allowed.append(NETWORK)

    @staticmethod
    def overflow(page):
        """Pixels that the page is wider than its window."""
        return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def wait(condition, seconds=10, what="it", page=None):
    """Polls a condition; a page's own news come in only while playwright waits, so give the page."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what} in vain")
        if page:
            page.wait_for_timeout(50)
        else:
            time.sleep(0.05)
    return value
