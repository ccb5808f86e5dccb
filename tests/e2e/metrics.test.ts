import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { projectPath } from "../../scripts/local/options.ts";
import { type Family, parseMetrics, promtool, promtoolMissing } from "../support/prometheus.ts";
import { ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

describe("the reader of these tests", () => {
  const HEAD = "# HELP x_total Help.\n# TYPE x_total counter\n";
  const wrong: Record<string, string> = {
    "no end of the last line": `${HEAD}x_total 1`,
    "no TYPE": "# HELP x_total Help.\nx_total 1\n",
    "no HELP": "# TYPE x_total counter\nx_total 1\n",
    "a counter without _total": "# HELP x Help.\n# TYPE x counter\nx 1\n",
    "a counter below 0": `${HEAD}x_total -1\n`,
    "a family without samples": HEAD,
    "a family twice": `${HEAD}x_total 1\n${HEAD}x_total{a="b"} 1\n`,
    "a sample of another family": `${HEAD}y_total 1\n`,
    "a series twice": `${HEAD}x_total{a="1",b="2"} 1\nx_total{b="2",a="1"} 1\n`,
    "an open label": `${HEAD}x_total{a="b} 1\n`,
    "a quote that is not escaped": `${HEAD}x_total{a="b"c"} 1\n`,
    "an unknown escape": `${HEAD}x_total{a="\\t"} 1\n`,
    "a newline in a label": `${HEAD}x_total{a="b\nc"} 1\n`,
    "a label twice": `${HEAD}x_total{a="b",a="c"} 1\n`,
    "no value": `${HEAD}x_total\n`,
    "a value that is no number": `${HEAD}x_total null\n`,
    "a blank line": `${HEAD}\nx_total 1\n`,
  };
  for (const [what, text] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => assert.throws(() => parseMetrics(text), Error));
  }

  it("reads what is right", () => {
    const text = `${HEAD}x_total{a="\\"\\\\\\n"} 1.5e3\n`;
    assert.deepEqual(parseMetrics(text).get("x_total"), {
      type: "counter",
      help: "Help.",
      samples: [{ labels: { a: '"\\\n' }, value: 1500 }],
    });
  });
});

const SECRET = "scrape-me-and-nothing-else";
const JOB = 'back"up} 1 \\ ünïcode';

