import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { main as meshMetrics } from "../../scripts/mesh-metrics.cjs";
import { parseMetrics } from "../support/prometheus.ts";
import { ok, startTestStack, type TestStack } from "../support/stack.ts";
import { run, unusedPort } from "./support.ts";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const OF_ONE = [
  "heartbase_tetrahedron_heartbeats_per_minute",
  "heartbase_tetrahedron_heartbeats_total",
  "heartbase_tetrahedron_last_heartbeat_age_seconds",
  "heartbase_tetrahedron_stale",
];

describe("mesh-metrics, before it connects", () => {
  const wrong: [string, string[], RegExp][] = [
    ["an id that is none", ["--tetrahedron-id", "x"], /--tetrahedron-id must be a UUID/],
    ["an empty id", ["--tetrahedron-id", ""], /--tetrahedron-id is empty/],
    ["an id beside --all", ["--all", "--tetrahedron-id", UNKNOWN], /not both/],
    ["an unknown option", ["--nonsense"], /Unknown option '--nonsense'/],
  ];
  for (const [what, argv, message] of wrong) {
    it(`ends with 2 on ${what}`, async () => {
      const { code, stdout, stderr } = await run(meshMetrics, argv);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.match(stderr, /See node scripts\/mesh-metrics\.cjs --help/);
    });
  }

  it("ends with 1 when nothing answers, without the key", async () => {
    const key = "sb_secret_of_somebody_else_entirely";
    const env = { SUPABASE_URL: `http://127.0.0.1:${await unusedPort()}`, SUPABASE_SERVICE_ROLE_KEY: key };
    const { code, all, stderr } = await run(meshMetrics, [], env);
    assert.equal(code, 1);
    assert.match(stderr, /does not answer \(ECONNREFUSED\)/);
    assert.ok(!all.includes(key));
  });

  it("explains itself with --help", async () => {
    const { code, stdout } = await run(meshMetrics, ["--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /Exit code: 0 .*, 1 .*, 2 /);
  });
});

describe("mesh-metrics", () => {
  let stack: TestStack;
  let family: string;
  before(async () => {
    stack = await startTestStack({ functions: false });
    const rows = await stack.sql<{ id: string; name: string }[]>`
      insert into tetrahedrons (name, vertices, last_heartbeat_at)
      values ('Family \\ "home"', '{a,b,c,d}', null), ('Silent', '{a,b,c,d}', now() - interval '2 hours') returning id, name`;
    family = rows.find(({ name }) => name !== "Silent")!.id;
    await ok(stack.admin.rpc("record_mesh_heartbeat", { t_uuid: family, src: "device" }));
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: "backup" }));
    await stack.sql`select private.tick()`;
  });
  after(() => stack?.stop());

  const print = (...argv: string[]) =>
    run(meshMetrics, argv, { SUPABASE_URL: stack.status.api_url, SUPABASE_SECRET_KEY: stack.status.secret_key });

  it("prints the families of the mesh as Prometheus' text", async () => {
    const { code, stdout, stderr } = await print();
    assert.deepEqual([code, stderr], [0, ""]);
    const families = parseMetrics(stdout);
    assert.deepEqual([...families.keys()], [
      "heartbase_alerts_open_by_type",
      "heartbase_metrics_series_omitted",
      ...OF_ONE,
      "heartbase_tetrahedrons",
      "heartbase_tetrahedrons_by_jitterbug_state",
    ]);
    const total = families.get("heartbase_tetrahedron_heartbeats_total")?.samples;
    assert.deepEqual(total?.find(({ labels }) => labels["tetrahedron_id"] === family), {
      labels: { tetrahedron_id: family, name: 'Family \\ "home"' },
      value: 1,
    });
    assert.deepEqual(families.get("heartbase_alerts_open_by_type")?.samples, [{
      labels: { subject_kind: "tetrahedron", alert_type: "mesh-degrading", severity: "warning" },
      value: 1,
    }]);
  });

  it("prints everything with --all", async () => {
    const families = parseMetrics((await print("--all")).stdout);
    assert.deepEqual(
      families.get("heartbase_jobs")?.samples.find(({ labels }) => labels["state"] === "healthy")?.value,
      1,
    );
    assert.deepEqual(families.get("heartbase_alerts_open")?.samples, [{ labels: {}, value: 1 }]);
    assert.ok(
      families.has("heartbase_outbox_notifications") && families.has("heartbase_evaluator_last_tick_age_seconds"),
    );
  });

  it("prints one tetrahedron's series, and no others", async () => {
    const families = parseMetrics((await print("--tetrahedron-id", family)).stdout);
    assert.deepEqual([...families.keys()], OF_ONE);
    for (const { samples } of families.values()) {
      assert.deepEqual(samples.map(({ labels }) => labels["tetrahedron_id"]), [family]);
    }
    const { code, stdout, stderr } = await print("--tetrahedron-id", UNKNOWN);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /404: tetrahedron_not_found/);
  });

  it("prints the same in JSON", async () => {
    const { code, stdout } = await print("--json");
    assert.equal(code, 0);
    const families = JSON.parse(stdout) as {
      name: string;
      type: string;
      help: string;
      samples: { value: unknown }[];
    }[];
    const text = parseMetrics((await print()).stdout);
    assert.deepEqual(families.map(({ name, type, help }) => [name, type, help]), [
      ...[...text].map(([name, { type, help }]) => [name, type, help]),
    ]);
    assert.deepEqual(JSON.parse((await print("--json", "--all")).stdout).length > families.length, true);
  });

  it("refuses a publishable key", async () => {
    const { code, stdout, stderr } = await run(meshMetrics, [], {
      SUPABASE_URL: stack.status.api_url,
      SUPABASE_SECRET_KEY: stack.status.publishable_key,
    });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /refused the key/);
  });
});
