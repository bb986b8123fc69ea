// The pages' words in simplified and traditional Chinese and in English.

import { read, write } from "/storage.js";

export const WORDS = {
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
  suggestions: ["建议回答", "建議回答", "Suggestions"],
  suggestionsHint: ["Ctrl+Enter 采用第一条", "Ctrl+Enter 採用第一條", "Ctrl+Enter inserts the first"],
  reply: ["回复客人… （/ 快捷回复）", "回覆客人… （/ 快捷回覆）", "Reply… (/code for a canned reply)"],
  noConversation: ["从左边选一个会话", "從左邊選一個對話", "Choose a conversation on the left"],
  priority: ["优先级", "優先級", "Priority"],
  error: ["出错了，请稍后再试", "出錯了，請稍後再試", "Something went wrong, please try again"],
  notSent: ["未发送", "未傳送", "not sent"],
  report: ["答错了？", "答錯了？", "Wrong answer?"],
  reported: ["已记下，谢谢您的反馈", "已記下，謝謝您的回饋", "Noted, thank you"],
  allLive: ["全部会话", "全部對話", "All live"],
  mute: ["声音提醒", "聲音提醒", "Sound"],
  shortcuts: ["快捷键", "快捷鍵", "Shortcuts"],
  cancel: ["取消", "取消", "Cancel"],
  close: ["关闭", "關閉", "Close"],
  confirm: ["确定", "確定", "OK"],
  toGroup: ["转给组", "轉給群組", "To a group"],
  toAgent: ["转给同事", "轉給同事", "To a colleague"],
  handNote: ["留言给接手的同事（客人看不到）", "留言給接手的同事（客人看不到）", "A word to whoever takes over (not shown to the customer)"],
  resolveNote: ["处理结果（客人看不到，可不填）", "處理結果（客人看不到，可不填）", "What came of it (not shown to the customer)"],
  noteAsk: ["备注（客人看不到）", "備註（客人看不到）", "Note (not shown to the customer)"],
  whisperAsk: ["悄悄话（只有客服看到）", "悄悄話（只有客服看到）", "Whisper (shown to the agent only)"],
  customer: ["客人", "客人", "Customer"],
  channel: ["渠道", "管道", "Channel"],
  tags: ["标签", "標籤", "Tags"],
  vip: ["VIP", "VIP", "VIP"],
  group: ["组", "群組", "Group"],
  state: ["状态", "狀態", "State"],
  why: ["为什么这样答", "為什麼這樣答", "Why this answer"],
  history: ["历史", "歷史", "History"],
  earlier: ["{t} 起，{n} 条", "{t} 起，{n} 則", "since {t}, {n} lines"],
  noHistory: ["没有更早的会话", "沒有更早的對話", "No earlier conversations"],
  canned: ["快捷回复", "快捷回覆", "Canned replies"],
  cannedFind: ["按代码或内容查找", "依代碼或內容尋找", "Find by code or words"],
  knowledge: ["查知识库", "查知識庫", "Knowledge"],
  knowledgeFind: ["输入问题或条目", "輸入問題或條目", "A question or an entry"],
  nothingFound: ["没有找到", "沒有找到", "Nothing found"],
  insert: ["采用", "採用", "Insert"],
  team: ["坐席", "客服人員", "Team"],
  queues: ["排队", "排隊", "Queues"],
  anyGroup: ["不分组", "不分組", "Any group"],
  waitingCount: ["{n} 人在等，{m} 人在岗", "{n} 人在等，{m} 人在線", "{n} waiting, {m} agents"],
  alerts: ["提醒", "提醒", "Alerts"],
  noAlerts: ["没有提醒", "沒有提醒", "No alerts"],
  reportedWrong: ["客人说答错了", "客人說答錯了", "The customer says this is wrong"],
  bot1: ["机器人", "機器人", "Bot"],
  queued1: ["排队", "排隊", "Waiting"],
  assigned1: ["人工", "人工", "Agent"],
  hold1: ["挂起", "保留", "On hold"],
  resolved1: ["已结束", "已結束", "Resolved"],
  offline1: ["待回访", "待回訪", "Callback"],
  offlinePresence: ["离线", "離線", "Offline"],
  angry: ["生气", "生氣", "Angry"],
  watchHint: ["点“旁观”可以看到这个会话", "按「旁觀」可以看到這個對話", "Press Watch to read along"],
  ended: ["这个会话已经不归您了", "這個對話已經不歸您了", "This conversation is no longer yours"],
  loggedOutWhy: ["令牌已失效，请重新登录", "權杖已失效，請重新登入", "The token is no longer good; please log in again"],
  roleLanguage: ["语言", "語言", "Language"],
  presence: ["状态", "狀態", "Presence"],
  conversations: ["会话", "對話", "Conversations"],
  particulars: ["资料", "資料", "Particulars"],
  keyMove: ["上一个 / 下一个会话", "上一個 / 下一個對話", "Previous / next conversation"],
  keySuggestion: ["采用第 1–3 条建议", "採用第 1–3 條建議", "Insert suggestion 1–3"],
  keySend: ["发送", "傳送", "Send"],
  keyLine: ["换行", "換行", "New line"],
  keyCanned: ["快捷回复", "快捷回覆", "Canned reply"],
  keyClose: ["关掉小窗", "關掉小窗", "Close a panel"],
  priority_low: ["低", "低", "Low"],
  priority_normal: ["普通", "普通", "Normal"],
  priority_high: ["高", "高", "High"],
  priority_urgent: ["紧急", "緊急", "Urgent"],
  reply1: ["对话", "對話", "Talk"],
  reason_askedForPerson: ["客人要人工", "客人要人工", "Asked for a person"],
  reason_anger: ["客人生气", "客人生氣", "Angry"],
  reason_legal: ["提到法律", "提到法律", "Legal matter"],
  reason_media: ["要曝光", "要曝光", "Goes public"],
  reason_regulator: ["要投诉到监管部门", "要投訴到主管機關", "Authorities"],
  reason_scam: ["疑似诈骗", "疑似詐騙", "Scam"],
  reason_injury: ["人身伤害", "人身傷害", "Injury"],
  reason_privacy: ["个人信息", "個人資料", "Privacy"],
  reason_redLine: ["红线", "紅線", "Red line"],
  reason_vip: ["VIP 客人", "VIP 客人", "VIP"],
  reason_misses: ["机器人连续没答上", "機器人連續沒答上", "The bot did not know"],
  reason_repeated: ["同一个问题反复问", "同一個問題反覆問", "Same question again"],
  reason_entry: ["这类问题要人工", "這類問題要人工", "The entry asks for a person"],
  reason_flow: ["流程转人工", "流程轉人工", "A flow ended so"],
  reason_lowRating: ["评分低", "評分低", "Low rating"],
  reason_transferred: ["同事转来", "同事轉來", "Transferred"],
  action_handoff: ["转人工", "轉人工", "Handed over"],
  action_assigned: ["接入", "接入", "Assigned"],
  action_transferred: ["转接", "轉接", "Transferred"],
  action_resolved: ["结束", "結束", "Resolved"],
  action_reported: ["说答错了", "說答錯了", "Reported wrong"],
  action_rated: ["评分", "評分", "Rated"],
  action_note: ["备注", "備註", "Note"],
  action_whispered: ["悄悄话", "悄悄話", "Whispered"],
  action_held: ["挂起", "保留", "On hold"],
  action_unheld: ["继续", "繼續", "Resumed"],
  action_requeued: ["回到队列", "回到佇列", "Queued again"],
  action_tookOver: ["接管", "接管", "Took over"],
  action_released: ["放回", "放回", "Gave back"],
  action_reopened: ["重新打开", "重新開啟", "Reopened"],
  action_abandoned: ["离开队列", "離開佇列", "Left the queue"],
  action_closed: ["关闭", "關閉", "Closed"],
  action_watched: ["旁观", "旁觀", "Watched"],
  action_unwatched: ["不再旁观", "不再旁觀", "No longer watched"],
  action_alerted: ["提醒", "提醒", "Alert"],
  action_unanswered: ["没答上", "沒答上", "Not answered"],
  action_noneOfTheAbove: ["都不是", "都不是", "None of these"],
  action_event: ["事件", "事件", "Event"],
  alertSlow: ["{a} 还没回复客人", "{a} 還沒回覆客人", "{a} has not answered yet"],
  alertSilent: ["{a} 长时间没回复，会话已转走", "{a} 長時間沒回覆，對話已轉走", "{a} was silent and lost the conversation"],
  alertRedLine: ["{a} 说了不能说的话", "{a} 說了不能說的話", "{a} crossed a red line"],
  alertAngry: ["客人生气了", "客人生氣了", "The customer is angry"],
  alertWait: ["客人等太久了", "客人等太久了", "The customer has waited too long"],
  alertQueue: ["排队的人太多", "排隊的人太多", "Too many are waiting"],
  alertHold: ["会话挂起太久", "對話保留太久", "On hold for too long"],
  alertCallback: ["到点还没人回访", "到點還沒人回訪", "Nobody has called back in time"],
  alertPresence: ["您一直没有反应，已改为“离开”或“忙碌”", "您一直沒有反應，已改為「離開」或「忙碌」", "You did not react; your presence was changed"],
};

const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];

/** The reader's choice, or what the browser asks for. */
export function language() {
  const chosen = read("language");
  if (LANGUAGES.includes(chosen)) return chosen;
  const wanted = navigator.language || "zh";
  if (/^zh-(Hant|TW|HK|MO)/i.test(wanted)) return "zh-Hant";
  return wanted.startsWith("zh") ? "zh-Hans" : "en";
}

export function word(name, values = {}) {
  let text = WORDS[name][LANGUAGES.indexOf(language())];
  for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, () => value);
  return text;
}

/** A word where there is one, else the name itself. */
export function wordOr(name, otherwise) {
  return WORDS[name] ? word(name) : otherwise;
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
  }
  const choice = document.getElementById("language");
  if (choice && !choice.dataset.ready) {
    choice.dataset.ready = "yes";
    choice.value = language();
    choice.addEventListener("change", () => {
      write("language", choice.value);
      location.reload();
    });
  }
}

/** Takes in the words of a page that has more of them, in the same three languages. */
export function addWords(more) {
  Object.assign(WORDS, more);
}
