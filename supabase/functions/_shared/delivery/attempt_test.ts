import assert from "node:assert/strict";
import type { ChannelAdapter } from "../channels/adapter.ts";
import { channels, registryOf } from "../channels/index.ts";
import { makeChannel, makeUnit, memoryLog, MemoryOutbox, NOBODY, serve, serveRaw } from "../testing.ts";
import { NONE, setUp, unitTo } from "./testing.ts";

Deno.test("every kind of answer becomes its acknowledgement", async () => {
  await using server = serve(({ path }) => {
    if (path === "/500") return new Response("down", { status: 500 });
    if (path === "/429") return new Response("", { status: 429, headers: { "retry-after": "7" } });
    if (path === "/410") return new Response("", { status: 410 });
    if (path === "/404") return new Response("", { status: 404 });
    return Response.redirect(`${server.url}/200`, 302);
  });
  const table = { "500": "retry", "429": "retry", "410": "gone", "404": "failed", "302": "failed" };
  const outbox = new MemoryOutbox().add(
    ...Object.keys(table).map((status) => unitTo(`${server.url}/${status}`, status)),
  );
  const { drain } = setUp(outbox);
  assert.deepEqual(await drain(), { ...NONE, claimed: 5, retried: 2, failed: 3 });
  for (const [status, outcome] of Object.entries(table)) {
    const acknowledged = outbox.acknowledged.find((entry) => entry.p_unit_id === status);
    assert.deepEqual([acknowledged?.p_outcome, acknowledged?.p_http_status], [outcome, Number(status)]);
    assert.equal(acknowledged?.p_retry_after_seconds, status === "429" ? 7 : undefined);
  }
  assert.equal(server.received.length, 5, "the redirect was followed");
});

Deno.test("a server that hangs, resets, is not there, or hangs in its answer", async () => {
  await using hangs = serveRaw(() => {});
  await using resets = serveRaw((connection) => connection.close());
  await using trickles = serveRaw(async (connection) => {
    await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\npart"));
  });
  const outbox = new MemoryOutbox().add(unitTo(resets, "resets"), unitTo(NOBODY, "nobody"));
  assert.deepEqual(await setUp(outbox).drain(), { ...NONE, claimed: 2, retried: 2 });
  const reason = (id: string) => outbox.acknowledged.find((entry) => entry.p_unit_id === id)?.p_error ?? "";
  assert.match(reason("resets"), /^network: /);
  assert.match(reason("nobody"), /^network: /);

  outbox.add(unitTo(hangs, "hangs"));
  assert.deepEqual(await setUp(outbox).drain({ timeoutMs: 300 }), { ...NONE, claimed: 1, retried: 1 });
  assert.match(reason("hangs"), /^timeout: no answer within 300 ms/);

  outbox.add(unitTo(trickles, "trickles"));
  // However late the status comes, the time-out ends what follows it.
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const end = new AbortController();
    const response = await globalThis.fetch(input, { ...init, signal: end.signal });
    const timeout = init?.signal;
    if (timeout?.aborted) end.abort();
    else timeout?.addEventListener("abort", () => end.abort());
    return response;
  };
  assert.deepEqual(await setUp(outbox, { fetch }).drain({ timeoutMs: 300 }), { ...NONE, claimed: 1, delivered: 1 });
});

Deno.test("a resolver that hangs counts against the same time-out", async () => {
  const outbox = new MemoryOutbox().add(unitTo("https://slow.example/", "slow"));
  const { drain } = setUp(outbox, { guard: () => new Promise(() => {}) });
  assert.deepEqual(await drain({ timeoutMs: 50 }), { ...NONE, claimed: 1, retried: 1 });
});

Deno.test("a destination that the guard refuses is never fetched", async () => {
  const outbox = new MemoryOutbox().add(unitTo("https://169.254.169.254/latest", "private"));
  const { drain } = setUp(outbox, { fetch: () => Promise.reject(new Error("fetched")) });
  assert.deepEqual(await drain(), { ...NONE, claimed: 1, failed: 1 });
  assert.match(outbox.acknowledged[0]?.p_error ?? "", /^destination_private: /);
});

