// The Telegram that the local stack plays and the adapter that writes to it, over HTTP: what one sends the other takes, and
// what one answers the other understands.
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

describe("Telegram on the local stack", () => {
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

  const fault = async (body: Record<string, unknown>) => {
    const request = { method: "POST", body: JSON.stringify({ channel: "telegram", times: 1, ...body }) };
    assert.equal((await fetch(`${inbox.url}/faults`, request)).status, 201);
  };
  const attempt = (unit: Unit): Promise<Outcome> =>
    attemptDelivery(
      {
        registry: channels,
        secrets: { TELEGRAM_BOT_TOKEN: "1:local", TELEGRAM_API_BASE: `${inbox.url}/telegram` },
        fetch,
        guard: createGuard({ local: true, allowedPorts: new Set(), allowedHosts: ["users.example"] }),
        now: () => new Date(),
        timeoutMs: 60_000,
      },
      unit,
      createLogger({ write: () => {} }),
    );

  it("takes every name that a machine can have, and shows it as it is", async () => {
    const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index)).trim();
    for (const name of [printable, "*_[](){}.!|\\", "\\", "``` || __", "é 😀 日本"]) {
      inbox.clear();
      assert.deepEqual(await attempt(unitFor({ name })), { outcome: "delivered", status: 200 });
      const [message] = inbox.messages;
      const shown = message!.text.replaceAll("\u2060", "");
      assert.equal(message!.subject, "🔴 Machine Offline Alert");
      assert.ok(shown.split("\n").includes(`Machine: ${name}`), shown);
    }
  });

  it("takes the longest group", async () => {
    const unit = unitFor({ name: ".".repeat(5_000) }, 20);
    assert.equal((await attempt({ ...unit, count: 10_000 })).outcome, "delivered");
    assert.match(inbox.messages[0]!.text, /^🚨 10000 alerts\n/);
  });

  it("asks for patience, and is given it", async () => {
    await fault({ kind: "status", status: 429, retry_after: 35 });
    const { outcome, retryAfterSeconds } = await attempt(unitFor({}));
    assert.deepEqual([outcome, retryAfterSeconds], ["retry", 35]);
  });

  it("moves a group, and is written to at its new place", async () => {
    await fault({ kind: "migrate", to: "-1001557912345", times: null });
    const unit = unitFor({});
    const moved = await attempt(unit);
    assert.deepEqual([moved.outcome, moved.status, moved.config], ["retry", 400, { chat_id: "-1001557912345" }]);
    assert.equal(inbox.messages.length, 0);
    const channel = { ...unit.channel, config: { ...unit.channel.config, ...moved.config } };
    assert.equal((await attempt({ ...unit, channel })).outcome, "delivered");
    assert.equal(inbox.messages[0]!.to, "-1001557912345");
  });

  it("says that a chat is gone, that a bot is unknown, that it is ill", async () => {
    const outcomes: [number, Outcome["outcome"], RegExp][] = [
      [400, "gone", /chat not found/],
      [401, "failed", /check TELEGRAM_BOT_TOKEN/],
      [403, "gone", /bot was blocked/],
      [404, "failed", /check TELEGRAM_BOT_TOKEN/],
      [500, "retry", /HTTP 500/],
    ];
    for (const [status, outcome, reason] of outcomes) {
      await fault({ kind: "status", status });
      const answer = await attempt(unitFor({}));
      assert.equal(answer.outcome, outcome);
      assert.match(answer.reason ?? "", reason);
    }
    assert.equal(inbox.messages.length, 0);
  });

  /** A message to a group about machines that went offline. */
  function unitFor(machine: Record<string, string>, count = 1): Unit {
    const name = machine["name"] ?? "web-1";
    return {
      unit_id: "1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b",
      lease: "d4d4d4d4-0000-4000-8000-000000000001",
      lease_expires_at: "2026-03-02T08:01:00Z",
      attempt: 1,
      max_attempts: 10,
      channel: {
        id: "c",
        name: "mine",
        kind: "telegram",
        source: "database",
        config: { chat_id: "-5" },
        destination: null,
      },
      count,
      notifications: Array.from({ length: count }, (_, index) => ({
        id: `n${index}`,
        event: "opened",
        slot: 0,
        created_at: "2026-03-02T08:00:00Z",
        alert: {
          id: "a",
          subject_kind: "machine",
          subject_id: "1",
          subject_name: name,
          alert_type: "machine-offline",
          severity: "critical",
          message: `Machine "${name}" has not reported since 2026-03-02 07:58:00 UTC.`,
          details: { machine: { id: 1, name, hostname: "web-1.example", last_seen: "2026-03-02T07:58:00Z" } },
          detected_at: "2026-03-02T08:00:00Z",
          resolved_at: null,
          auto_resolved: false,
          resolution: null,
        },
      })),
    };
  }
});
