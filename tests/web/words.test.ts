import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeDetails, listSubsystems } from "../../web/src/lib/alive.ts";
import { describeLoss } from "../../web/src/lib/errors.ts";
import { describeAbsolutely } from "../../web/src/lib/time.ts";
import { type Component, describePage, type Page, type PublicState } from "../../web/src/status/model.ts";

describe("what the pages say of a backend", () => {
  test("that is away, in whichever browser", () => {
    for (
      const error of ["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed"]
    ) {
      assert.equal(describeLoss(error), "it cannot be reached");
    }
  });

  test("that answers what it should not, or too late", () => {
    for (const error of ["HTTP 503: try later", "No answer within 10000 ms"]) assert.equal(describeLoss(error), error);
  });

  test("the details of a subsystem as words: no keys, no nulls, no JSON, times where the reader is", () => {
    const at = "2026-03-02T12:00:00.123456+00:00";
    assert.equal(
      describeDetails({ last_tick_at: at, oldest_seconds: null, recorders: ["a_b", "c"], jobs: 4, is_on: true }),
      `last tick at ${describeAbsolutely(Date.parse(at))}, recorders a_b and c, jobs 4, is on true`,
    );
    assert.equal(describeDetails(null), "");
    assert.equal(describeDetails("as it is"), "as it is");
  });

  test("subsystems that everybody sees have names, those that fail first", () => {
    const subsystems = { pg_net: { ok: true }, channel_email: { ok: true }, shop: { ok: false } };
    const status = { alive: true, phase: "degraded", timestamp: null, age_seconds: null, running: false } as const;
    assert.deepEqual(listSubsystems({ ...status, subsystems }).map(({ title }) => title), [
      "shop",
      "channel email",
      "pg_net",
    ]);
  });
});

describe("what a status page says above everything", () => {
  function say(state: PublicState, ...states: PublicState[]): string {
    const components = states.map((each, index): Component => ({
      key: String(index),
      name: "x",
      description: "",
      group: null,
      state: each,
      since: null,
      uptime: null,
      days: null,
    }));
    const page: Page["page"] = { slug: "acme", title: "Acme", description: "" };
    const rest = { first_day: "2026-01-01", notices: [], age_seconds: 0, is_stale: false };
    return describePage({ page, state, components, ...rest });
  }

  test("all are down only when all are known to be", () => {
    assert.equal(say("down", "down", "down"), "All systems are down");
    assert.equal(say("down", "down"), "Down");
    assert.equal(say("down", "down", "unknown"), "One system is down");
    assert.equal(say("down", "down", "down", "unknown"), "2 systems are down");
    assert.equal(say("down"), "Down");
  });

  test("otherwise it counts what is down", () => {
    assert.equal(say("degraded", "down", "operational"), "One system is down");
    assert.equal(say("degraded", "degraded", "operational"), "Some systems are degraded");
    assert.equal(say("operational", "operational"), "All systems operational");
  });
});
