import assert from "node:assert/strict";
import { makeAlert, makeChannel, makeMachineAlert, makeNotification, makeNotifications, makeUnit } from "../testing.ts";
import type { OutcomeName, Unit } from "../delivery/types.ts";
import { slack } from "./slack.ts";

const HOOK = "https://hooks.slack.com/services/T0/B0/own";
const NOW = new Date("2026-03-02T08:00:00Z");
const CONTEXT = { unit: makeUnit(), secrets: {} };

interface Block {
  type: string;
  text?: { type: string; text: string; verbatim?: boolean };
  elements?: { text: string; verbatim?: boolean }[];
}

const slackUnit = (changes: Partial<Unit> = {}) =>
  makeUnit({ channel: makeChannel({ kind: "slack", destination: HOOK, signing_secrets: null }), ...changes });

async function payload(unit: Unit) {
  const request = await slack.buildRequest({ unit, secrets: {}, now: NOW });
  return JSON.parse(request.body) as { text: string; unfurl_links: boolean; blocks: Block[] };
}

const sections = (blocks: Block[]) =>
  blocks.filter((block) => block.type === "section").map((block) => block.text?.text ?? "");

Deno.test("a job alert has the text and the mrkdwn section of the runbook's messages", async () => {
  const { text, blocks, unfurl_links } = await payload(slackUnit());
  assert.deepEqual([text, unfurl_links], ["🚨 Job Health Alert", false]);
  assert.deepEqual(sections(blocks), [
    "*Job:* nightly-backup\n*Status:* healthy\n*Last Run:* 2026-03-01 06:00:00 UTC\n*Hours Overdue:* 25",
    "No heartbeat since the deadline.",
  ]);
  assert.match(blocks.at(-1)?.elements?.[0]?.text ?? "", /1f0c2a34/);
});

Deno.test("a machine's alert has its own words", async () => {
  const { text, blocks } = await payload(
    slackUnit({ notifications: [makeNotification({ alert: makeMachineAlert() })] }),
  );
  assert.equal(text, "🔴 Machine Offline Alert");
  assert.deepEqual(sections(blocks), [
    "*Machine:* production-server\n*Hostname:* prod-01\n*Status:* Offline\n*Last Seen:* 2025-10-10 16:30:00 UTC",
  ]);
});

Deno.test("reminder, recovery, test and group", async () => {
  const text = async (unit: Unit) => (await payload(unit)).text;
  assert.equal(
    await text(slackUnit({ notifications: [makeNotification({ event: "reminder", slot: 1 })] })),
    "🚨 Job Health Alert (reminder)",
  );
  assert.equal(await text(slackUnit({ notifications: [makeNotification({ event: "resolved" })] })), "✅ Job Recovered");
  assert.equal(await text(slackUnit({ notifications: [makeNotification({ event: "test" })] })), "🔔 Heartbase Test");
  assert.equal(await text(slackUnit({ notifications: makeNotifications(3) })), "🚨 3 alerts");
});

Deno.test("names cannot mention, link or break out", async () => {
  const name = "<!channel> @channel <@U1> <https://evil.example|click> &lt; <b>x</b>\n*Job:* forged";
  for (
    const notifications of [
      [makeNotification({ alert: makeAlert({ subject_name: name, message: name }) })],
      makeNotifications(2, { alert: makeAlert({ subject_name: name }) }),
    ]
  ) {
    const { text, blocks } = await payload(slackUnit({ notifications }));
    const texts = [text, ...sections(blocks)];
    for (const one of texts) assert.ok(!/[<>]/.test(one), one);
    assert.ok(texts.some((one) => one.includes("&lt;!channel&gt; @channel") && one.includes("&amp;lt;")));
    assert.ok(!sections(blocks).join("\n").includes("\n*Job:* forged"));
    for (const block of blocks.filter((block) => block.type === "section")) assert.equal(block.text?.verbatim, true);
  }
});

Deno.test("the longest message keeps within Slack's limits", async () => {
  const alert = makeAlert({
    subject_name: "&".repeat(5_000),
    message: "<".repeat(5_000),
    details: { error: "&".repeat(5_000), status: "&".repeat(5_000) },
  });
  for (const notifications of [[makeNotification({ alert })], makeNotifications(20, { alert })]) {
    const { blocks } = await payload(slackUnit({ notifications }));
    assert.ok(blocks.length <= 50);
    for (const text of sections(blocks)) assert.ok(text.length > 0 && text.length <= 3_000, String(text.length));
  }
});

Deno.test("the operator's channel uses SLACK_WEBHOOK_URL; a user's never does", async () => {
  const secrets = { SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T0/B0/operator" };
  const build = (unit: Unit) => slack.buildRequest({ unit, secrets, now: NOW });
  const environment = await build(
    makeUnit({ channel: makeChannel({ kind: "slack", source: "environment", destination: null }) }),
  );
  assert.deepEqual([environment.url, environment.origin], [secrets.SLACK_WEBHOOK_URL, "operator"]);
  const users = await build(slackUnit());
  assert.deepEqual([users.url, users.origin], [HOOK, "user"]);
  const broken = makeUnit({ channel: makeChannel({ kind: "slack", destination: null }) });
  assert.throws(() => build(broken), { code: "destination_missing", permanent: true });
});

Deno.test("Slack's answers", () => {
  const table: [number, string, OutcomeName][] = [
    [200, "ok", "delivered"],
    [400, "invalid_payload", "failed"],
    [403, "action_prohibited", "gone"],
    [403, "invalid_token", "gone"],
    [403, "something_else", "failed"],
    [404, "no_service", "gone"],
    [404, "channel_not_found", "gone"],
    [404, "<html>not found</html>", "failed"],
    [410, "channel_is_archived", "gone"],
    [429, "rate_limited", "retry"],
    [500, "rollup_error", "retry"],
    [500, "no_service", "retry"],
    [302, "", "failed"],
  ];
  for (const [status, text, outcome] of table) {
    const headers = new Headers({ "retry-after": "3" });
    const read = slack.readResponse({ status, text: `${text}\n`, headers }, NOW, CONTEXT);
    assert.equal(read.outcome, outcome, `${status} ${text}`);
    if (outcome !== "delivered") assert.match(read.reason ?? "", new RegExp(`HTTP ${status}`));
  }
});
