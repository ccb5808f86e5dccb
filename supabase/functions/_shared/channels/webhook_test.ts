import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import {
  MACHINE_RETURN,
  makeAlert,
  makeChannel,
  makeMachineAlert,
  makeNotification,
  makeNotifications,
  makeUnit,
  OLD_SIGNING_SECRET,
  SIGNING_SECRET,
  UNIT_ID,
} from "../testing.ts";
import type { Json, Unit } from "../delivery/types.ts";
import type { OutgoingRequest } from "./adapter.ts";
import { webhook } from "./webhook.ts";

const CONTEXT = { unit: makeUnit(), secrets: {} };
const build = async (unit: Unit, now = new Date()): Promise<OutgoingRequest> =>
  await webhook.buildRequest({ unit, secrets: {}, now });
const read = (body: string) => JSON.parse(body) as { type: string; timestamp: string; data: Record<string, Json> };

Deno.test("the standardwebhooks package verifies the signature", async () => {
  const { headers, body, url } = await build(makeUnit());
  assert.equal(url, "https://example.com/hook");
  assert.equal(headers["webhook-id"], UNIT_ID);
  assert.ok(new Webhook(SIGNING_SECRET).verify(body, headers));
});

Deno.test("while a secret rotates, the old and the new one verify", async () => {
  const { headers, body } = await build(
    makeUnit({ channel: makeChannel({ signing_secrets: [SIGNING_SECRET, OLD_SIGNING_SECRET] }) }),
  );
  assert.match(headers["webhook-signature"] ?? "", /^v1,\S+ v1,\S+$/);
  for (const secret of [SIGNING_SECRET, OLD_SIGNING_SECRET]) assert.ok(new Webhook(secret).verify(body, headers));
});

Deno.test("forged, partial, replayed and foreign signatures are refused", async () => {
  const { headers, body } = await build(makeUnit());
  const verifier = new Webhook(SIGNING_SECRET);
  const signature = headers["webhook-signature"] ?? "";
  const changes: Record<string, string>[] = [
    { "webhook-signature": signature.slice(0, -1) },
    { "webhook-signature": "v1," },
    { "webhook-signature": signature.replace("v1,", "v2,") },
    { "webhook-signature": `v1,${btoa("x".repeat(32))}` },
    { "webhook-id": "another" },
    { "webhook-timestamp": String(Math.floor(Date.now() / 1000) + 1) },
  ];
  for (const change of changes) {
    assert.throws(() => verifier.verify(body, { ...headers, ...change }), JSON.stringify(change));
  }
  assert.throws(() => verifier.verify(`${body} `, headers));
  assert.throws(() => new Webhook(OLD_SIGNING_SECRET).verify(body, headers));
  const old = await build(makeUnit(), new Date(Date.now() - 6 * 60_000));
  assert.throws(() => verifier.verify(old.body, old.headers), /too old/);
});

Deno.test("X-Heartbase-Signature is keyed with the newest secret as it was shown", async () => {
  const { headers, body } = await build(
    makeUnit({ channel: makeChannel({ signing_secrets: [SIGNING_SECRET, OLD_SIGNING_SECRET] }) }),
  );
  assert.equal(
    headers["x-heartbase-signature"],
    `sha256=${createHmac("sha256", SIGNING_SECRET).update(body).digest("hex")}`,
  );
});

Deno.test("over retries the id and the body stay, the timestamp is the attempt's", async () => {
  const first = await build(makeUnit({ attempt: 1 }), new Date(1_000_000));
  const resolved = makeAlert({ resolved_at: "2026-03-02T09:00:00Z", auto_resolved: true, resolution: "ran" });
  const later = await build(
    makeUnit({ attempt: 5, lease: "other", notifications: [makeNotification({ alert: resolved })] }),
    new Date(9_000_000),
  );
  assert.equal(later.body, first.body);
  assert.equal(later.headers["webhook-id"], first.headers["webhook-id"]);
  assert.deepEqual([first.headers["webhook-timestamp"], later.headers["webhook-timestamp"]], ["1000", "9000"]);
});

