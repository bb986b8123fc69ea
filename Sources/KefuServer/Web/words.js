// The pages' words in simplified and traditional Chinese and in English.

const WORDS = {
  title: ["在线客服", "線上客服", "Customer service"],
  welcome: ["您好，请问有什么可以帮您？", "您好，請問有什麼可以幫您？", "Hello! How can we help?"],
  placeholder: ["输入您的问题…", "輸入您的問題…", "Type your question…"],
  send: ["发送", "傳送", "Send"],
  human: ["转人工", "轉人工", "Talk to a person"],
  bot: ["机器人", "機器人", "Assistant"],
  person: ["客服", "客服", "Agent"],
  you: ["您", "您", "You"],
  botAnswers: ["机器人为您服务", "機器人為您服務", "The assistant is answering"],
  personAnswers: ["为您服务", "為您服務", "is answering"],
  queued: ["正在转接人工客服", "正在轉接人工客服", "Waiting for a person"],
  before: ["前面还有 {n} 位", "前面還有 {n} 位", "{n} before you"],
  minutes: ["预计 {n} 分钟", "預計 {n} 分鐘", "about {n} min"],
  hold: ["请稍等，客服正在为您处理", "請稍等，客服正在為您處理", "One moment, please"],
  resolved: ["人工服务已结束", "人工服務已結束", "The conversation with our team has ended"],
  offline: ["现在没有人工在线", "現在沒有人工在線", "Nobody is here now"],
  promised: ["{t} 前会联系您", "{t} 前會聯繫您", "we will write by {t}"],
  typing: ["正在输入…", "正在輸入…", "typing…"],
  sending: ["发送中", "傳送中", "sending"],
  disconnected: ["连接断开，正在重连；您的消息会保留", "連線中斷，正在重新連線；您的訊息會保留", "Connection lost, trying again; your messages are kept"],
  rateAsk: ["请为这次服务打分", "請為這次服務評分", "Please rate this conversation"],
  rated: ["谢谢您的评价！", "謝謝您的評價！", "Thank you for rating!"],
  stars: ["{n} 星", "{n} 星", "{n} stars"],
  quick: ["常见问题", "常見問題", "Common questions"],
  newMessages: ["新消息", "新訊息", "new messages"],
  deskTitle: ["客服工作台", "客服工作台", "Agents' desk"],
  token: ["令牌", "權杖", "Token"],
  role: ["身份", "身分", "Role"],
  agent: ["客服", "客服", "Agent"],
  supervisor: ["主管", "主管", "Supervisor"],
  logIn: ["登录", "登入", "Log in"],
  logOut: ["退出", "登出", "Log out"],
  waiting: ["等待中", "等待中", "Waiting"],
  mine: ["我的会话", "我的對話", "Mine"],
  accept: ["接入", "接入", "Accept"],
  available: ["在线", "在線", "Available"],
  busy: ["忙碌", "忙碌", "Busy"],
  away: ["离开", "離開", "Away"],
  capacity: ["同时接待", "同時接待", "At once"],
  transfer: ["转接", "轉接", "Transfer"],
  holdOn: ["挂起", "保留", "Hold"],
  holdOff: ["继续", "繼續", "Resume"],
  resolve: ["结束", "結束", "Resolve"],
  note: ["备注", "備註", "Note"],
  whisper: ["悄悄话", "悄悄話", "Whisper"],
  takeover: ["接管", "接管", "Take over"],
  release: ["放回队列", "放回佇列", "Give back"],
  watch: ["旁观", "旁觀", "Watch"],
  reason: ["转人工原因", "轉人工原因", "Why a person"],
  tried: ["机器人答过", "機器人答過", "The bot tried"],
  slots: ["客人给过", "客人給過", "The customer gave"],
  suggestions: ["建议回答（Ctrl+Enter 采用）", "建議回答（Ctrl+Enter 採用）", "Suggestions (Ctrl+Enter inserts)"],
  reply: ["回复客人… （/ 快捷回复）", "回覆客人… （/ 快捷回覆）", "Reply… (/code for a canned reply)"],
  noConversation: ["从左边选一个会话", "從左邊選一個對話", "Choose a conversation on the left"],
  toWhom: ["转给哪个组或客服？", "轉給哪個組或客服？", "To which group or agent?"],
  priority: ["优先级", "優先級", "Priority"],
  error: ["出错了", "出錯了", "Error"],
};

const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];

/** The reader's choice, or what the browser asks for. */
export function language() {
  const chosen = localStorage.getItem("kefu.language");
  if (LANGUAGES.includes(chosen)) return chosen;
  const wanted = navigator.language || "zh";
  if (/^zh-(Hant|TW|HK|MO)/i.test(wanted)) return "zh-Hant";
  return wanted.startsWith("zh") ? "zh-Hans" : "en";
}

export function word(name, values = {}) {
  let text = WORDS[name][LANGUAGES.indexOf(language())];
  for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, value);
  return text;
}

/** Fills every element that names its word, and the choice of languages. */
export function translate(root = document) {
  document.documentElement.lang = language();
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of root.querySelectorAll("[data-placeholder]")) {
    element.placeholder = word(element.dataset.placeholder);
    element.setAttribute("aria-label", word(element.dataset.placeholder));
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
    element.title = word(element.dataset.label);
  }
  const choice = document.getElementById("language");
  if (choice && !choice.dataset.ready) {
    choice.dataset.ready = "yes";
    choice.value = language();
    choice.addEventListener("change", () => {
      localStorage.setItem("kefu.language", choice.value);
      location.reload();
    });
  }
}

/** Takes in the words of a page that has more of them, in the same three languages. */
export function addWords(more) {
  Object.assign(WORDS, more);
}
