// The chat on any page of a shop, with one line:
//   <script src="https://chat.example.com/widget.js" data-quick="退款多久到账|能开发票吗" async></script>
// The chat itself runs in a frame of its own, apart from the page and its styles.

(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const query = new URLSearchParams();
  for (const name of ["quick", "channel", "visit"]) {
    if (script.dataset[name]) query.set(name, script.dataset[name]);
  }
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const style = document.createElement("style");
  style.textContent = `
    button { position: fixed; right: 20px; bottom: 20px; width: 60px; height: 60px; border-radius: 30px;
      border: none; background: #0b5fc0; color: #fff; font-size: 26px; cursor: pointer; z-index: 2147483000; }
    button:focus-visible { outline: 3px solid #0b5fc0; outline-offset: 3px; }
    iframe { position: fixed; right: 20px; bottom: 92px; width: min(380px, calc(100vw - 40px));
      height: min(620px, calc(100vh - 120px)); border: 1px solid #bbb; border-radius: 12px; z-index: 2147483000;
      background: #fff; }
    [hidden] { display: none; }`;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "💬";
  button.setAttribute("aria-label", script.dataset.label || "在线客服");
  button.setAttribute("aria-expanded", "false");
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = script.dataset.label || "在线客服";
  button.addEventListener("click", () => {
    if (!frame.src) frame.src = `${origin}/chat?${query}`;
    frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  root.append(style, frame, button);
  document.body.append(host);
})();
