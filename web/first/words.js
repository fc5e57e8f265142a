/* What the page says, in Chinese and in English. */

const WORDS = {
  zh: {
    "page-title": "开团 · 坐满一桌，就成一团",
    skip: "跳到正在坐满的团",
    other: "English",
    headline: "坐满一桌，就成一团。",
    lead: "这里运行着开团：开放的社群团购平台。一人开团，朋友入座；到时坐满，按团价发货；没坐满，原路退款。每一席何时坐下、何时截止，都由服务器说了算，下面就是它此刻的回答。",
    graphiql: "打开 GraphiQL",
    filling: "正在坐满的团",
    count: "个团正在坐满",
    emblem: "开团入座",
    plug: "接上来",
    "plug-text": "问一次用 POST；要一直看着，就带上 Accept: text/event-stream，先给快照，之后每有变化推一次。",
    "server-time": "服务器时间",
    masked: "名字由服务器打码；页面不替服务器下结论。",
    unbuilt: "商店的页面还没构建：运行 make web，再重启。",
    loading: "正在连接",
    live: "实时",
    polling: "每 5 秒更新",
    retrying: "正在重连",
    stale: "数据截至 {time}",
    error: "还没连上",
    "error-title": "还没连上服务器",
    "error-text": "正在自动重试，不用刷新。",
    "empty-title": "还没有团，开第一个",
    "empty-text": "有人开团，这里会自己出现。",
    "open-one": "去开第一个",
    retry: "再试一次",
    team: "{name}的团",
    solo: "单买 {price}",
    size: "{size} 人团",
    LOTTERY: "{size} 人抽奖团",
    TRIAL: "{size} 人试用团",
    SUPER: "{size} 人超级团",
    SECKILL: "{size} 人秒杀团",
    free: "免费",
    need: "还差 {left} 人",
    taken: "{held} 席付款中",
    last: "最后 {left} 席付款中",
    "last-1": "最后一席付款中",
    left: "剩余",
    days: "{days} 天 ",
    confirming: "确认中",
    FORMED: "成团",
    DRAWING: "成团，等开奖",
    SETTLED: "成团",
    FAILED: "未成团，原路退款",
    CANCELLED: "团已取消，原路退款",
    seated: "入座：{names}",
    more: "{names} 等 {count} 人",
    nobody: "第一席空着",
    ring: "{size} 席，已坐 {filled}，付款中 {held}，还空 {left}",
    formed: "成团了：{title}，{size} 席坐满",
    code: "短码 {code}",
    join: "、",
  },
  en: {
    "page-title": "Kaituan · fill the table, form the team",
    skip: "Skip to the teams filling now",
    other: "中文",
    headline: "Fill the table, form the team.",
    lead: "Kaituan runs here: an open platform for social group buying. One person opens a team and friends take a seat. A full table buys at the team price; one that doesn’t fill is refunded the way it was paid. The server alone decides when a seat is taken and when time is up. Below is what it says right now.",
    graphiql: "Open GraphiQL",
    filling: "Teams filling now",
    count: "teams filling",
    emblem: "SEAT",
    plug: "Plug in",
    "plug-text": "Ask once with POST. To keep watching, send Accept: text/event-stream: a snapshot first, then one push for each change.",
    "server-time": "Server time",
    masked: "Names are masked by the server; the page never decides for it.",
    unbuilt: "The shop’s pages are not built yet: run make web, then start again.",
    loading: "Connecting",
    live: "Live",
    polling: "Updated every 5 s",
    retrying: "Reconnecting",
    stale: "As of {time}",
    error: "Not connected yet",
    "error-title": "Not connected yet",
    "error-text": "Trying again by itself; no need to reload.",
    "empty-title": "No teams yet: open the first",
    "empty-text": "When somebody opens one, it appears here by itself.",
    "open-one": "Open the first",
    retry: "Try again",
    team: "{name}’s team",
    solo: "alone {price}",
    size: "team of {size}",
    LOTTERY: "Draw among {size}",
    TRIAL: "Trial among {size}",
    SUPER: "Up to {size} people",
    SECKILL: "Flash team of {size}",
    free: "Free",
    need: "{left} seats left",
    "need-1": "1 seat left",
    taken: "{held} being paid",
    last: "Last {left} seats being paid",
    "last-1": "Last seat being paid",
    left: "Closes in",
    days: "{days} d ",
    confirming: "Confirming",
    FORMED: "Table’s full",
    DRAWING: "Full, draw to come",
    SETTLED: "Table’s full",
    FAILED: "Didn’t fill: being refunded",
    CANCELLED: "Cancelled: being refunded",
    seated: "Seated: {names}",
    more: "{names} and others, {count} in all",
    nobody: "The first seat is free",
    ring: "{size} seats, {filled} filled, {held} being paid, {left} left",
    formed: "Table’s full: {title}, {size} seats",
    code: "Code {code}",
    join: ", ",
  },
};

export const language = {
  now: new URLSearchParams(location.search).get("lang")?.startsWith("en") ? "en" : "zh",

  turn() {
    this.now = this.now === "en" ? "zh" : "en";
    const address = new URL(location.href);
    if (this.now === "en") address.searchParams.set("lang", "en");
    else address.searchParams.delete("lang");
    history.replaceState(null, "", address);
  },
};

export function say(key, facts = {}) {
  const words = WORDS[language.now];
  const single = facts.left === 1 ? words[`${key}-1`] : undefined;
  return (single ?? words[key]).replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

/* Put the page's fixed words into the language of now. */
export function translate() {
  const english = language.now === "en";
  document.documentElement.lang = english ? "en" : "zh-CN";
  document.title = say("page-title");
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = say(element.dataset.t);
  }
  for (const link of document.querySelectorAll("[data-keep-language]")) {
    link.search = english ? "?lang=en" : "";
  }
}
