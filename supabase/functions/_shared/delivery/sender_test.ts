import assert from "node:assert/strict";
import { channels, registryOf } from "../channels/index.ts";
import { HeartbaseError } from "../errors.ts";
import { makeChannel, makeUnit, MemoryOutbox, serve } from "../testing.ts";
import { sleep } from "./sender.ts";
import { makeClock, NONE, setUp, unitTo } from "./testing.ts";
import type { ClaimAnswer, Rpc } from "./types.ts";

Deno.test("what is due is sent and acknowledged; the claim reports the environment", async () => {
  await using server = serve(() => new Response("ok"));
  const outbox = new MemoryOutbox().add(unitTo(server), unitTo(server), unitTo(server));
  const { drain } = setUp(outbox, { secrets: { SLACK_WEBHOOK_URL: "https://x" } });
  assert.deepEqual(await drain(), { ...NONE, claimed: 3, delivered: 3 });
  assert.equal(server.received.length, 3);
  assert.deepEqual(outbox.environments[0], {
    slack: true,
    email: false,
    push: false,
    sms: false,
    telegram: false,
    whatsapp: false,
    sends: [],
  });
  assert.deepEqual(await drain(), NONE);
});

Deno.test("a hanging channel does not hold up the others", async () => {
  const others = Promise.withResolvers<void>();
  // It hangs until all others have been acknowledged, which it would hold up for good.
  await using hangs = serve(async () => {
    await others.promise;
    return new Response("", { status: 503 });
  });
  await using server = serve(() => new Response("ok"));
  const outbox = new MemoryOutbox().add(unitTo(hangs, "hangs"), ...Array.from({ length: 20 }, () => unitTo(server)));
  const { drain } = setUp(outbox);
  outbox.beforeAcknowledge = () => void (outbox.acknowledged.length === 19 && others.resolve());
  const result = await drain({ maxUnits: 3 });
  others.resolve();
  assert.deepEqual(result, { ...NONE, claimed: 21, delivered: 20, retried: 1 });
  assert.equal(outbox.acknowledged.at(-1)?.p_unit_id, "hangs");
});

Deno.test("never more is claimed than can start", async () => {
  let running = 0;
  let most = 0;
  await using server = serve(async () => {
    most = Math.max(most, ++running);
    await sleep(5);
    running -= 1;
    return new Response("ok");
  });
  const outbox = new MemoryOutbox().add(...Array.from({ length: 12 }, () => unitTo(server)));
  const { drain } = setUp(outbox);
  assert.equal((await drain({ maxUnits: 4 })).delivered, 12);
  assert.ok(most <= 4, String(most));
  assert.ok(outbox.claimSizes.every((size) => size >= 1 && size <= 4));
});

Deno.test("two drains at once send each message once", async () => {
  await using server = serve(async () => {
    await sleep(2);
    return new Response("ok");
  });
  const outbox = new MemoryOutbox().add(...Array.from({ length: 30 }, () => unitTo(server)));
  const { drain } = setUp(outbox);
  const [one, two] = await Promise.all([drain(), drain()]);
  assert.equal((one?.delivered ?? 0) + (two?.delivered ?? 0), 30);
  assert.equal(new Set(server.received.map(({ headers }) => headers.get("webhook-id"))).size, 30);
  assert.equal(server.received.length, 30);
});

Deno.test("a send that would outlive its lease is not started, by the database's clock", async () => {
  await using server = serve(() => new Response("ok"));
  for (const clockAheadMs of [0, 3_600_000, -3_600_000]) {
    const outbox = new MemoryOutbox().add(unitTo(server, "u"));
    outbox.clockAheadMs = clockAheadMs;
    outbox.leaseMs = 19_999;
    const { drain, events } = setUp(outbox, makeClock(outbox));
    assert.deepEqual(await drain(), { ...NONE, claimed: 1, left: 1 });
    assert.deepEqual([events(), outbox.acknowledged, outbox.stateOf("u")], [["lease_nearly_over"], [], "leased"]);
    const fresh = new MemoryOutbox().add(unitTo(server, "v"));
    fresh.clockAheadMs = clockAheadMs;
    fresh.leaseMs = 20_000;
    assert.deepEqual(await setUp(fresh, makeClock(fresh)).drain(), { ...NONE, claimed: 1, delivered: 1 });
  }
  assert.equal(server.received.length, 3);
});

