import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { main as monitor } from "../../scripts/monitor-mesh-health.cjs";
import { main as monitorSql } from "../../scripts/monitor-mesh-health-sql.cjs";
import { main as selfTest } from "../../scripts/test-monitor-mesh-health.cjs";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";
import { run, unusedPort } from "./support.ts";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

describe("the mesh monitors, before they connect", () => {
  const wrong: [string, string[], RegExp][] = [
    ["a threshold that is no number", ["--threshold-minutes", "soon"], /whole number from 0 to 5256000/],
    ["a negative threshold", ["--threshold-minutes=-1"], /whole number from 0 to 5256000/],
    ["an absurd threshold", ["-t", "5256001"], /whole number from 0 to 5256000/],
    ["an empty threshold", ["-t", ""], /--threshold-minutes is empty/],
    ["an unknown option", ["--nonsense"], /Unknown option '--nonsense'/],
  ];
  for (const [what, argv, message] of wrong) {
    it(`end with 1 on ${what}`, async () => {
      for (const main of [monitor, monitorSql]) {
        const { code, stdout, stderr } = await run(main, argv);
        assert.deepEqual([code, stdout], [1, ""]);
        assert.match(stderr, message);
      }
    });
  }

  it("end with 1 on an id that is none, or a limit of 0", async () => {
    assert.match((await run(monitor, ["--tetrahedron-id", "x"])).stderr, /must be a UUID/);
    assert.equal((await run(monitor, ["--limit", "0"])).code, 1);
  });

  it("end with 1 when nothing answers, without the key", async () => {
    const key = "sb_secret_of_somebody_else_entirely";
    const env = { SUPABASE_URL: `http://127.0.0.1:${await unusedPort()}`, SUPABASE_SERVICE_ROLE_KEY: key };
    for (const main of [monitor, monitorSql, selfTest]) {
      const { code, all, stderr } = await run(main, [], env);
      assert.equal(code, 1);
      assert.match(stderr, /does not answer \(ECONNREFUSED\)/);
      assert.ok(!all.includes(key));
    }
  });

  it("explain themselves with --help", async () => {
    for (const main of [monitor, monitorSql, selfTest]) {
      const { code, stdout } = await run(main, ["--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /Exit code: 0 .*, 1 /);
    }
  });
});

describe("the mesh monitors", () => {
  let stack: TestStack;
  before(async () => {
    stack = await startTestStack({ functions: false });
  });
  after(() => stack?.stop());
  beforeEach(async () => {
    await stack.sql`delete from tetrahedrons`;
    await stack.sql`delete from guardian_alerts`;
  });

  const env = () => ({
    NEXT_PUBLIC_SUPABASE_URL: stack.status.api_url,
    SUPABASE_SERVICE_ROLE_KEY: stack.status.secret_key,
  });
  const node = (...argv: string[]) => run(monitor, argv, env());
  const sql = (...argv: string[]) => run(monitorSql, argv, env());
  const make = async (name: string, silence: string | null) => {
    const [row] = await stack.sql<[{ id: string }]>`
      insert into tetrahedrons (name, vertices, last_heartbeat_at)
      values (${name}, '{a,b,c,d}', now() - ${silence}::interval) returning id`;
    return row.id;
  };
  const alerts = () =>
    stack.sql<{ id: string; tetrahedron_id: string }[]>`select id, tetrahedron_id from guardian_alerts`;

  it("say what they create, and skip what is open", async () => {
    const [never, long, fresh] = [
      await make("never", null),
      await make("long", "25 hours"),
      await make("fresh", "30 minutes"),
    ];
    const first = await node();
    const created = new Map((await alerts()).map((row) => [row.tetrahedron_id, row.id]));
    assert.deepEqual([first.code, first.stderr], [0, ""]);
    assert.deepEqual(first.stdout.trimEnd().split("\n"), [
      "Checking mesh health with threshold 60 minutes (dryRun=false)",
      "Found 2 tetrahedrons with stale or missing heartbeats",
      `Created alert ${created.get(never)} for tetrahedron ${never} (severity=warning)`,
      `Created alert ${created.get(long)} for tetrahedron ${long} (severity=critical)`,
    ]);
    assert.ok(!created.has(fresh));
    const second = await node("--threshold-minutes", "60");
    assert.deepEqual(second.stdout.trimEnd().split("\n").slice(2), [
      `Skipping ${never} - existing unresolved alert ${created.get(never)}`,
      `Skipping ${long} - existing unresolved alert ${created.get(long)}`,
    ]);
    assert.equal((await alerts()).length, 2);
  });

  it("do nothing in a dry run", async () => {
    const [never, silent] = [await make("never", null), await make("silent", "2 hours")];
    const { code, stdout } = await node("-n", "-t", "90");
    const lines = stdout.trimEnd().split("\n");
    assert.deepEqual([code, lines[0]], [0, "Checking mesh health with threshold 90 minutes (dryRun=true)"]);
    assert.equal(lines[2], `[DRY RUN] Would create alert for ${never} - No heartbeat recorded for tetrahedron.`);
    assert.match(
      lines[3]!,
      new RegExp(`^\\[DRY RUN\\] Would create alert for ${silent} - Last heartbeat recorded at \\d{4}-.*Z\\.$`),
    );
    assert.deepEqual(await alerts().then((rows) => [...rows]), []);
  });

  it("take 0 as 0, one tetrahedron alone, and no more than the limit", async () => {
    const [one] = [await make("one", "1 second"), await make("two", "2 seconds"), await make("three", "3 seconds")];
    assert.match((await node("--threshold-minutes", "0", "--tetrahedron-id", one)).stdout, /^Found 1 tetra/m);
    assert.deepEqual((await alerts()).map((row) => row.tetrahedron_id), [one]);
    assert.match((await node("-t", "0", "--limit", "1")).stdout, /^Created alert .*/m);
    assert.equal((await alerts()).length, 2);
    const unknown = await node("--tetrahedron-id", UNKNOWN);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /404: tetrahedron_not_found/);
  });

  it("report in JSON", async () => {
    await make("silent", "2 hours");
    const report = JSON.parse((await node("--json")).stdout) as { found: number; created: number };
    assert.deepEqual([report.found, report.created], [1, 1]);
    assert.equal((JSON.parse((await sql("--json")).stdout) as { created: number }).created, 0);
  });

  it("call the checker in SQL", async () => {
    await make("silent", "2 hours");
    const { code, stdout, stderr } = await sql("--threshold-minutes", "60");
    assert.deepEqual([code, stderr, stdout], [
      0,
      "",
      "Calling SQL checker RPC with threshold 60 minutes\nSQL checker RPC executed successfully\n",
    ]);
    assert.equal((await alerts()).length, 1);
  });

  it("never make two alerts together with the tick and pg_cron's call", async () => {
    await stack.sql`insert into tetrahedrons (name, vertices, last_heartbeat_at)
      select 'mesh ' || n, '{a,b,c,d}', now() - interval '2 hours' from generate_series(1, 50) n`;
    const runs = await Promise.all([
      ...[node(), sql(), node(), sql()],
      stack.sql`select private.tick()`.then(() => ({ code: 0 })),
      stack.sql`select check_mesh_heartbeats_and_alert(60)`.then(() => ({ code: 0 })),
    ]);
    assert.deepEqual(runs.map(({ code }) => code), [0, 0, 0, 0, 0, 0]);
    await node();
    const rows = await alerts();
    assert.deepEqual([rows.length, new Set(rows.map((row) => row.tetrahedron_id)).size], [50, 50]);
  });

  it("refuse a publishable key", async () => {
    const { code, stderr } = await run(monitor, [], {
      ...env(),
      SUPABASE_SERVICE_ROLE_KEY: stack.status.publishable_key,
    });
    assert.equal(code, 1);
    assert.match(stderr, /refused the key/);
  });

  it("pass their own test, which leaves nothing behind", async () => {
    const { code, stdout, stderr } = await run(selfTest, [], env());
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(stdout.match(/^ok {3}/gm)?.length, 6);
    assert.deepEqual(await stack.sql`select from tetrahedrons`.then((rows) => rows.length), 0);
    assert.equal((await alerts()).length, 0);
    assert.equal((await stack.sql`select from mesh_heartbeats`).length, 0);
  });

  it("leave a vertex, signed in, to its own tetrahedron", async () => {
    const signUp = async (email: string) => {
      const client = stack.client();
      const { user } = await ok(client.auth.signUp({ email, password: "correct horse battery" }));
      return { client, id: user!.id };
    };
    const [vertex, other] = [await signUp("vertex@example.com"), await signUp("other@example.com")];
    const vertices = [vertex.id, "b", "c", "d"];
    const [mesh] = await ok(vertex.client.from("tetrahedrons").insert({ name: "family", vertices }).select("id")) ?? [];
    const heartbeat = { t_uuid: mesh!.id, src: "phone", payload: { ping: true } };
    await ok(vertex.client.rpc("record_mesh_heartbeat", heartbeat));
    const refused = await other.client.rpc("record_mesh_heartbeat", heartbeat);
    assert.deepEqual([refused.error?.code, refused.error?.message], ["42501", "not_a_vertex"]);
    await ok(vertex.client.from("mesh_heartbeats").insert({ tetrahedron_id: mesh!.id, source: "watch" }));
    assert.equal((await ok(vertex.client.from("mesh_heartbeats").select("source")))?.length, 2);
    assert.deepEqual(await ok(other.client.from("mesh_heartbeats").select("source")), []);
    await stack.sql`select check_mesh_heartbeats_and_alert(0)`;
    const [alert] = await ok(vertex.client.from("guardian_alerts").select("id, alert_type")) ?? [];
    assert.equal(alert?.alert_type, "mesh-degrading");
    assert.deepEqual(await ok(other.client.from("guardian_alerts").select("id")), []);
    await ok(vertex.client.rpc("acknowledge_alert", { p_alert_id: alert!.id }));
    await ok(vertex.client.rpc("resolve_alert", { p_alert_id: alert!.id, p_note: "Charged the phone." }));
    const [row] = await stack.sql`select acknowledged_by, resolution from guardian_alerts`;
    assert.deepEqual({ ...row }, { acknowledged_by: vertex.id, resolution: "Charged the phone." });
  });

  it("stand on calls that supabase-js makes as documented", async () => {
    const t_uuid = await make("family", "2 hours");
    await ok(stack.admin.rpc("record_mesh_heartbeat", { t_uuid, src: "device-abc", payload: { ping: true } }));
    const batch = await ok(
      stack.admin.rpc("record_mesh_heartbeats", { heartbeats: [{ t_uuid, src: "gateway" }, { t_uuid: "?" }] }),
    );
    assert.deepEqual([(batch as { recorded: number }).recorded, (batch as { errors: unknown[] }).errors.length], [
      1,
      1,
    ]);
    const rows = await ok(
      stack.admin.from("mesh_heartbeats").select("source, payload").eq("tetrahedron_id", t_uuid).order("source"),
    );
    assert.deepEqual(rows, [{ source: "device-abc", payload: { ping: true } }, { source: "gateway", payload: {} }]);
    const missing = await stack.admin.rpc("record_mesh_heartbeat", { t_uuid: UNKNOWN, src: "x", payload: {} });
    assert.deepEqual([missing.status, missing.error?.message], [404, "tetrahedron_not_found"]);
    const anonymous = await stack.client().rpc("record_mesh_heartbeat", { t_uuid, src: "x", payload: {} });
    assert.ok([401, 403].includes(anonymous.status));
  });
});
