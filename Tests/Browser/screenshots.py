"""Pictures of each page, light, dark and as wide as a phone: Scripts/screenshots [FOLDER].

A shop's day is played on a daemon of its own with the shipped knowledge base, then each page is looked
at. Pages the daemon does not have are left out.
"""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "Daemon"))

from playwright.sync_api import expect  # noqa: E402

import browser  # noqa: E402
from support import ROOT, Daemon  # noqa: E402

LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2},
}


class Pictures(browser.BrowserCase):
    folder = Path("screenshots")

    def make_daemon(self, directory):
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {"desk.mode": "assign", "limits.burst": "1000"}
        return Daemon(directory, settings, shop=ROOT / "KnowledgeBase/ecommerce-zh")

    def talk(self, name, *messages, attributes=()):
        token = self.daemon.token("customer", name, *(part for each in attributes for part in ("--attribute", each)))
        page = self.customer(f"/chat?visit=no&quick=退款多久到账|怎么开发票|什么时候发货#token={token}")
        for words in messages:
            before = page.locator("#log .bot").count()
            self.say(page, words)
            expect(page.locator("#log .bot")).not_to_have_count(before)
        return page

    def test_pictures(self):
        agent = self.staff("agent", "wang", "小王", presence=None, **LOOKS["light"])
        agent.fill("#capacity", "2")
        agent.select_option("#presence", "available")
        boss = self.staff("supervisor", "boss", "主管", presence="busy", **LOOKS["light"])
        chat = self.talk("张女士", "退款多久到账", "怎么开发票", attributes=("vip=true", "level=金牌会员"))
        chat.click("text=答错了？ >> nth=0")
        chat.click("#human")
        expect(chat.locator("#status")).to_contain_text("小王")
        agent.click("#mine button")
        self.say(agent, "张女士您好，我是小王，订单我查到了。")
        self.say(chat, "好的，那运费谁出？")
        other = self.talk("李先生", "尺码怎么选")
        other.click("#human")
        third = self.talk("u1087", "快递到哪了")
        third.click("#human")
        fourth = self.talk("u1090", "包邮吗")
        expect(agent.locator("#waiting li")).to_have_count(1)
        agent.wait_for_timeout(3500)

        self.look(agent, "desk")
        agent.fill("#text", "/")
        self.look(agent, "desk-canned", ("light",))
        agent.fill("#text", "")
        agent.click("[data-act=transfer]")
        self.look(agent, "desk-transfer", ("light",))
        agent.keyboard.press("Escape")
        agent.click("text=为什么这样答 >> nth=0")
        agent.fill("#knowledge", "运费")
        expect(agent.locator("#found button").first).to_be_visible()
        self.look(agent, "desk-why", ("light",))

        boss.locator("#live li", has_text="张女士").locator("button").click()
        boss.click("[data-act=watch]")
        expect(boss.locator("#log .theirs").first).to_be_visible()
        boss.click("[data-act=whisper]")
        boss.fill("#panel input", "这位是金牌会员，运费可以由我们出。")
        self.look(boss, "desk-supervisor", ("light", "dark"))

        self.say(agent, "运费由我们承担，已经为您登记了。")
        agent.click("[data-act=resolve]")
        agent.click("#panel .main")
        expect(chat.locator("#log .rating")).to_be_visible()
        self.look(chat, "chat")
        self.look(third, "chat-queue", ("phone",))
        self.look(fourth, "chat-bot", ("phone",))
        login = self.page(self.context(), "/desk")
        expect(login.locator("#login")).to_be_visible()
        self.look(login, "login", ("light", "phone"))
        self.others()

    def others(self):
        """The pages of the manager and the trainer, where there are any."""
        for path, role in (("/stats", "supervisor"), ("/knowledge", "trainer")):
            context = self.context(**LOOKS["light"])
            if context.request.get(self.base + path).status != 200:
                continue
            token = self.daemon.token(role, f"{role}-pictures")
            context.request.post(f"{self.base}/api/session", data={"role": role, "token": token})
            page = self.page(context, path)
            page.wait_for_timeout(1500)
            self.look(page, path.strip("/"))

    def look(self, page, name, looks=tuple(LOOKS)):
        for look in looks:
            page.emulate_media(color_scheme=LOOKS[look]["color_scheme"])
            page.set_viewport_size(LOOKS[look]["viewport"])
            if look == "phone" and page.locator("#desk").is_visible():
                for view in ("list", "talk", "side"):
                    page.click(f".views [data-view={view}]")
                    self.shoot(page, f"{name}-phone-{view}")
            else:
                self.shoot(page, f"{name}-{look}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(LOOKS["light"]["viewport"])

    def shoot(self, page, name):
        page.wait_for_timeout(150)
        page.screenshot(path=self.folder / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    Pictures.folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(Pictures))
    print(f"pictures are in {Pictures.folder}")
    sys.exit(not result.wasSuccessful())
