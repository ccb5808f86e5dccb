// The ntfy and the Twilio that the local stack plays and the adapters that write to them, over HTTP: what one sends the other
// takes, and what one answers the other understands.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { type Inbox, startInbox } from "../../scripts/local/inbox.ts";
import { channels } from "../../supabase/functions/_shared/channels/index.ts";
import { attemptDelivery } from "../../supabase/functions/_shared/delivery/attempt.ts";
import { createGuard } from "../../supabase/functions/_shared/delivery/ssrf.ts";
import type { Outcome, Unit } from "../../supabase/functions/_shared/delivery/types.ts";
import { createLogger } from "../../supabase/functions/_shared/log.ts";

describe("ntfy and Twilio on the local stack", () => {
  let inbox: Inbox;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "heartbase-inbox-"));
    inbox = await startInbox(0, join(folder, "inbox.jsonl"));
  });
  after(async () => {
    await inbox.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    inbox.clear();
    await fetch(`${inbox.url}/faults`, { method: "DELETE" });
  });

  const attempt = (unit: Unit): Promise<Outcome> =>
    attemptDelivery(
      {
        registry: channels,
        secrets: {
          TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
          TWILIO_AUTH_TOKEN: "local",
          TWILIO_FROM: "+15005550006",
          TWILIO_WHATSAPP_FROM: "+15005550006",
          TWILIO_API_BASE: `${inbox.url}/twilio`,
        },
        fetch,
        guard: createGuard({ local: true, allowedPorts: new Set(), allowedHosts: [] }),
        now: () => new Date(),
        timeoutMs: 60_000,
      },
      unit,
      createLogger({ write: () => {} }),
    );

  it("take every name that a subject can have, and the longest message", async () => {
    for (const name of ["*_~`&=+%", "é 😀 日本", "x".repeat(5_000), "😀".repeat(5_000)]) {
      for (const kind of ["push", "sms", "whatsapp"]) {
        inbox.clear();
        const outcome = await attempt(unitFor(kind, name));
        assert.equal(outcome.outcome, "delivered", `${kind}: ${outcome.reason}`);
        const [message, ...others] = inbox.messages;
        assert.deepEqual([message!.channel, others], [kind, []]);
        const shown = `${message!.subject} ${message!.text}`.replaceAll("\u2060", "");
        assert.ok(shown.includes([...name].slice(0, 20).join("")), shown);
      }
    }
  });

  it("answer a fault in their own words, each channel by itself", async () => {
    const outcomes: [kind: string, status: number, outcome: Outcome["outcome"], reason: RegExp][] = [
      ["push", 403, "failed", /the topic is protected/],
      ["push", 500, "retry", /HTTP 500/],
      ["sms", 400, "gone", /21610/],
      ["sms", 401, "failed", /20003 Authenticate: check TWILIO_ACCOUNT_SID/],
      ["whatsapp", 429, "retry", /20429/],
      ["whatsapp", 500, "failed", /^may have been sent, and is not sent again: HTTP 500: 20500/],
    ];
    for (const [channel, status, outcome, reason] of outcomes) {
      const body = JSON.stringify({ channel, kind: "status", status, times: 1 });
      assert.equal((await fetch(`${inbox.url}/faults`, { method: "POST", body })).status, 201);
      const other = channel === "sms" ? "whatsapp" : "sms";
      assert.equal((await attempt(unitFor(other))).outcome, "delivered", `a fault of ${channel} met ${other}`);
      const answer = await attempt(unitFor(channel));
      assert.equal(answer.outcome, outcome, `${channel} ${status}`);
      assert.match(answer.reason ?? "", reason);
    }
  });

  it("refuse what lacks a topic, a number, a text or an account", async () => {
    const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${inbox.url}${path}`, { method: "POST", body, headers });
      return [response.status, (await response.json() as { code: number }).code];
    };
    assert.deepEqual(await post("/ntfy/", '{"message": "x"}'), [400, 40009]);
    assert.deepEqual(await post("/ntfy/", '{"topic": "t", "priority": 6}'), [400, 40007]);
    assert.deepEqual(await post("/ntfy/", `{"topic": "t", "message": "${"x".repeat(4_097)}"}`), [413, 41301]);
    const account = `AC${"1".repeat(32)}`;
    const path = `/twilio/2010-04-01/Accounts/${account}/Messages.json`;
    const authorization = `Basic ${btoa(`${account}:x`)}`;
    assert.deepEqual(await post(path, "To=%2B15550100&From=%2B15550101&Body=x"), [401, 20003]);
    for (
      const [form, code] of [
        ["From=%2B15550101&Body=x", 21604],
        ["To=5550100&From=%2B15550101&Body=x", 21211],
        ["To=%2B15550100&Body=x", 21603],
        ["To=%2B15550100&From=%2B15550101", 21602],
        [`To=%2B15550100&From=%2B15550101&Body=${"x".repeat(1_601)}`, 21617],
      ] as const
    ) assert.deepEqual(await post(path, form, { authorization }), [400, code]);
    assert.equal(inbox.messages.length, 0);
  });

  function unitFor(kind: string, name = "web-1"): Unit {
    return {
      unit_id: "1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b",
      lease: "d4d4d4d4-0000-4000-8000-000000000001",
      lease_expires_at: "2026-03-02T08:01:00Z",
      attempt: 1,
      max_attempts: 10,
      channel: {
        id: "c",
        name: "mine",
        kind,
        source: "database",
        config: kind === "push" ? {} : { to: "+15550100" },
        destination: kind === "push" ? `${inbox.url}/ntfy/mine-4711` : null,
      },
      count: 1,
      notifications: [{
        id: "n",
        event: "opened",
        slot: 0,
        created_at: "2026-03-02T08:00:00Z",
        alert: {
          id: "a",
          subject_kind: "job",
          subject_id: "1",
          subject_name: name,
          alert_type: "job-stale",
          severity: "critical",
          message: name,
          details: null,
          detected_at: "2026-03-02T08:00:00Z",
          resolved_at: null,
          auto_resolved: false,
          resolution: null,
        },
      }],
    };
  }
});