Deno.test("a stale acknowledgement is counted and logged", async () => {
  await using server = serve(() => new Response("ok"));
  const outbox = new MemoryOutbox().add(unitTo(server, "u"));
  outbox.beforeAcknowledge = () => {
    const row = outbox.rows.get("u");
    if (row) row.unit = { ...row.unit, lease: "somebody else's" };
  };
  const { drain, events } = setUp(outbox);
  assert.deepEqual(await drain(), { ...NONE, claimed: 1, stale: 1 });
  assert.deepEqual(events(), ["acknowledgement_stale"]);
});

Deno.test("an acknowledgement is tried again; one that stays lost leaves the lease", async () => {
  await using server = serve(() => new Response("ok"));
  const failing = (times: number, outbox: MemoryOutbox): Rpc => (name, args) => {
    if (name === "acknowledge_notification" && times-- > 0) {
      return Promise.reject(new HeartbaseError("database_unreachable", "gone"));
    }
    return outbox.rpc(name, args);
  };
  const quick = (): Promise<void> => Promise.resolve();
  const once = new MemoryOutbox().add(unitTo(server, "u"));
  assert.deepEqual(await setUp(once, { rpc: failing(2, once), sleep: quick }).drain(), {
    ...NONE,
    claimed: 1,
    delivered: 1,
  });
  const lost = new MemoryOutbox().add(unitTo(server, "v"));
  const { drain, events } = setUp(lost, { rpc: failing(99, lost), sleep: quick });
  assert.deepEqual(await drain(), { ...NONE, claimed: 1, left: 1 });
  assert.equal(events().at(-1), "acknowledgement_lost");
});

Deno.test("a retry that falls inside the budget is waited for; a later one is not", async () => {
  await using server = serve((_request, count) => new Response("", { status: count === 1 ? 503 : 200 }));
  const soon = new MemoryOutbox().add(unitTo(server, "u"));
  soon.backoffMs = 100;
  assert.deepEqual(await setUp(soon).drain(), { ...NONE, claimed: 2, retried: 1, delivered: 1 });
  const [first, second] = server.received;
  assert.equal(first?.body, second?.body);
  assert.equal(first?.headers.get("webhook-id"), second?.headers.get("webhook-id"));

  await using down = serve(() => new Response("", { status: 503 }));
  const late = new MemoryOutbox().add(unitTo(down, "u"));
  const waits: number[] = [];
  const waiting = (ms: number) => Promise.resolve(void waits.push(ms));
  assert.deepEqual(await setUp(late, { sleep: waiting }).drain(), { ...NONE, claimed: 1, retried: 1 });
  assert.deepEqual(waits, []);
});

Deno.test("when the budget ends nothing more is claimed, and what has started is finished", async () => {
  let passedMs = 0;
  const first = Promise.withResolvers<void>();
  await using server = serve(async (_request, count) => {
    if (count === 1) passedMs = 30;
    else await first.promise;
    return new Response("ok");
  });
  const outbox = new MemoryOutbox().add(...Array.from({ length: 10 }, () => unitTo(server)));
  outbox.beforeAcknowledge = () => first.resolve();
  const startedAt = Date.now();
  const { drain } = setUp(outbox, { now: () => new Date(startedAt + passedMs) });
  const result = await drain({ budgetMs: 30, maxUnits: 2 });
  first.resolve();
  assert.deepEqual(result, { ...NONE, claimed: 2, delivered: 2 });
});

Deno.test("a row that another sender holds makes no busy loop", async () => {
  let claims = 0;
  const rpc = (() => {
    claims += 1;
    const answer: ClaimAnswer = { units: [], next_due_at: "2020-01-01T00:00:00Z" };
    return Promise.resolve(answer);
  }) as Rpc;
  assert.deepEqual(await setUp(new MemoryOutbox(), { rpc }).drain({ budgetMs: 600 }), NONE);
  assert.ok(claims <= 3, String(claims));
});

