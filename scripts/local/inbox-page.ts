import { createHash } from "node:crypto";
import type { Message } from "./inbox.ts";
import type { Fault } from "./inbox-faults.ts";

const SHOWN = 200;
const LABELS: Record<Message["channel"], string> = {
  slack: "Slack",
  email: "E-mail",
  webhook: "Webhook",
  telegram: "Telegram",
  push: "Push",
  sms: "SMS",
  whatsapp: "WhatsApp",
};

const STYLE = `
:root { color-scheme: light dark; --bg: #f6f7f9; --card: #fff; --line: #e2e5ea; --text: #1a1d23; --dim: #667085;
  --slack: #7a3e8a; --email: #1769aa; --webhook: #0b7a55; --telegram: #0e7490;
  --push: #9a3412; --sms: #4338ca; --whatsapp: #166534;
  --warn: #b54708; }
@media (prefers-color-scheme: dark) { :root { --bg: #111418; --card: #191d23; --line: #2b3139; --text: #e6e9ee;
  --dim: #98a2b3; --slack: #d9a3e6; --email: #7cc4ff; --webhook: #6fdcb2;
  --telegram: #67e8f9; --push: #fdba74; --sms: #a5b4fc; --whatsapp: #86efac; --warn: #fdb022; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 760px; margin: 0 auto; padding: 0 20px; }
header { display: flex; align-items: baseline; gap: 12px; padding-top: 36px; padding-bottom: 16px; }
h1 { font-size: 22px; margin: 0; }
header p { margin: 0; color: var(--dim); flex: 1; }
button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 5px 12px; cursor: pointer; }
button:focus-visible, summary:focus-visible { outline: 2px solid var(--email); outline-offset: 2px; }
article, .empty, .faults { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 16px 18px; margin-bottom: 12px; }
.faults { border-color: var(--warn); color: var(--warn); }
.meta { display: flex; gap: 10px; align-items: baseline; color: var(--dim); font-size: 13px; }
.meta .to { flex: 1; overflow-wrap: anywhere; }
.channel { font-weight: 600; }
.slack { color: var(--slack); } .email { color: var(--email); } .webhook { color: var(--webhook); }
.telegram { color: var(--telegram); } .push { color: var(--push); } .sms { color: var(--sms); }
.whatsapp { color: var(--whatsapp); }
h2 { font-size: 16px; margin: 4px 0; overflow-wrap: anywhere; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; max-height: 16em; overflow: auto; }
details { margin-top: 8px; } summary { color: var(--dim); font-size: 13px; cursor: pointer; }
pre { font: 12.5px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 8px 0 0;
  padding: 10px; background: var(--bg); border-radius: 8px; max-height: 24em; overflow: auto; }
.empty { text-align: center; padding: 56px 24px; color: var(--dim); }
.empty h2 { color: var(--text); }
code { font: 13px ui-monospace, monospace; }
`;

// Replaces the list when something came or went; an opened message stays open.
const SCRIPT = `
const main = document.querySelector("main");
document.querySelector("button").onclick = async () => { await fetch("/messages", { method: "DELETE" }); refresh(); };
async function refresh() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html").querySelector("main");
    if (page.dataset.state === main.dataset.state) return;
    const open = new Set([...main.querySelectorAll("details[open]")].map((item) => item.id));
    for (const item of page.querySelectorAll("details")) item.open = open.has(item.id);
    main.replaceChildren(...page.childNodes);
    main.dataset.state = page.dataset.state;
  } catch {}
}
setInterval(refresh, 2000);
`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src ${hash(STYLE)}; script-src ${
    hash(SCRIPT)
  }; connect-src 'self'; img-src data:`,
};

/** The inbox as a page, newest first. It needs nothing from outside, and works without its script too. */
export function renderInbox(
  messages: readonly Message[],
  faults: readonly Fault[],
): { html: string; headers: Record<string, string> } {
  const state = `${messages.length}/${messages.at(-1)?.id ?? ""}/${JSON.stringify(faults)}`;
  const list = messages.slice(-SHOWN).reverse().map(renderMessage).join("");
  const more = messages.length > SHOWN ? `<p class="empty">${messages.length - SHOWN} older in /messages</p>` : "";
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Heartbase inbox</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1>Inbox</h1><p>What Heartbase sent on this machine</p><button type="button">Clear</button></header>
<main data-state="${escapeHtml(state)}">${renderFaults(faults)}${list || EMPTY}${more}</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return { html, headers: HEADERS };
}

const EMPTY = `<div class="empty"><h2>Nothing has arrived yet</h2>
<p>Alerts land here until you set real destinations in <code>supabase/functions/.env</code>.<br>
To see one: <code>select send_test_notification();</code></p></div>`;

function renderMessage(message: Message): string {
  const body = typeof message.body === "string" ? message.body : JSON.stringify(message.body, null, 2);
  const headers = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  const title = message.subject ?? message.text.split("\n")[0] ?? "";
  const text = message.channel === "webhook" ? "" : `<p class="text">${escapeHtml(message.text)}</p>`;
  return `<article>
<div class="meta"><span class="channel ${message.channel}">${LABELS[message.channel]}</span>
<span class="to">${escapeHtml(message.to)}</span>
<time datetime="${escapeHtml(message.received_at)}">${
    escapeHtml(message.received_at.slice(0, 19).replace("T", " "))
  } UTC</time>
</div>
<h2>${escapeHtml(title)}</h2>
${text}
<details id="m-${escapeHtml(message.id)}"><summary>Body and headers</summary>
<pre>${escapeHtml(body ?? "")}</pre><pre>${escapeHtml(headers)}</pre></details>
</article>`;
}

function renderFaults(faults: readonly Fault[]): string {
  if (faults.length === 0) return "";
  const items = faults.map((fault) => {
    const left = fault.times === null ? "until cleared" : `${fault.times} more`;
    return `${fault.channel}: ${fault.kind}${fault.status ? ` ${fault.status}` : ""} (${left})`;
  });
  return `<div class="faults">Failing on request: ${escapeHtml(items.join(", "))}</div>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
