// The chat on any page of a shop, with one line:
//   <script src="https://chat.example.com/widget.js" data-quick="退款多久到账|能开发票吗" async></script>
// `data-channel` chooses among answers, `data-label` names the button, `data-token` is a customer's
// token of the shop. The chat itself runs in a frame of its own, apart from the page and its styles.

(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const query = new URLSearchParams();
  for (const name of ["quick", "channel", "visit"]) {
    if (script.dataset[name]) query.set(name, script.dataset[name]);
  }
  // Behind the #, where no server logs it.
  const secret = script.dataset.token ? `#token=${encodeURIComponent(script.dataset.token)}` : "";
  const label = script.dataset.label || "在线客服";
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    button { position: fixed; right: 20px; bottom: 20px; width: 60px; height: 60px; border-radius: 30px;
      border: none; background: #0b5fc0; color: #fff; font-size: 26px; cursor: pointer; z-index: 2147483000;
      box-shadow: 0 2px 10px rgb(0 0 0 / .25); }
    button:focus-visible { outline: 3px solid #0b5fc0; outline-offset: 3px; }
    svg { width: 28px; fill: currentColor; vertical-align: middle; }
    span { position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 5px; border-radius: 11px;
      background: #b3261e; font: 14px/22px system-ui, sans-serif; }
    iframe { position: fixed; right: 20px; bottom: 92px; width: min(380px, calc(100vw - 40px));
      height: min(620px, calc(100vh - 120px)); border: 1px solid #bbb; border-radius: 12px; z-index: 2147483000;
      background: #fff; box-shadow: 0 4px 24px rgb(0 0 0 / .2); }
    [hidden] { display: none; }`);
  root.adoptedStyleSheets = [style];
  const button = document.createElement("button");
  button.type = "button";
  // A speech balloon; not every system has one among its letters.
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-9l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z");
  picture.append(path);
  button.append(picture);
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-expanded", "false");
  const badge = document.createElement("span");
  badge.hidden = true;
  button.append(badge);
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = label;
  let unread = 0;
  let seen = 0;
  button.addEventListener("click", () => {
    if (!frame.src) frame.src = `${origin}/chat?${query}${secret}`;
    frame.hidden = !frame.hidden;
    badge.hidden = true;
    seen = unread;
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    unread = Number(event.data?.kefuUnread) || 0;
    seen = Math.min(seen, unread);
    badge.hidden = !frame.hidden || unread === seen;
    badge.textContent = unread - seen > 99 ? "99+" : String(unread - seen);
  });
  root.append(frame, button);
  document.body.append(host);
})();
