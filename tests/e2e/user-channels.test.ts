import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { type Client, ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

interface Channel {
  id: string;
  name: string;
  url_last_four: string;
  secret_last_four: string;
  is_active: boolean;
  failure_count: number;
  last_error: string | null;
  last_success_at: string | null;
  cooldown_until: string | null;
  signing_secret?: string;
}

describe("a user's own channels over HTTP", () => {
  let stack: TestStack;
  let ada: User;
  let bob: User;

  before(async () => {
    stack = await startTestStack();
    [ada, bob] = [await signUp("ada@example.com"), await signUp("bob@example.com")];
  });
  after(() => stack?.stop());
  beforeEach(async () => {
    await stack.clearFaults();
    await stack.sql`delete from notification_channels where source = 'database'`;
    await settled();
    stack.inbox.clear();
  });

  interface User {
    client: Client;
    token: string;
    call(route: string, body?: unknown): Promise<{ status: number; headers: Headers; body: never }>;
  }

  const signUp = async (email: string): Promise<User> => {
    const client = stack.client();
    const { data, error } = await client.auth.signUp({ email, password: "password1" });
    assert.equal(error, null);
    const token = data.session!.access_token;
    return { client, token, call: (route, body) => callAs(`Bearer ${token}`, route, body) };
  };
  const callAs = async (authorization: string, route: string, body?: unknown) => {
    const [method = "", path = ""] = route.split(" ");
    const response = await fetch(`${stack.status.functions_url}/notifications${path}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as never };
  };
  const makeWebhook = async (user: User, fields: Record<string, unknown> = {}): Promise<Channel> => {
    const { status, body } = await user.call("POST /webhooks", {
      url: `${stack.status.inbox_url}/webhook/mine`,
      ...fields,
    });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const channelOf = async (user: User, id: string): Promise<Channel> => (await user.call(`GET /webhooks/${id}`)).body;
  /** Senders that the doorbell called may still be busy. */
  const settled = async () => {
    await waitFor("an empty outbox", async () => {
      const [row] = await stack
        .sql`select count(*)::int as open from notifications where state in ('pending', 'leased')`;
      return row!["open"] === 0;
    });
    await stack.net.idle();
  };
  /** Lets the ten seconds between two tests be over. */
  const passTestTime = () =>
    stack.sql`update notification_channels set last_test_at = null, next_send_at = '-infinity'`;

  it("are made, listed, changed and deleted by their owner, and nobody else sees them", async () => {
    const made = await makeWebhook(ada, { name: "Pager" });
    assert.deepEqual([made.name, made.url_last_four, made.is_active], ["Pager", "mine", true]);
    assert.equal(made.secret_last_four, made.signing_secret!.slice(-4));
    const chosen = await makeWebhook(bob, { secret: "a-secret-of-bob's" });
    assert.deepEqual(["signing_secret" in chosen, chosen.secret_last_four], [false, "ob's"]);

    const { body: list } = await ada.call("GET /webhooks") as { body: Channel[] };
    assert.deepEqual(list.map(({ id }) => id), [made.id]);
    assert.ok(!JSON.stringify(list).includes(made.signing_secret!) && !JSON.stringify(list).includes("/webhook/"));
    assert.deepEqual((await bob.call("GET /telegram")).body, []);

    for (const route of [`GET /webhooks/${made.id}`, `POST /webhooks/${made.id}/test`, `DELETE /webhooks/${made.id}`]) {
      assert.equal((await bob.call(route)).status, 404, route);
    }
    assert.equal((await bob.call(`PATCH /webhooks/${made.id}`, { is_active: false })).status, 404);
    assert.equal((await bob.call(`POST /webhooks/${made.id}/rotate-secret`)).status, 404);

    const changed = await ada.call(`PATCH /webhooks/${made.id}`, {
      url: `${stack.status.inbox_url}/webhook/else`,
      is_active: false,
      subject_kinds: ["machine"],
    }) as { status: number; body: Channel };
    assert.deepEqual([changed.status, changed.body.url_last_four, changed.body.is_active], [200, "else", false]);
    assert.equal((await ada.call(`DELETE /webhooks/${made.id}`)).status, 204);
    assert.equal((await ada.call(`DELETE /webhooks/${made.id}`)).status, 404);
    assert.deepEqual((await ada.call("GET /webhooks")).body, []);
    const left = await stack.sql`select from vault.secrets where name like ${`heartbase_channel_${made.id}%`}`;
    assert.equal(left.length, 0);
  });

  it("may be chats, by number or by name", async () => {
    const { status, body } = await ada.call("POST /telegram", { chat_id: -1001234567890, message_thread_id: 4 }) as {
      status: number;
      body: { id: string; chat_id: string; message_thread_id: number };
    };
    assert.deepEqual([status, body.chat_id, body.message_thread_id], [201, "-1001234567890", 4]);
    const changed = await ada.call(`PUT /telegram/${body.id}`, { chat_id: "@heartbase" }) as { body: unknown };
    assert.deepEqual(
      [(changed.body as { chat_id: string }).chat_id, (changed.body as { message_thread_id: null }).message_thread_id],
      ["@heartbase", null],
    );
    const refused = await ada.call("POST /telegram", { chat_id: "not a chat" }) as { status: number; body: unknown };
    assert.deepEqual([refused.status, (refused.body as { code: string }).code], [400, "invalid_chat"]);
    assert.equal((await bob.call(`DELETE /telegram/${body.id}`)).status, 404);
    assert.equal((await ada.call(`DELETE /telegram/${body.id}`)).status, 204);
  });

  it("may be Slack hooks and push topics, which take a test", async () => {
    const urls = { slack: `${stack.status.inbox_url}/slack`, push: `${stack.status.inbox_url}/ntfy/mine` };
    for (const [kind, url] of Object.entries(urls)) {
      const { status, body } = await ada.call(`POST /${kind}`, { url }) as { status: number; body: Channel };
      assert.deepEqual([status, body.url_last_four], [201, url.slice(-4)]);
      assert.deepEqual((await ada.call(`POST /${kind}/${body.id}/test`)).body, { status: "sent" });
      assert.equal((await bob.call(`DELETE /${kind}/${body.id}`)).status, 404);
      assert.equal((await ada.call(`DELETE /${kind}/${body.id}`)).status, 204);
    }
    assert.deepEqual([stack.received().slack.length, stack.received().push.length], [1, 1]);
  });

  it("take a test that arrives signed, and no second one within ten seconds", async () => {
    const { id, signing_secret } = await makeWebhook(ada);
    const sent = await ada.call(`POST /webhooks/${id}/test`);
    assert.deepEqual([sent.status, sent.body], [200, { status: "sent" }]);
    const [message, ...others] = stack.received().webhook;
    assert.deepEqual(others, []);
    assert.equal(
      (new Webhook(signing_secret!).verify(message!.text, message!.headers) as { type: string }).type,
      "test",
    );
    assert.ok((await channelOf(ada, id)).last_success_at);

    // As if the test had been made in an hour, for which nobody here can be too slow.
    await stack.sql`update notification_channels set last_test_at = last_test_at + interval '1 hour'`;
    const throttled = await ada.call(`POST /webhooks/${id}/test`) as {
      status: number;
      headers: Headers;
      body: unknown;
    };
    assert.deepEqual([throttled.status, (throttled.body as { code: string }).code], [429, "test_throttled"]);
    const wait = Number(throttled.headers.get("retry-after"));
    assert.ok(wait > 3_000 && wait <= 3_610, `waits ${wait} s`);
    await passTestTime();

    const { body: rotated } = await ada.call(`POST /webhooks/${id}/rotate-secret`) as {
      body: { signing_secret: string };
    };
    assert.equal((await ada.call(`POST /webhooks/${id}/test`)).status, 200);
    const { text, headers } = stack.received().webhook[1]!;
    for (const secret of [signing_secret!, rotated.signing_secret]) {
      assert.ok(new Webhook(secret).verify(text, headers));
    }
  });

  it("say at once why a test failed, and do not try it again", async () => {
    const { id } = await makeWebhook(ada);
    await stack.fault({ channel: "webhook", kind: "status", status: 500 });
    const failed = await ada.call(`POST /webhooks/${id}/test`);
    assert.deepEqual([failed.status, failed.body], [502, { code: "send_failed", message: "HTTP 500" }]);
    const channel = await channelOf(ada, id);
    assert.deepEqual([channel.failure_count, channel.last_error], [1, "HTTP 500"]);
    await stack.clearFaults();
    await stack.passDeliveryTime();
    await stack.invoke("notify");
    assert.deepEqual(stack.received().webhook, []);
  });

  it("pass on how long a receiver asks to wait, and then wait", async () => {
    const { id } = await makeWebhook(ada);
    await stack.fault({ channel: "webhook", kind: "status", status: 429, retry_after: 600 });
    for (const code of ["send_throttled", "test_throttled"]) {
      const { status, headers, body } = await ada.call(`POST /webhooks/${id}/test`);
      assert.deepEqual([status, (body as { code: string }).code], [429, code]);
      const wait = Number(headers.get("retry-after"));
      assert.ok(wait > 300 && wait <= 600, `waits ${wait} s`);
      await stack.sql`update notification_channels set last_test_at = null`;
    }
  });

  it("cool down after three failures, and not before", async () => {
    const { id } = await makeWebhook(ada);
    await stack.fault({ channel: "webhook", kind: "status", status: 503 });
    // Longer than usual, so that it is not over by the time it is looked at.
    await stack.sql`insert into app_settings (key, value) values ('channel_cooldown', '1 hour')`;
    for (let failures = 1; failures <= 3; failures++) {
      assert.equal((await channelOf(ada, id)).cooldown_until, null);
      assert.equal((await ada.call(`POST /webhooks/${id}/test`)).status, 502);
      await passTestTime();
    }
    const { cooldown_until } = await channelOf(ada, id);
    assert.ok(Date.parse(cooldown_until!) > Date.now() + 1_800_000, `until ${cooldown_until}`);
    const refused = await ada.call(`POST /webhooks/${id}/test`);
    assert.deepEqual([refused.status, (refused.body as { code: string }).code], [429, "test_throttled"]);
    assert.ok(Number(refused.headers.get("retry-after")) > 1_800);
    await stack.sql`delete from app_settings where key = 'channel_cooldown'`;
  });

  it("are not tested while they are off, and say why they are", async () => {
    const { id } = await makeWebhook(ada, { is_active: false });
    const off = await ada.call(`POST /webhooks/${id}/test`);
    assert.deepEqual([off.status, off.body], [400, {
      code: "channel_inactive",
      message: "The channel is switched off.",
    }]);
    await ada.call(`PATCH /webhooks/${id}`, { is_active: true });
    await stack.fault({ channel: "webhook", kind: "status", status: 410, times: 1 });
    assert.equal((await ada.call(`POST /webhooks/${id}/test`)).status, 502);
    await passTestTime();
    assert.deepEqual((await ada.call(`POST /webhooks/${id}/test`)).body, {
      code: "channel_inactive",
      message: "HTTP 410",
    });
  });

  it("are limited, checked, and refused to whoever is not signed in", async () => {
    const refusal = async (fields: Record<string, unknown>) => {
      const { status, body } = await ada.call("POST /webhooks", fields);
      return [status, (body as { code: string }).code];
    };
    assert.deepEqual(await refusal({}), [400, "invalid_destination"]);
    assert.deepEqual(await refusal({ url: "https://user:password@example.com/" }), [400, "invalid_destination"]);
    assert.deepEqual(await refusal({ url: "https://example.com/", secret: "too short" }), [
      400,
      "invalid_signing_secret",
    ]);
    await stack.sql`insert into app_settings (key, value) values ('channels_per_user', '0')`;
    try {
      assert.deepEqual(await refusal({ url: "https://example.com/" }), [409, "too_many_channels"]);
    } finally {
      await stack.sql`delete from app_settings where key = 'channels_per_user'`;
    }
    const forged = `${ada.token.slice(0, -4)}AAAA`;
    for (const token of [forged, stack.status.publishable_key, stack.status.secret_key, stack.status.function_secret]) {
      assert.equal((await callAs(`Bearer ${token}`, "GET /webhooks")).status, 401);
    }
  });

  it("are the user's through the API as well, but for email and for others", async () => {
    const { data } = await ada.client.rpc("create_notification_channel", {
      p_name: "Mine",
      p_kind: "slack",
      p_destination: `${stack.status.inbox_url}/slack/mine`,
    });
    const { id } = data as { id: string };
    assert.equal((await bob.client.rpc("send_test_notification", { p_channel_id: id })).status, 404);
    assert.equal((await bob.client.rpc("update_notification_channel", { p_channel_id: id, p_name: "x" })).status, 404);
    await ok(ada.client.rpc("update_notification_channel", { p_channel_id: id, p_config: { note: "mine" } }));
    const channels = await ok(ada.client.from("notification_channels").select("id, config"));
    assert.deepEqual(channels, [{ id, config: { note: "mine" } }]);
    const mail = await ada.client.rpc("create_notification_channel", {
      p_name: "Strangers",
      p_kind: "email",
      p_config: { to: ["stranger@example.com"] },
    });
    assert.deepEqual([mail.status, mail.error?.message], [403, "channel_kind_not_allowed"]);
    assert.equal((await stack.client().rpc("send_test_notification", { p_channel_id: id })).status, 401);
  });

  it("go where a group has moved to, when the sender learns of it", async () => {
    const { body } = await ada.call("POST /telegram", { chat_id: "-4242" }) as { body: { id: string } };
    // Without a way to the functions nothing but this test claims.
    await stack.sql`delete from app_settings where key = 'edge_base_url'`;
    await ok(stack.admin.rpc("send_test_notification", { p_channel_id: body.id }));
    const claimed = await ok(stack.admin.rpc("claim_notifications", {})) as unknown as {
      units: { unit_id: string; lease: string; channel: { config: unknown } }[];
    };
    assert.deepEqual(claimed.units.map(({ channel }) => channel.config), [{ chat_id: "-4242" }]);
    await ok(stack.admin.rpc("acknowledge_notification", {
      p_unit_id: claimed.units[0]!.unit_id,
      p_lease: claimed.units[0]!.lease,
      p_outcome: "retry",
      p_error: "moved",
      p_config: { chat_id: "-1004242" },
    }));
    const { body: moved } = await ada.call(`GET /telegram/${body.id}`) as { body: { chat_id: string } };
    assert.equal(moved.chat_id, "-1004242");
  });
});
