import assert from "node:assert/strict";
import { patientFetch, serve } from "../testing.ts";
import { appendInsights, readLettaSettings, writeToLetta } from "./letta.ts";
import type { Insight } from "./types.ts";

function makeInsight(changes: Partial<Insight> = {}): Insight {
  return {
    insightId: 1,
    tenantId: "acme",
    role: "brand",
    block: "brand_context",
    day: "2026-03-01",
    checkId: "low_stock",
    text: "Low stock: 3 products.",
    ...changes,
  };
}

const LINE = "[heartbase 2026-03-01 acme low_stock] Low stock: 3 products.";

function settingsOf(baseUrl: string, more: Record<string, string> = {}) {
  const variables: Record<string, string> = {
    LETTA_BASE_URL: baseUrl,
    LETTA_AGENT_ID: "agent-1",
    ...more,
  };
  return readLettaSettings((name) => variables[name])!;
}

const block = (value: string, limit = 5_000) => Response.json({ label: "brand_context", value, limit });

const valueOf = (...parameters: Parameters<typeof appendInsights>) => appendInsights(...parameters).value;

Deno.test("a block gets a line for each insight, and keeps what others wrote", () => {
  const two = [
    makeInsight(),
    makeInsight({ insightId: 2, checkId: "margins", text: "Margins\nfell." }),
  ];
  assert.equal(
    valueOf("", 5_000, two),
    `${LINE}\n[heartbase 2026-03-01 acme margins] Margins fell.`,
  );
  assert.equal(
    valueOf("We sell tea.\n", 5_000, [makeInsight()]),
    `We sell tea.\n${LINE}`,
  );
});

Deno.test("an insight that is written again takes the place of its line", () => {
  const again = valueOf(`We sell tea.\n${LINE}`, 5_000, [
    makeInsight({ text: "Out of stock." }),
  ]);
  assert.equal(
    again,
    "We sell tea.\n[heartbase 2026-03-01 acme low_stock] Out of stock.",
  );
});

Deno.test("a block that is full lets its oldest insights go, and nothing else", () => {
  const old = "[heartbase 2026-02-28 acme low_stock] Old.";
  const full = `We sell tea.\n${old}`;
  assert.equal(
    valueOf(full, `${full}\n${LINE}`.length, [makeInsight()]),
    `${full}\n${LINE}`,
  );
  assert.equal(
    valueOf(full, `${full}\n${LINE}`.length - 1, [makeInsight()]),
    `We sell tea.\n${LINE}`,
  );
  assert.deepEqual(
    appendInsights(full, `We sell tea.\n${LINE}`.length - 1, [makeInsight()]),
    { value: full, left: [makeInsight()] },
  );
});

Deno.test("of more insights than a block has room for the last are written, and the others have failed", async () => {
  const many = Array.from({ length: 50 }, (_, index) => makeInsight({ insightId: index, tenantId: `tenant ${index}` }));
  await using server = serve(({ method }) => method === "GET" ? block("We sell tea.", 2_000) : block(""));
  const outcomes = await writeToLetta(settingsOf(server.url), many, patientFetch);
  const written = outcomes.filter(({ outcome }) => outcome === "written").map(({ insightId }) => insightId);
  assert.deepEqual(written, many.slice(-written.length).map(({ insightId }) => insightId));
  const { value } = JSON.parse(server.received[1]!.body) as { value: string };
  assert.equal(value.split("\n").length, 1 + written.length);
  assert.ok(value.startsWith("We sell tea.\n[heartbase "));
  // Not one more would have fitted.
  assert.ok(value.length <= 2_000 && value.length + value.split("\n")[1]!.length >= 2_000);
  assert.deepEqual(outcomes[0], { insightId: 0, outcome: "failed", error: "letta_block_full: block brand_context" });
});

// A block is read, and written back with its agent's key.
Deno.test("Letta memory persistence works", async () => {
  await using server = serve(({ method }) => method === "GET" ? block("We sell tea.") : block(""));
  const outcomes = await writeToLetta(
    settingsOf(`${server.url}/`, { LETTA_API_KEY: "sk-letta" }),
    [makeInsight()],
    patientFetch,
  );
  assert.deepEqual(outcomes, [{ insightId: 1, outcome: "written" }]);
  const path = "/v1/agents/agent-1/core-memory/blocks/brand_context";
  assert.deepEqual(
    server.received.map(({ method, path }) => `${method} ${path}`),
    [`GET ${path}`, `PATCH ${path}`],
  );
  assert.deepEqual(JSON.parse(server.received[1]!.body), {
    value: `We sell tea.\n${LINE}`,
  });
  for (const { headers } of server.received) {
    assert.equal(headers.get("authorization"), "Bearer sk-letta");
  }
});

