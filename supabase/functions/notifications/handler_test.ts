import assert from "node:assert/strict";
import type { JsonObject } from "../_shared/delivery/types.ts";
import { memoryLog, type Received, serve, tokenOf } from "../_shared/testing.ts";
import { createUserClient } from "../_shared/user_client.ts";
import { createHandler } from "./handler.ts";

const USER = "e5e5e5e5-0000-4000-8000-000000000001";
const ID = "c3c3c3c3-0000-4000-8000-000000000001";
const TOKEN = `Bearer ${tokenOf(USER)}`;
const ROW = {
  id: ID,
  name: "Pager",
  enabled: true,
  disabled_reason: null,
  destination_hint: "hook",
  signing_secret_hint: "abc=",
  config: {},
  min_severity: "info",
  subject_kinds: null,
  failure_count: 2,
  last_success_at: null,
  last_error_at: "2026-03-02T07:30:00+00:00",
  last_error: "HTTP 500",
  cooldown_until: null,
  created_at: "2026-03-01T00:00:00+00:00",
  updated_at: "2026-03-01T00:00:00+00:00",
};
const CHAT = { ...ROW, name: "Family", destination_hint: "0123", signing_secret_hint: null };

/** What the API holds and says; a refusal answers the function of that name. */
interface Api {
  channels: JsonObject[];
  rpc: Record<string, unknown>;
  refusal: { name: string; status: number; code: string; message: string; details: string | null } | null;
  /** The ends of the test message, as one look after the other finds it; the last one stays. */
  messages: (JsonObject | null)[];
  patience: number;
  nextSendAt: string;
}