Deno.test("the body of each event", async () => {
  const body = async (changes: Parameters<typeof makeNotification>[0]) =>
    read((await build(makeUnit({ notifications: [makeNotification(changes)] }))).body);
  const opened = await body({});
  assert.deepEqual([opened.type, opened.timestamp], ["alert.opened", "2026-03-02T07:30:00+00:00"]);
  assert.deepEqual(opened.data.subject, { kind: "job", id: "nightly-backup", name: "nightly-backup" });
  assert.equal("resolved_at" in opened.data, false);
  const reminder = await body({ event: "reminder", slot: 3 });
  assert.deepEqual([reminder.type, reminder.data.reminder], ["alert.reminder", 3]);
  const resolved = await body({
    event: "resolved",
    alert: makeAlert({ resolved_at: "2026-03-02T09:00:00Z", auto_resolved: true }),
  });
  assert.deepEqual([resolved.type, resolved.data.resolved_at, resolved.data.auto_resolved], [
    "alert.resolved",
    "2026-03-02T09:00:00Z",
    true,
  ]);
  assert.equal((await body({ event: "test" })).type, "test");
});

Deno.test("a group is one signed body of bounded size", async () => {
  const alert = makeAlert({ details: { job_name: "x", metadata: { big: "x".repeat(10_000) } } });
  const { headers, body } = await build(makeUnit({ count: 10_000, notifications: makeNotifications(20, { alert }) }));
  assert.ok(new Webhook(SIGNING_SECRET).verify(body, headers));
  assert.ok(body.length < 20_000);
  const { type, data } = read(body);
  assert.deepEqual([type, data.count, data.omitted, data.counts], ["alerts.grouped", 10_000, 9_980, null]);
  assert.equal((data.notifications as Json[]).length, 20);
});

Deno.test("deep and strange metadata are sent as they are", async () => {
  const deep = JSON.parse("[".repeat(4_000) + "]".repeat(4_000)) as Json;
  const alert = makeAlert({ details: { metadata: { deep, text: "\u0000 </script> é", huge: Infinity } } });
  const { headers, body } = await build(makeUnit({ notifications: [makeNotification({ alert })] }));
  assert.ok(new Webhook(SIGNING_SECRET).verify(body, headers));
});

Deno.test("no URL or no secret is a permanent error", async () => {
  await assert.rejects(build(makeUnit({ channel: makeChannel({ destination: null }) })), {
    code: "destination_missing",
    permanent: true,
  });
  await assert.rejects(build(makeUnit({ channel: makeChannel({ signing_secrets: [] }) })), {
    code: "signing_secret_missing",
  });
});

Deno.test("only 2xx is success, and the answer's text is not kept", () => {
  const outcome = (status: number) =>
    webhook.readResponse({ status, headers: new Headers(), text: "internal page" }, new Date(), CONTEXT);
  assert.deepEqual([200, 204, 302, 400, 410, 500].map((status) => outcome(status).outcome), [
    "delivered",
    "delivered",
    "failed",
    "failed",
    "gone",
    "retry",
  ]);
  assert.ok(!JSON.stringify(outcome(500)).includes("internal page"));
});

const machineUnit = (changes: Parameters<typeof makeNotification>[0]) =>
  makeUnit({ notifications: [makeNotification({ alert: makeMachineAlert(), ...changes })] });

Deno.test("a machine that goes offline or comes back is told in the receivers' own form, with nothing added", async () => {
  const machine = { id: 1, name: "production-server", hostname: "prod-01", description: "Main API server" };
  const offline = await build(machineUnit({}));
  assert.equal(
    offline.body,
    JSON.stringify({
      event: "machine.offline",
      machine: { ...machine, status: "offline", last_seen: "2025-10-10T16:30:00Z" },
    }),
  );
  const online = await build(machineUnit({ event: "resolved", alert: makeMachineAlert(MACHINE_RETURN) }));
  assert.equal(
    online.body,
    JSON.stringify({
      event: "machine.online",
      machine: { ...machine, status: "online", last_seen: "2025-10-10T17:00:05Z" },
    }),
  );
});

Deno.test("a machine's event has texts for what is not known, and times in UTC and whole seconds", async () => {
  const sent = async (machine: Record<string, Json>) =>
    (JSON.parse((await build(machineUnit({ alert: makeMachineAlert({}, machine) }))).body) as {
      machine: Record<string, Json>;
    }).machine;
  const bare = await sent({ hostname: null, description: null, last_seen: null });
  assert.deepEqual([bare.hostname, bare.description, bare.last_seen], ["", "", ""]);
  assert.equal((await sent({ last_seen: "2025-10-10T18:30:00.999999+02:00" })).last_seen, "2025-10-10T16:30:00Z");
});

