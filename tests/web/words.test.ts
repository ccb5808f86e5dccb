import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeDetails, listSubsystems } from "../../web/src/lib/alive.ts";
import { describeLoss } from "../../web/src/lib/errors.ts";
import { describeAbsolutely } from "../../web/src/lib/time.ts";

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