Deno.test("requests under one limit keep their distance", async () => {
  await using server = serve(() => new Response("ok"));
  const channel = makeChannel({ kind: "slack", destination: `${server.url}/slack` });
  const outbox = new MemoryOutbox().add(...["a", "b", "c"].map((unit_id) => makeUnit({ unit_id, channel })));
  const [slack] = [...channels.values()].filter(({ kind }) => kind === "slack");
  assert.ok(slack?.limits);
  const limits = slack.limits({ unit: makeUnit({ channel }), secrets: {} });
  assert.deepEqual(limits, [{ key: `slack ${channel.id}`, everyMs: 1_000 }]);
  const registry = registryOf([{ ...slack, limits: () => limits.map(({ key }) => ({ key, everyMs: 80 })) }]);
  const clock = makeClock(outbox);
  const startedAt = clock.now().getTime();
  const at: number[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    at.push(clock.now().getTime() - startedAt);
    return globalThis.fetch(input, init);
  };
  assert.equal((await setUp(outbox, { registry, fetch, ...clock }).drain()).delivered, 3);
  assert.deepEqual(at, [0, 80, 160]);
});

Deno.test("who waits for a limit of their own holds up nobody else", async () => {
  await using server = serve(() => new Response("ok"));
  const webhook = channels.get("webhook");
  assert.ok(webhook);
  const registry = registryOf([{
    ...webhook,
    limits: ({ unit }) => [{ key: unit.channel.name, everyMs: 400 }, { key: "all", everyMs: 60 }],
  }]);
  const unit = (id: string, name: string) =>
    makeUnit({ unit_id: id, channel: makeChannel({ name, destination: `${server.url}/${id}` }) });
  const outbox = new MemoryOutbox().add(unit("a1", "a"), unit("a2", "a"), unit("b1", "b"), unit("c1", "c"));
  const clock = makeClock(outbox);
  const startedAt = clock.now().getTime();
  const at: [string, number][] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    at.push([new URL(String(input)).pathname, clock.now().getTime() - startedAt]);
    return globalThis.fetch(input, init);
  };
  assert.equal((await setUp(outbox, { registry, fetch, ...clock }).drain()).delivered, 4);
  assert.deepEqual(at, [["/a1", 0], ["/b1", 60], ["/c1", 120], ["/a2", 400]]);
});

Deno.test("what a provider says of a channel goes along with the acknowledgement, and into the next attempt", async () => {
  await using server = serve(({ body }) => {
    if ((JSON.parse(body) as { chat_id: string }).chat_id === "-100") return Response.json({ ok: true, result: {} });
    const parameters = { migrate_to_chat_id: -100 };
    return Response.json({ ok: false, error_code: 400, description: "moved", parameters }, { status: 400 });
  });
  const channel = makeChannel({ kind: "telegram", destination: null, config: { chat_id: "-5", message_thread_id: 3 } });
  const outbox = new MemoryOutbox().add(makeUnit({ unit_id: "u", channel }));
  outbox.backoffMs = 10;
  const secrets = { TELEGRAM_BOT_TOKEN: "1:local", TELEGRAM_API_BASE: server.url };
  const registry = registryOf([...channels.values()].map((adapter) => ({ ...adapter, limits: undefined })));
  const { drain, lines } = setUp(outbox, { secrets, registry });
  assert.deepEqual(await drain(), { ...NONE, claimed: 2, retried: 1, delivered: 1 });
  assert.deepEqual(outbox.acknowledged.map(({ p_outcome, p_config }) => [p_outcome, p_config]), [
    ["retry", { chat_id: "-100" }],
    ["delivered", undefined],
  ]);
  assert.deepEqual(server.received.map(({ path }) => path), ["/bot1:local/sendMessage", "/bot1:local/sendMessage"]);
  assert.ok(!lines.join("\n").includes("-100"));
});

Deno.test("a claim that fails is the drain's error, after the sends under way have ended", async () => {
  await using server = serve(async () => {
    await sleep(50);
    return new Response("ok");
  });
  const outbox = new MemoryOutbox().add(unitTo(server, "u"));
  let claims = 0;
  const rpc: Rpc = (name, args) => {
    if (name === "claim_notifications" && ++claims > 1) {
      return Promise.reject(new HeartbaseError("database_unreachable", "gone"));
    }
    return outbox.rpc(name, args);
  };
  await assert.rejects(setUp(outbox, { rpc }).drain({ maxUnits: 1 }), { code: "database_unreachable" });
  assert.equal(outbox.stateOf("u"), "delivered");
});
