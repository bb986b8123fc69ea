"""One course of a conversation through three browsers, and what interrupts it.

Properties:
 1. A customer's question is answered, the answer is reported as wrong, a person is asked for, the queue
    tells the place, an agent accepts, they talk, it is transferred, resolved and rated; each side sees
    what it should and nothing else.
 2. A reload of either page shows every line again, each once and in order.
 3. What is written while the network is gone, or the daemon dead, arrives once it is back; each once.
 4. A supervisor sees the conversations of bot and agents live, watches, whispers, takes over and gives
    back; the customer sees neither watching nor whispers.
 5. What happened is in the log, and in the figures.
 6. Supervisors are alerted, and can go from the alert to the conversation; sound and title tell of news, and
    sound can be turned off.
"""

import json
import re
import unittest
import urllib.request

from playwright.sync_api import expect

from browser import BrowserCase

HELLO = "您好，我是小测试店的客服。"


class Course(BrowserCase):
    canned = '- {code: refund, text: "订单 {订单号} 已退款。", fields: [订单号]}\n'

    def test_whole_course(self):  # 1, 2, 3, 5
        self.allow_network_errors()
        wang = self.staff("agent", "wang", "小王", presence="busy")
        li = self.staff("agent", "li", "小李", presence="busy")
        customer = self.customer("/chat?visit=no&quick=退款多久到账|能开发票吗")
        expect(customer.locator("#log .option")).to_have_count(2)

        # The bot answers; the answer is called wrong.
        customer.click("text=退款多久到账")
        expect(customer.locator("#log .bot").last).to_contain_text("退款一般三天到账。")
        customer.click("text=答错了？")
        expect(customer.locator("#log .report").last).to_contain_text("已记下")
        customer.locator("#log .report button", has_text="转人工").click()
        expect(customer.locator("#status")).to_contain_text("前面还有 0 位")
        expect(customer.locator("#human")).to_be_disabled()

        # The queue, on the agents' side.
        expect(wang.locator("#waiting li")).to_have_count(1)
        expect(li.locator("#waiting li")).to_have_count(1)
        self.assertIn("等待中", wang.title())
        wang.click("#waiting button")
        wang.click("[data-act=accept]")
        expect(wang.locator("#mine li")).to_have_count(1)
        expect(li.locator("#waiting li")).to_have_count(0)
        expect(customer.locator("#status")).to_have_text("小王 为您服务")
        expect(wang.locator("#log .bad")).to_contain_text("客人说答错了")
        expect(wang.locator("#facts")).to_contain_text("refund.time")
        wang.click("text=为什么这样答")
        expect(wang.locator("#tree")).to_contain_text("refund.time")

        # They talk; a suggestion by one key, canned replies by their codes.
        self.say(wang, "您好，我是小王")
        expect(customer.locator("#log .person").last).to_contain_text("您好，我是小王")
        customer.locator("#text").press_sequentially("能开发票吗")
        expect(wang.locator("#typing")).to_contain_text("正在输入")
        customer.press("#text", "Enter")
        expect(wang.locator("#suggestions button")).to_have_count(1)
        wang.press("#text", "Alt+1")
        expect(wang.locator("#text")).to_have_value("可以开电子发票。")
        wang.press("#text", "Enter")
        expect(customer.locator("#log .person").last).to_contain_text("可以开电子发票。")
        wang.fill("#text", "/hel")
        expect(wang.locator("#choices .choice")).to_have_count(1)
        wang.press("#text", "Enter")
        expect(wang.locator("#text")).to_have_value(HELLO)
        wang.press("#text", "Enter")
        wang.fill("#text", "/ref")
        wang.press("#text", "Tab")
        wang.fill("#panel input", "17")
        expect(wang.locator("#panel")).to_contain_text("订单 17 已退款。")
        wang.press("#panel input", "Enter")
        expect(customer.locator("#log .person").last).to_contain_text("订单 17 已退款。")
        wang.fill("#knowledge", "包邮")
        expect(wang.locator("#found")).to_contain_text("全场包邮。")
        wang.click("#found button")
        expect(wang.locator("#text")).to_have_value("全场包邮。")
        wang.fill("#text", "")

        # Both pages again, in the middle.
        before = [self.lines(customer), self.lines(wang)]
        customer.reload()
        wang.reload()
        expect(customer.locator("#status")).to_have_text("小王 为您服务")
        wang.click("#mine button")
        expect(wang.locator("#log .text")).to_have_count(len(before[1]))
        # The greeting of the page is no part of the conversation.
        self.assertEqual(self.lines(customer), [line for line in before[0] if not line.startswith("您好，请问")])
        self.assertEqual(self.lines(wang), before[1])
        expect(wang.locator("#presence")).to_have_value("busy")

        # Without network.
        customer.context.set_offline(True)
        self.say(customer, "断网时写的一")
        self.say(customer, "断网时写的二")
        expect(customer.locator("#log .unsent")).to_have_count(2)
        expect(customer.locator("#status")).to_contain_text("连接断开")
        self.say(wang, "客人断网时回的")
        customer.context.set_offline(False)
        expect(customer.locator("#log .unsent")).to_have_count(0)
        expect(customer.locator("#log")).to_contain_text("客人断网时回的")
        expect(wang.locator("#log .theirs").last).to_contain_text("断网时写的二")

        # Without daemon; the customer's page is loaded anew before what was written has been sent.
        self.daemon.kill()
        self.say(customer, "重启时写的")
        self.say(wang, "重启时回的")
        expect(wang.locator("#log .unsent")).to_have_count(1)
        self.daemon.start()
        customer.reload()
        expect(customer.locator("#log .person").last).to_contain_text("重启时回的", timeout=20_000)
        expect(wang.locator("#log .theirs").last).to_contain_text("重启时写的", timeout=20_000)
        expect(customer.locator("#log .unsent")).to_have_count(0)
        expect(wang.locator("#log .unsent")).to_have_count(0)
        for page in (customer, wang):
            lines = self.lines(page)
            for words in ("断网时写的一", "断网时写的二", "客人断网时回的", "重启时写的", "重启时回的"):
                self.assertEqual(lines.count(words), 1, (words, lines))
        self.assertLess(lines.index("断网时写的一"), lines.index("断网时写的二"))

        # To the colleague.
        expect(li.locator("#online")).to_have_text("", timeout=20_000)
        wang.keyboard.press("Escape")
        wang.click("[data-act=transfer]")
        expect(wang.locator("#panel select option", has_text="小李")).to_have_count(1)
        wang.select_option("#panel select", "agent li")
        wang.fill("#panel input", "请帮忙开票")
        wang.click("#panel .main")
        expect(li.locator("#waiting li, #mine li")).to_have_count(1)
        li.click("#waiting button, #mine button")
        if li.locator("[data-act=accept]").is_enabled():
            li.click("[data-act=accept]")
        expect(customer.locator("#status")).to_have_text("小李 为您服务")
        expect(wang.locator("#mine li")).to_have_count(0)
        expect(wang.locator("#compose")).to_be_hidden()
        expect(li.locator("#log")).to_contain_text("重启时写的")
        expect(li.locator("#history")).to_contain_text("请帮忙开票")
        li.click("[data-act=note]")
        li.fill("#panel input", "老顾客")
        li.press("#panel input", "Enter")
        expect(li.locator("#log .note")).to_contain_text("老顾客")
        self.say(li, "发票开好了")
        expect(customer.locator("#log .person").last).to_contain_text("发票开好了")

        # The end.
        li.click("[data-act=resolve]")
        li.fill("#panel input", "已开票")
        li.click("#panel .main")
        expect(customer.locator("#status")).to_contain_text("已结束")
        customer.click("[aria-label='5 星']")
        expect(customer.locator("#log")).to_contain_text("谢谢")
        expect(li.locator("#mine li")).to_have_count(0)
        told = " ".join(self.lines(customer))
        for secret in ("请帮忙开票", "老顾客", "已开票"):
            self.assertNotIn(secret, told)
        self.say(customer, "包邮吗")
        expect(customer.locator("#log .bot").last).to_contain_text("全场包邮。")

        log = self.daemon.export()
        actions = [line.get("action") for line in log]
        self.assertIn("transferred", actions)
        self.assertEqual([line["details"]["entry"] for line in log if line.get("action") == "reported"], ["refund.time"])
        self.assertEqual([line["score"] for line in log if line.get("event") == "rating"], [5])
        self.check_figures()

    def check_figures(self):
        """What the manager sees of it; a daemon without figures has no page of them either."""
        if self.daemon.get("/stats")[0] == 404:
            return
        token = self.daemon.token("supervisor", "figures")
        request = urllib.request.Request(f"{self.base}/api/stats", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            counts = {each["id"]: each.get("count") for each in json.load(answer)["figures"]}
        for name in ("wrongAnswers", "handedOver", "resolved", "satisfaction"):
            self.assertEqual(counts[name], 1, (name, counts))
        manager = self.page(self.context(), "/stats")
        manager.select_option("#role", "supervisor")
        manager.fill("#token", token)
        manager.click("#login button")
        expect(manager.locator("#figures")).to_contain_text("错答反馈")

    def test_supervisor(self):  # 4
        boss = self.staff("supervisor", "boss", "主管", presence="busy")
        wang = self.staff("agent", "wang2", "小王", presence="available")
        customer = self.customer()
        self.say(customer, "包邮吗")
        expect(customer.locator("#log .bot").last).to_contain_text("全场包邮。")
        row = boss.locator("#live li", has_text="包邮吗")
        expect(row).to_contain_text("机器人")
        customer.click("#human")
        expect(wang.locator("#waiting li")).to_have_count(1)
        wang.click("#waiting button")
        wang.click("[data-act=accept]")
        expect(row).to_contain_text("人工")
        expect(boss.locator("#team")).to_contain_text("小王")
        expect(boss.locator("#team")).to_contain_text("1/5")

        row.locator("button").click()
        boss.click("[data-act=watch]")
        expect(boss.locator("#log")).to_contain_text("全场包邮。")
        expect(boss.locator("#compose")).to_be_hidden()
        self.say(customer, "在吗")
        expect(boss.locator("#log .theirs").last).to_contain_text("在吗")
        boss.click("[data-act=whisper]")
        boss.fill("#panel input", "先道歉")
        boss.press("#panel input", "Enter")
        expect(wang.locator("#log .note")).to_contain_text("先道歉")
        boss.click("[data-act=takeover]")
        expect(customer.locator("#status")).to_have_text("主管 为您服务")
        expect(wang.locator("#mine li")).to_have_count(0)
        self.say(boss, "我来处理")
        expect(customer.locator("#log .person").last).to_contain_text("我来处理")
        boss.click("[data-act=release]")
        expect(customer.locator("#status")).not_to_have_text("主管 为您服务")
        self.assertNotIn("先道歉", " ".join(self.lines(customer)))


    def test_bot_is_taken_over_and_history_is_shown(self):  # 1, 4
        boss = self.staff("supervisor", "boss3", "主管", presence="busy")
        token = self.daemon.token("customer", "u42", "--attribute", "vip=true", "--attribute", "level=金牌")
        first = self.customer(f"/chat?visit=no#token={token}")
        self.assertNotIn("token", first.url)
        self.say(first, "要不要运费")
        expect(first.locator("#log .bot").last).to_contain_text("全场包邮。")
        first.context.close()

        # The same customer on another machine: another conversation, with the first as its history.
        customer = self.customer(f"/chat?visit=no#token={token}")
        self.say(customer, "能开发票吗")
        expect(customer.locator("#log .bot").last).to_contain_text("可以开电子发票。")
        row = boss.locator("#live li", has_text="能开发票吗")
        expect(row).to_contain_text("u42")
        row.locator("button").click()
        boss.click("[data-act=takeover]")
        expect(boss.locator("#facts")).to_contain_text("金牌")
        expect(boss.locator("#facts")).to_contain_text("VIP")
        boss.locator("#history button").first.click()
        expect(boss.locator("#history .earlier").first).to_contain_text("全场包邮。")
        self.say(boss, "您好")
        expect(customer.locator("#log .person").last).to_contain_text("您好")
        expect(customer.locator("#status")).to_have_text(re.compile("主管"))


class Alerts(BrowserCase):
    settings = {**BrowserCase.settings, "desk.mode": "assign", "desk.firstResponse": "1"}

    def test_alerts(self):  # 6
        boss = self.staff("supervisor", "boss", "主管", presence="busy")
        wang = self.staff("agent", "wang", "小王")
        rings = lambda page: int(page.evaluate("document.documentElement.dataset.rings ?? 0"))  # noqa: E731
        before = rings(wang)
        customer = self.customer()
        customer.click("#human")
        expect(wang.locator("#mine li")).to_have_count(1)
        self.assertGreater(rings(wang), before)
        self.say(customer, "有人吗")
        before = rings(boss)
        expect(boss.locator("#alertList")).to_contain_text("小王 还没回复客人", timeout=15_000)
        expect(boss.locator("#alerts")).to_contain_text("小王 还没回复客人")
        self.assertGreaterEqual(rings(boss), before)
        boss.click("#alertList button")
        expect(boss.locator("[data-act=watch]")).to_be_enabled()

        # Muted, nothing sounds; out of sight, the title tells.
        wang.click("#mine button")
        other = self.customer()
        other.click("#human")
        expect(wang.locator("#mine li")).to_have_count(2)
        wang.click("#sound")
        before = rings(wang)
        self.say(other, "还有我")
        expect(wang.locator("#mine .unread", has_text="1")).to_have_count(1)
        expect(wang).to_have_title(re.compile(r"^\(1\) 新消息"))
        self.assertEqual(rings(wang), before)


if __name__ == "__main__":
    unittest.main()