Deno.test("an adapter's mistake is permanent, told without its secrets, and harms no other unit", async () => {
  await using server = serve(() => new Response("ok"));
  const webhook = channels.get("webhook");
  assert.ok(webhook);
  const broken: ChannelAdapter = {
    ...webhook,
    kind: "broken",
    buildRequest: ({ unit }) => {
      throw new TypeError(`cannot read x of ${unit.channel.destination}\u0000`);
    },
  };
  const unreadable: ChannelAdapter = {
    ...webhook,
    kind: "unreadable",
    readResponse: () => {
      throw new TypeError("no");
    },
  };
  const secret = "https://example.com/T0PSECRETPATH";
  const outbox = new MemoryOutbox().add(
    makeUnit({ unit_id: "broken", channel: makeChannel({ kind: "broken", destination: secret }) }),
    makeUnit({ unit_id: "unknown", channel: makeChannel({ kind: "pigeon" }) }),
    makeUnit({ unit_id: "empty", notifications: [] }),
    makeUnit({ unit_id: "unreadable", channel: makeChannel({ kind: "unreadable", destination: server.url }) }),
    unitTo(server, "fine"),
  );
  const { drain, lines } = setUp(outbox, { registry: registryOf([...channels.values(), broken, unreadable]) });
  assert.deepEqual(await drain(), { ...NONE, claimed: 5, delivered: 2, failed: 3 });
  const reasons = Object.fromEntries(outbox.acknowledged.map((entry) => [entry.p_unit_id, entry.p_error]));
  assert.equal(reasons.broken, "message_not_built: cannot read x of [redacted]");
  assert.equal(reasons.unknown, "channel_kind_unknown: pigeon");
  assert.ok(!lines.join("\n").includes("T0PSECRETPATH"));
});

Deno.test("no log line and no stored reason holds a destination, a key or a signature", async () => {
  await using server = serve(({ path, headers }) =>
    new Response(`${path} ${headers.get("authorization")} nope`, { status: 404 })
  );
  const hook = `${server.url}/services/T0/B0/HOOKSECRET`;
  const secrets = {
    RESEND_API_KEY: "re_KEYSECRET",
    RESEND_FROM: "a@b.example",
    RESEND_BASE_URL: server.url,
    TELEGRAM_BOT_TOKEN: "1:TOKENSECRET",
    TELEGRAM_API_BASE: server.url,
  };
  const outbox = new MemoryOutbox().add(
    makeUnit({ unit_id: "slack", channel: makeChannel({ id: "1", kind: "slack", destination: hook }) }),
    makeUnit({ unit_id: "hook", channel: makeChannel({ id: "2", destination: hook }) }),
    makeUnit({
      unit_id: "mail",
      channel: makeChannel({ id: "3", kind: "email", destination: null, config: { to: ["person@corp.example"] } }),
    }),
    makeUnit({
      unit_id: "chat",
      channel: makeChannel({ id: "4", kind: "telegram", destination: null, config: { chat_id: -100155791 } }),
    }),
    unitTo(`https://127.0.0.1:1/services/T0/B0/HOOKSECRET`, "tls"),
  );
  const memory = memoryLog(Object.values(secrets));
  assert.equal((await setUp(outbox, { secrets, log: memory.log }).drain()).claimed, 5);
  const told = JSON.stringify([memory.lines, outbox.acknowledged]);
  assert.equal(outbox.acknowledged.length, 5);
  for (const secret of ["HOOKSECRET", "KEYSECRET", "TOKENSECRET", "100155791", "person@corp", "whsec_", "/services/"]) {
    assert.ok(!told.includes(secret), secret);
  }
});

Deno.test("a bot's token in the URL is masked in network errors and answers, known or not", async () => {
  await using echo = serve(({ path }) => {
    const description = `no such ${path}: 987654321:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDother`;
    return Response.json({ ok: false, error_code: 404, description }, { status: 404 });
  });
  const fetched: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    try {
      return await globalThis.fetch(input, init);
    } catch (error) {
      fetched.push(`${error} ${(error as Error).cause}`);
      throw error;
    }
  };
  for (const base of [NOBODY, echo.url]) {
    const channel = makeChannel({
      kind: "telegram",
      destination: null,
      config: { chat_id: "77777" },
      secrets: { TELEGRAM_BOT_TOKEN: "123456789:VAULTTOKEN" },
    });
    const outbox = new MemoryOutbox().add(makeUnit({ unit_id: "u", channel }));
    // A log that knows nothing of the environment: the unit's own secrets and the form of a token must do.
    const { drain, lines } = setUp(outbox, { secrets: { TELEGRAM_API_BASE: base }, fetch });
    assert.equal((await drain()).claimed, 1);
    const told = JSON.stringify([lines, outbox.acknowledged]);
    assert.ok(!/VAULTTOKEN|PALDother|77777/.test(told), told);
    assert.match(outbox.acknowledged[0]?.p_error ?? "", /\[redacted\]/);
  }
  assert.match(fetched.join(), /VAULTTOKEN/, "the runtime's own error shows the URL");
});

Deno.test("secrets from Vault serve an environment channel whose secrets the process lacks", async () => {
  await using server = serve(() => new Response("ok"));
  const channel = makeChannel({
    kind: "slack",
    source: "environment",
    destination: null,
    secrets: { SLACK_WEBHOOK_URL: `${server.url}/vault` },
  });
  const outbox = new MemoryOutbox().add(makeUnit({ channel }));
  assert.equal((await setUp(outbox).drain()).delivered, 1);
  assert.deepEqual(server.received.map(({ path }) => path), ["/vault"]);
});