Deno.test("an alert of a machine that ended without a return, and any other, has the common body", async () => {
  for (
    const [changes, type] of [
      [{ event: "resolved", alert: makeMachineAlert({ resolved_at: "2025-10-10T17:00:00Z" }) }, "alert.resolved"],
      [{ event: "resolved", alert: makeMachineAlert({ resolved_details: null }) }, "alert.resolved"],
      [{ event: "reminder", slot: 1 }, "alert.reminder"],
      [{ alert: makeMachineAlert({ details: null }) }, "alert.opened"],
      [{ alert: makeMachineAlert({ alert_type: "machine-hot" }) }, "alert.opened"],
      [{ event: "resolved", alert: makeAlert(MACHINE_RETURN) }, "alert.resolved"],
    ] as const
  ) {
    const { body, headers } = await build(machineUnit(changes));
    assert.equal(read(body).type, type);
    assert.equal(headers["x-lunasentri-signature"], undefined);
  }
});

Deno.test("a machine's event stays the same to the byte, whatever became of the machine since", async () => {
  const first = await build(machineUnit({}), new Date(1_000_000));
  const later = await build(machineUnit({ alert: makeMachineAlert(MACHINE_RETURN) }), new Date(9_000_000));
  assert.equal(later.body, first.body);
  assert.equal(later.headers["x-lunasentri-signature"], first.headers["x-lunasentri-signature"]);
});

Deno.test("X-LunaSentri-Signature is keyed with the SHA-256 of the secret, beside the other signatures", async () => {
  for (const secret of [SIGNING_SECRET, "a secret that somebody chose"]) {
    const channel = makeChannel({ signing_secrets: [secret, OLD_SIGNING_SECRET] });
    const { headers, body } = await build({ ...machineUnit({}), channel });
    const key = createHash("sha256").update(secret).digest();
    assert.equal(headers["x-lunasentri-signature"], `sha256=${createHmac("sha256", key).update(body).digest("hex")}`);
    assert.equal(
      headers["x-heartbase-signature"],
      `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    );
    assert.ok(new Webhook(OLD_SIGNING_SECRET).verify(body, headers));
  }
});

Deno.test("a secret that a user chose signs with its bytes; the standardwebhooks package verifies", async () => {
  const chosen = ["sixteen-letters!", "x".repeat(128), "Schlüssel mit Ümlauten", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
  for (const secret of chosen) {
    const { headers, body } = await build(
      makeUnit({ channel: makeChannel({ signing_secrets: [secret, SIGNING_SECRET] }) }),
    );
    assert.ok(new Webhook(new TextEncoder().encode(secret), { format: "raw" }).verify(body, headers), secret);
    assert.ok(new Webhook(SIGNING_SECRET).verify(body, headers));
  }
  const { headers, body } = await build(makeUnit({ channel: makeChannel({ signing_secrets: ["sixteen-letters!"] }) }));
  assert.ok(new Webhook("sixteen-letters!", { format: "raw" }).verify(body, headers));
  assert.throws(() => new Webhook("sixteen-letters?", { format: "raw" }).verify(body, headers));
});

Deno.test("in a group each machine's entry has its event and machine beside what groups have", async () => {
  const { body, headers } = await build(makeUnit({
    notifications: [
      makeNotification({ alert: makeMachineAlert() }),
      makeNotification({ event: "resolved", alert: makeMachineAlert(MACHINE_RETURN) }),
      makeNotification({ event: "resolved", alert: makeMachineAlert() }),
      makeNotification(),
    ],
  }));
  const entries = read(body).data.notifications as Record<string, Json>[];
  assert.deepEqual(entries.map(({ type, event, alert_type }) => [type, event, alert_type]), [
    ["alert.opened", "machine.offline", "machine-offline"],
    ["alert.resolved", "machine.online", "machine-offline"],
    ["alert.resolved", undefined, "machine-offline"],
    ["alert.opened", undefined, "job-stale"],
  ]);
  assert.deepEqual(entries.map(({ machine }) => (machine as Record<string, Json> | undefined)?.status), [
    "offline",
    "online",
    undefined,
    undefined,
  ]);
  assert.match(headers["x-lunasentri-signature"] ?? "", /^sha256=[0-9a-f]{64}$/);
});