Deno.test("a block that says so already is not written", async () => {
  await using server = serve(() => block(LINE));
  assert.deepEqual(
    await writeToLetta(settingsOf(server.url), [makeInsight()], patientFetch),
    [{ insightId: 1, outcome: "written" }],
  );
  assert.deepEqual(server.received.map(({ method }) => method), ["GET"]);
  assert.equal(server.received[0]!.headers.get("authorization"), null);
});

Deno.test("each role may have an agent of its own, and each block is written once", async () => {
  await using server = serve(() => block(""));
  const settings = settingsOf(server.url, {
    LETTA_AGENT_ID_SUPER_USER: "agent-boss",
  });
  await writeToLetta(settings, [
    makeInsight(),
    makeInsight({
      insightId: 2,
      role: "super_user",
      block: "executive_workspace",
    }),
    makeInsight({ insightId: 3, checkId: "margins" }),
  ], patientFetch);
  assert.deepEqual(
    server.received.filter(({ method }) => method === "PATCH").map(({ path }) => path),
    [
      "/v1/agents/agent-1/core-memory/blocks/brand_context",
      "/v1/agents/agent-boss/core-memory/blocks/executive_workspace",
    ],
  );
});

Deno.test("what may pass is tried again, what does not has failed, and one block does not cost another", async () => {
  for (
    const [status, outcome] of [
      [408, "retry"],
      [429, "retry"],
      [500, "retry"],
      [503, "retry"],
      [302, "failed"],
      [401, "failed"],
      [404, "failed"],
    ] as const
  ) {
    for (const failing of ["GET", "PATCH"]) {
      await using server = serve(({ method, path }) =>
        method === failing && path.endsWith("brand_context") ? new Response("no", { status }) : block("")
      );
      const outcomes = await writeToLetta(settingsOf(server.url), [
        makeInsight(),
        makeInsight({ insightId: 2, block: "customer_insights" }),
      ], patientFetch);
      assert.deepEqual(outcomes, [
        {
          insightId: 1,
          outcome,
          error: `letta_refused: HTTP ${status} for block brand_context`,
        },
        { insightId: 2, outcome: "written" },
      ]);
    }
  }
});

Deno.test("an answer that is no block has failed, and no answer is tried again", async () => {
  await using server = serve(() => new Response("<html>"));
  const [unreadable] = await writeToLetta(settingsOf(server.url), [
    makeInsight(),
  ], patientFetch);
  assert.deepEqual(unreadable, {
    insightId: 1,
    outcome: "failed",
    error: "letta_answer_unreadable: block brand_context",
  });
  const away = () => Promise.reject(new TypeError("connection refused"));
  const [unreached] = await writeToLetta(settingsOf(server.url), [
    makeInsight(),
  ], away);
  assert.deepEqual(unreached, {
    insightId: 1,
    outcome: "retry",
    error: "network: connection refused",
  });
});

Deno.test("a block that holds only what others wrote and is full has failed", async () => {
  await using server = serve(() => block("We sell tea.", 20));
  const [full] = await writeToLetta(
    settingsOf(server.url),
    [makeInsight()],
    patientFetch,
  );
  assert.deepEqual(full, {
    insightId: 1,
    outcome: "failed",
    error: "letta_block_full: block brand_context",
  });
});

Deno.test("without LETTA_BASE_URL there is no memory; a wrong one is named, and so is an agent that is not set", async () => {
  assert.equal(readLettaSettings(() => undefined), null);
  assert.throws(() => settingsOf("file:///etc/passwd"), {
    code: "configuration_invalid",
  });
  const settings = settingsOf("http://127.0.0.1:1", { LETTA_AGENT_ID: " " });
  const [outcome] = await writeToLetta(settings, [makeInsight()], patientFetch);
  assert.deepEqual(outcome, {
    insightId: 1,
    outcome: "failed",
    error: "letta_agent_unset: set LETTA_AGENT_ID",
  });
});