describe("the metrics of a project", () => {
  let stack: TestStack;
  before(async () => {
    stack = await startTestStack({ functionEnv: { METRICS_SECRET: SECRET } });
  });
  after(() => stack?.stop());

  const scrape = (authorization: string | null = `Bearer ${SECRET}`, method = "GET") =>
    stack.invoke("metrics", { method, authorization });
  const read = async () => parseMetrics(await (await scrape()).text());
  const valueOf = (families: Map<string, Family>, name: string, labels: Record<string, string> = {}) =>
    families.get(`heartbase_${name}`)?.samples
      .find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))?.value;

  it("are answered to the bearer of METRICS_SECRET alone", async () => {
    const response = await scrape();
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const { function_secret, publishable_key, secret_key } = stack.status;
    for (
      const other of [
        null,
        "Bearer wrong",
        ...[function_secret, publishable_key, secret_key].map((key) => `Bearer ${key}`),
      ]
    ) {
      assert.equal((await scrape(other)).status, 401);
    }
    assert.equal((await scrape(undefined, "POST")).status, 405);
  });

  it("of an empty project are zeros, not nothing", async () => {
    const families = await read();
    assert.equal(valueOf(families, "alerts_open"), 0);
    assert.equal(valueOf(families, "jobs", { state: "stale" }), 0);
    assert.equal(valueOf(families, "tetrahedrons", { state: "stale" }), 0);
    assert.equal(valueOf(families, "outbox_notifications", { state: "dead" }), 0);
    assert.equal(valueOf(families, "outbox_oldest_waiting_seconds"), 0);
    assert.equal(valueOf(families, "evaluator_last_tick_age_seconds"), undefined);
  });

  it("follow a job and a mesh into trouble and out of it", async () => {
    const [mesh] = await stack.sql`
      insert into tetrahedrons (name, vertices, last_heartbeat_at)
      values ('Family', '{a,b,c,d}', now() - interval '2 hours') returning id`;
    const ids = { tetrahedron_id: mesh!["id"] as string };
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: JOB }));
    await stack.sql`update job_heartbeats set last_run_at = now() - interval '25 hours'`;
    await stack.fault({ channel: "*", kind: "status", status: 500 });
    await stack.sql`select private.tick()`;
    const trouble = await waitFor("the failed sends", async () => {
      const families = await read();
      const hasFailed = valueOf(families, "channel_consecutive_failures", { kind: "slack" });
      return hasFailed && valueOf(families, "outbox_notifications", { state: "pending" }) ? families : null;
    });
    assert.equal(valueOf(trouble, "job_stale", { job_name: JOB }), 1);
    assert.ok(valueOf(trouble, "job_deadline_seconds", { job_name: JOB })! <= -3600);
    assert.equal(valueOf(trouble, "tetrahedron_stale", ids), 1);
    assert.equal(valueOf(trouble, "alerts_open"), 2);
    assert.equal(valueOf(trouble, "alerts_open_by_type", { subject_kind: "job", alert_type: "job-stale" }), 1);
    assert.ok(valueOf(trouble, "evaluator_last_tick_age_seconds")! >= 0);

    await stack.clearFaults();
    await ok(stack.admin.rpc("update_job_heartbeat", { p_job_name: JOB }));
    await ok(stack.admin.rpc("record_mesh_heartbeat", { t_uuid: ids.tetrahedron_id, src: "device" }));
    const well = await read();
    assert.equal(valueOf(well, "job_stale", { job_name: JOB }), 0);
    assert.equal(valueOf(well, "job_heartbeats_total", { job_name: JOB }), 2);
    assert.equal(valueOf(well, "tetrahedron_stale", ids), 0);
    assert.equal(valueOf(well, "tetrahedron_heartbeats_total", ids), 1);
    assert.equal(valueOf(well, "alerts_open"), 0);
  });

  it("tell no secret and no destination", async () => {
    const channel = await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/hidden-destination`,
    })) as { signing_secret: string };
    const text = await (await scrape()).text();
    assert.match(text, /heartbase_channel_enabled\{channel_id="[0-9a-f-]+",kind="webhook",name="Receiver"\} 1/);
    const { function_secret, publishable_key, secret_key, inbox_url } = stack.status;
    const secrets = [
      SECRET,
      function_secret,
      publishable_key,
      secret_key,
      channel.signing_secret,
      "hidden-destination",
    ];
    for (const secret of [...secrets, inbox_url, "re_local", "example.com"]) assert.ok(!text.includes(secret), secret);
  });

  it("pass promtool", { skip: promtoolMissing() }, async () => {
    assert.equal(promtool(["check", "metrics"], await (await scrape()).text()), "");
  });

  it(
    "are scraped and alerted about as docs/metrics.md says, by promtool's leave",
    { skip: promtoolMissing() },
    (test) => {
      const folder = mkdtempSync(join(tmpdir(), "heartbase-prometheus-"));
      test.after(() => rmSync(folder, { recursive: true }));
      const blocks = [...readFileSync(projectPath("docs/metrics.md"), "utf8").matchAll(/^```yaml\n([^]*?)^```$/gm)];
      const complaints = blocks.map(([, yaml], index) => {
        const file = join(folder, `${index}.yml`);
        writeFileSync(file, yaml!);
        return promtool(
          yaml!.startsWith("groups:") ? ["check", "rules", file] : ["check", "config", "--syntax-only", file],
        );
      });
      assert.deepEqual(complaints, ["", ""]);
    },
  );

  it("are answered to the bearer of the function secret where METRICS_SECRET is unset", async () => {
    const other = await startTestStack();
    try {
      const response = await other.invoke("metrics", { method: "GET" });
      assert.equal(response.status, 200);
      parseMetrics(await response.text());
      assert.equal((await other.invoke("metrics", { method: "GET", authorization: `Bearer ${SECRET}` })).status, 401);
    } finally {
      await other.stop();
    }
  });
});