function setUp(changes: Partial<Api> = {}, drain: () => Promise<unknown> = () => Promise.resolve()) {
  const api: Api = {
    channels: [ROW],
    rpc: {
      create_notification_channel: { id: ID, signing_secret: "whsec_made" },
      rotate_channel_signing_secret: "whsec_rotated",
      send_test_notification: { alert_id: "a1a1a1a1-0000-4000-8000-000000000001", notifications: 1 },
    },
    refusal: null,
    messages: [],
    patience: 1,
    nextSendAt: "-infinity",
    ...changes,
  };
  const server = serve(({ method, path }) => {
    const name = path.split("/").at(-1) ?? "";
    if (api.refusal?.name === name) {
      const { status, name: _name, ...body } = api.refusal;
      return Response.json({ ...body, hint: null }, { status });
    }
    if (path.includes("/rpc/")) return Response.json(api.rpc[name] ?? null);
    if (name === "notifications") {
      const message = api.messages.length > 1 ? api.messages.shift() : api.messages[0];
      return Response.json(message ? [message] : []);
    }
    if (name === "notification_channels" && method === "GET") {
      return Response.json([{ next_send_at: api.nextSendAt, cooldown_until: null }]);
    }
    return Response.json(api.channels);
  });
  const memory = memoryLog();
  let now = Date.parse("2026-03-02T08:00:00Z");
  const drains: number[] = [];
  const kept: Promise<unknown>[] = [];
  const handler = createHandler({
    log: () => memory.log,
    now: () => new Date(now),
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    keepRunning: (work) => kept.push(work),
    patience: api.patience,
    connectAs: (authorization) => createUserClient({ supabaseUrl: server.url, publishableKey: "k" }, authorization),
    connect: () => ({
      rpc: () => Promise.reject(new Error("unexpected")),
      drain: async (budgetMs) => {
        drains.push(budgetMs);
        await drain();
        return { claimed: 0, delivered: 0, retried: 0, failed: 0, stale: 0, left: 0 };
      },
    }),
  });
  const call = async (route: string, body?: unknown, authorization: string | null = TOKEN) => {
    const [method = "", path = ""] = route.split(" ");
    const response = await handler(
      new Request(`http://localhost/notifications${path}`, {
        method,
        headers: authorization ? { authorization } : {},
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
  };
  /** The arguments of the calls of a database function. */
  const argumentsOf = (name: string) =>
    server.received.filter(({ path }) => path.endsWith(`/rpc/${name}`)).map(({ body }) => JSON.parse(body));
  return {
    api,
    server,
    call,
    argumentsOf,
    drains,
    kept,
    ...memory,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const queryOf = ({ method, path, query }: Received) => {
  const filters = ["kind", "owner_id", "id"].flatMap((name) => query.has(name) ? [`${name}=${query.get(name)}`] : []);
  return [method, path.split("/").at(-1), ...filters].join(" ");
};

Deno.test("the list has the user's own channels of the kind, and no secret", async () => {
  await using api = setUp();
  const { status, body } = await api.call("GET /webhooks");
  assert.equal(status, 200);
  assert.deepEqual(body, [{
    id: ID,
    name: "Pager",
    is_active: true,
    disabled_reason: null,
    min_severity: "info",
    subject_kinds: null,
    failure_count: 2,
    last_success_at: null,
    last_error_at: "2026-03-02T07:30:00+00:00",
    last_error: "HTTP 500",
    cooldown_until: null,
    created_at: "2026-03-01T00:00:00+00:00",
    updated_at: "2026-03-01T00:00:00+00:00",
    url_last_four: "hook",
    secret_last_four: "abc=",
  }]);
  assert.deepEqual(api.server.received.map(queryOf), [
    `GET notification_channel_status kind=eq.webhook owner_id=eq.${USER}`,
  ]);
  assert.equal(api.server.received[0]?.headers.get("authorization"), TOKEN);
});

Deno.test("a chat is shown with its id and its topic", async () => {
  await using api = setUp({ channels: [{ ...CHAT, config: { chat_id: "-100123", message_thread_id: 5 } }] });
  const { body } = await api.call(`GET /telegram/${ID}`);
  assert.deepEqual([body.chat_id, body.message_thread_id, "url_last_four" in body], ["-100123", 5, false]);
  assert.deepEqual(api.server.received.map(queryOf), [
    `GET notification_channel_status kind=eq.telegram owner_id=eq.${USER} id=eq.${ID}`,
  ]);
});

Deno.test("a webhook is made with what the body says; a secret that was made is shown once", async () => {
  await using api = setUp();
  const made = await api.call("POST /webhooks", { url: "https://example.com/hook" });
  assert.deepEqual([made.status, made.body.id, made.body.signing_secret], [201, ID, "whsec_made"]);
  api.api.rpc.create_notification_channel = { id: ID };
  const chosen = await api.call("POST /webhooks/", {
    url: "https://example.com/hook",
    secret: "sixteen-chars-01",
    is_active: false,
    name: "Pager",
    min_severity: "critical",
    subject_kinds: ["machine"],
  });
  assert.deepEqual([chosen.status, "signing_secret" in chosen.body], [201, false]);
  assert.deepEqual(api.argumentsOf("create_notification_channel"), [
    { p_kind: "webhook", p_name: "Webhook …hook", p_destination: "https://example.com/hook" },
    {
      p_kind: "webhook",
      p_name: "Pager",
      p_destination: "https://example.com/hook",
      p_signing_secret: "sixteen-chars-01",
      p_enabled: false,
      p_min_severity: "critical",
      p_subject_kinds: ["machine"],
    },
  ]);
});

Deno.test("a chat is made of an id, written as a text or as a number", async () => {
  await using api = setUp({ channels: [{ ...CHAT, config: { chat_id: "-100123" } }] });
  assert.equal((await api.call("POST /telegram", { chat_id: -100123 })).status, 201);
  await api.call("POST /telegram", { chat_id: "@news", message_thread_id: 7, name: "News" });
  assert.deepEqual(api.argumentsOf("create_notification_channel"), [
    { p_kind: "telegram", p_name: "Telegram -100123", p_config: { chat_id: "-100123" } },
    { p_kind: "telegram", p_name: "News", p_config: { chat_id: "@news", message_thread_id: 7 } },
  ]);
});

Deno.test("a Slack hook and a push topic are made of a URL, shown by its end, and have no secret", async () => {
  await using api = setUp({ channels: [{ ...ROW, signing_secret_hint: null }] });
  for (const kind of ["slack", "push"]) {
    const { status, body } = await api.call(`POST /${kind}`, { url: "https://example.com/hook", is_active: false });
    assert.deepEqual([status, body.url_last_four, "secret_last_four" in body], [201, "hook", false], kind);
    await api.call(`PATCH /${kind}/${ID}`, { url: "https://example.com/new" });
    assert.equal((await api.call(`POST /${kind}/${ID}/rotate-secret`)).body.code, "not_found");
  }
  const url = { p_destination: "https://example.com/hook", p_enabled: false };
  assert.deepEqual(api.argumentsOf("create_notification_channel"), [
    { p_kind: "slack", p_name: "Slack …hook", ...url },
    { p_kind: "push", p_name: "Push …hook", ...url },
  ]);
  const change = { p_channel_id: ID, p_destination: "https://example.com/new" };
  assert.deepEqual(api.argumentsOf("update_notification_channel"), [change, change]);
});

Deno.test("a change, by PATCH or PUT, passes on what is given and nothing else", async () => {
  await using api = setUp();
  for (const method of ["PATCH", "PUT"]) {
    assert.equal((await api.call(`${method} /webhooks/${ID}`, { is_active: false, name: null })).status, 200);
  }
  await api.call(`PATCH /webhooks/${ID}`, {
    url: "https://example.com/new",
    secret: "sixteen-chars-02",
    subject_kinds: null,
  });
  assert.deepEqual(api.argumentsOf("update_notification_channel"), [
    { p_channel_id: ID, p_enabled: false },
    { p_channel_id: ID, p_enabled: false },
    {
      p_channel_id: ID,
      p_destination: "https://example.com/new",
      p_signing_secret: "sixteen-chars-02",
      p_subject_kinds: [],
    },
  ]);
});

Deno.test("a topic stays with its chat and leaves with it", async () => {
  await using api = setUp({ channels: [{ ...CHAT, config: { chat_id: "-1", message_thread_id: 5 } }] });
  const bodies = [
    { name: "x" },
    { chat_id: "-1" },
    { chat_id: "-2" },
    { message_thread_id: 6 },
    { message_thread_id: null },
    { chat_id: "-2", message_thread_id: 7 },
  ];
  for (const body of bodies) await api.call(`PATCH /telegram/${ID}`, body);
  assert.deepEqual(api.argumentsOf("update_notification_channel").map(({ p_config }) => p_config), [
    undefined,
    { chat_id: "-1", message_thread_id: 5 },
    { chat_id: "-2" },
    { chat_id: "-1", message_thread_id: 6 },
    { chat_id: "-1" },
    { chat_id: "-2", message_thread_id: 7 },
  ]);
});

Deno.test("a channel is deleted once", async () => {
  await using api = setUp();
  const gone = await api.call(`DELETE /webhooks/${ID}`);
  assert.deepEqual([gone.status, gone.body, gone.headers.get("access-control-allow-origin")], [204, null, "*"]);
  assert.deepEqual(api.server.received.map(queryOf), [
    `DELETE notification_channels kind=eq.webhook owner_id=eq.${USER} id=eq.${ID}`,
  ]);
  api.api.channels = [];
  const again = await api.call(`DELETE /webhooks/${ID}`);
  assert.deepEqual([again.status, again.body.code], [404, "channel_not_found"]);
});

Deno.test("a new signing secret is shown once; a chat has none", async () => {
  await using api = setUp();
  assert.deepEqual((await api.call(`POST /webhooks/${ID}/rotate-secret`)).body, {
    id: ID,
    secret_last_four: "ated",
    signing_secret: "whsec_rotated",
  });
  assert.equal((await api.call(`POST /telegram/${ID}/rotate-secret`)).body.code, "not_found");
});

Deno.test("what is another's, or of another kind, is not found, and nothing is called for it", async () => {
  await using api = setUp({ channels: [] });
  for (
    const route of [
      `GET /webhooks/${ID}`,
      `PATCH /webhooks/${ID}`,
      `POST /webhooks/${ID}/test`,
      `POST /webhooks/${ID}/rotate-secret`,
      "DELETE /webhooks/1",
    ]
  ) {
    const { status, body } = await api.call(route, route.startsWith("PATCH") ? {} : undefined);
    assert.deepEqual([status, body.code], [404, "channel_not_found"], route);
  }
  assert.ok(api.server.received.every(({ path }) => !path.includes("/rpc/")));
  assert.deepEqual(api.drains, []);
});

Deno.test("a body that is none, or has the wrong types, is 400 and goes nowhere", async () => {
  await using api = setUp();
  const wrong: [string, unknown, RegExp][] = [
    ["webhooks", "", /JSON/],
    ["webhooks", "{", /JSON/],
    ["webhooks", "[]", /JSON object/],
    ["webhooks", "null", /JSON object/],
    ["webhooks", { url: 1 }, /url must be a string/],
    ["webhooks", { url: "https://a", secret: {} }, /secret must be a string/],
    ["webhooks", { url: "https://a", is_active: "yes" }, /is_active must be true or false/],
    ["webhooks", { url: "https://a", subject_kinds: "job" }, /subject_kinds must be a list of strings/],
    ["webhooks", { url: "https://a", subject_kinds: [1] }, /subject_kinds must be a list of strings/],
    ["slack", { url: 1 }, /url must be a string/],
    ["push", { url: 1 }, /url must be a string/],
    ["telegram", { chat_id: 1.5 }, /chat_id must be a string/],
    ["telegram", { chat_id: 1e300 }, /chat_id must be a string/],
    ["telegram", { chat_id: "1", message_thread_id: "2" }, /message_thread_id must be a number/],
  ];
  for (const [kind, body, message] of wrong) {
    const answer = await api.call(`POST /${kind}`, body);
    assert.deepEqual([answer.status, answer.body.code], [400, "invalid_body"], JSON.stringify(body));
    assert.match(answer.body.message, message);
  }
  assert.equal((await api.call("POST /webhooks", "x".repeat(10_001))).status, 413);
  assert.deepEqual(api.server.received, []);
});

Deno.test("what the database refuses is answered with its word, its sentence and its status", async () => {
  await using api = setUp();
  const refusals = [
    [400, "22023", "invalid_destination", "A slack or webhook channel needs the URL to post to."],
    [409, "PT409", "too_many_channels", "A user may have 20 channels."],
  ] as const;
  for (const [status, code, message, details] of refusals) {
    api.api.refusal = { name: "create_notification_channel", status, code, message, details };
    const answer = await api.call("POST /webhooks", { url: "https://example.com/" });
    assert.deepEqual([answer.status, answer.body], [status, { code: message, message: details }]);
  }
});

Deno.test("no token, a key instead of one, and one that the API refuses are 401", async () => {
  await using api = setUp();
  for (const authorization of [null, "Bearer sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH", "Bearer x"]) {
    const { status, body, headers } = await api.call("GET /webhooks", undefined, authorization);
    assert.deepEqual([status, body.code, headers.get("www-authenticate")], [401, "unauthorized", "Bearer"]);
  }
  assert.deepEqual(api.server.received, []);
  const details = "None of the keys was able to decode the JWT";
  api.api.refusal = { name: "notification_channel_status", status: 401, code: "PGRST301", message: "No key", details };
  assert.equal((await api.call("GET /webhooks")).status, 401);
});

Deno.test("other paths are 404, other methods 405, and a preflight names them all", async () => {
  await using api = setUp();
  for (
    const path of ["", "/", "/email", `/webhooks/${ID}/x`, `/webhooks/${ID}/test/x`, "/webhooks//test", "/constructor"]
  ) {
    const { status, body } = await api.call(`POST ${path}`, {});
    assert.deepEqual([status, body.code], [404, "not_found"], path);
  }
  const wrong = await api.call("DELETE /webhooks");
  assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "GET, POST, OPTIONS"]);
  assert.equal((await api.call("constructor /webhooks")).status, 405);
  assert.equal((await api.call(`GET /webhooks/${ID}/test`)).headers.get("allow"), "POST, OPTIONS");
  const preflight = await createHandlerAlone()(
    new Request("http://localhost/notifications/webhooks", { method: "OPTIONS" }),
  );
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers.get("access-control-allow-methods"), "GET, POST, PUT, PATCH, DELETE, OPTIONS");
});

/** A handler that may use nothing. */
function createHandlerAlone() {
  const unexpected = () => {
    throw new Error("unexpected");
  };
  return createHandler({
    log: unexpected,
    now: unexpected,
    sleep: unexpected,
    keepRunning: unexpected,
    patience: 1,
    connectAs: unexpected,
    connect: unexpected,
  });
}

const PENDING = { state: "pending", last_error: null, http_status: null };
const LEASED = { ...PENDING, state: "leased" };
const DELIVERED = { ...PENDING, state: "delivered", http_status: 200 };

Deno.test("a test is sent by the function's own sender and answered once its own message is delivered", async () => {
  await using api = setUp({ messages: [PENDING, LEASED, DELIVERED] });
  const { status, body } = await api.call(`POST /webhooks/${ID}/test`);
  assert.deepEqual([status, body], [200, { status: "sent" }]);
  assert.deepEqual(api.argumentsOf("send_test_notification"), [{ p_channel_id: ID }]);
  assert.deepEqual([api.drains, api.kept.length], [[8_000], 1]);
  const looks = api.server.received.filter(({ path }) => path.endsWith("/notifications"));
  assert.equal(looks.length, 3);
  assert.equal(looks[0]?.query.get("channel_id"), `eq.${ID}`);
  assert.equal(looks[0]?.query.get("alert_id"), "eq.a1a1a1a1-0000-4000-8000-000000000001");
});

Deno.test("a test that another sender delivers is sent, whatever becomes of the drain", async () => {
  await using api = setUp({ messages: [PENDING, DELIVERED] }, () => Promise.reject(new Error("no claim")));
  assert.equal((await api.call(`POST /telegram/${ID}/test`)).status, 200);
  await Promise.all(api.kept);
  assert.deepEqual(api.events(), ["drain_failed"]);
});

Deno.test("a test that was not accepted is 502 with the reason", async () => {
  const reasons: [JsonObject | null, RegExp][] = [
    [{ state: "dead", last_error: "HTTP 500", http_status: 500 }, /^HTTP 500$/],
    [{ state: "cancelled", last_error: "The channel stayed off.", http_status: null }, /^The channel stayed off\.$/],
    [{ state: "dead", last_error: null, http_status: null }, /No reason/],
    [null, /deleted/],
  ];
  for (const [message, reason] of reasons) {
    await using api = setUp({ messages: [message] });
    const { status, body } = await api.call(`POST /webhooks/${ID}/test`);
    assert.deepEqual([status, body.code], [502, "send_failed"]);
    assert.match(body.message, reason);
  }
});

Deno.test("a test that has no end within ten seconds is 502, by the clock", async () => {
  await using api = setUp({ messages: [LEASED] });
  const { status, body } = await api.call(`POST /webhooks/${ID}/test`);
  assert.deepEqual([status, body], [502, {
    code: "send_failed",
    message: "It was not delivered within 10 seconds.",
  }]);
  assert.equal(api.server.received.filter(({ path }) => path.endsWith("/notifications")).length, 51);

  await using patient = setUp({ messages: [LEASED], patience: 3 });
  assert.equal(
    (await patient.call(`POST /webhooks/${ID}/test`)).body.message,
    "It was not delivered within 30 seconds.",
  );
});

Deno.test("a provider that asks to wait is 429 with its wait", async () => {
  await using api = setUp({
    messages: [{ state: "dead", last_error: "HTTP 429", http_status: 429 }],
    nextSendAt: "2026-03-02T08:00:29.5Z",
  });
  const { status, body, headers } = await api.call(`POST /telegram/${ID}/test`);
  assert.deepEqual([status, body.code, headers.get("retry-after")], [429, "send_throttled", "30"]);
});

Deno.test("a test that is not allowed now is 429 with its wait, one of a channel that is off 400, and nothing is sent", async () => {
  await using api = setUp();
  const name = "send_test_notification";
  const details = "The channel can be tested again in 7 seconds.";
  api.api.refusal = { name, status: 429, code: "PT429", message: "test_throttled", details };
  const throttled = await api.call(`POST /webhooks/${ID}/test`);
  assert.deepEqual([throttled.status, throttled.body, throttled.headers.get("retry-after")], [
    429,
    { code: "test_throttled", message: details },
    "7",
  ]);
  api.api.refusal = { name, status: 400, code: "22023", message: "channel_inactive", details: "HTTP 410" };
  const off = await api.call(`POST /webhooks/${ID}/test`);
  assert.deepEqual([off.status, off.body], [400, { code: "channel_inactive", message: "HTTP 410" }]);
  assert.deepEqual(api.drains, []);
});
