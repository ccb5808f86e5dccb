import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import { Webhook } from "standardwebhooks";
import { projectPath } from "../../scripts/local/options.ts";
import { type Client, ok, startTestStack, type TestStack, waitFor } from "../support/stack.ts";

describe("a machine that falls silent", () => {
  let stack: TestStack;
  let ada: { client: Client; id: string; token: string };
  let machine: { id: number; hostname: string };
  let signingSecret: string;
  let configFile: string;
  let agent: ChildProcess;
  let agentSaid = "";

  before(async () => {
    stack = await startTestStack({ cron: true });
    const client = stack.client();
    const { user, session } = await ok(
      client.auth.signUp({ email: "ada@example.com", password: "correct horse battery" }),
    );
    ada = { client, id: user!.id, token: session!.access_token };
    const channel = await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Receiver",
      p_kind: "webhook",
      p_destination: `${stack.status.inbox_url}/webhook/receiver`,
      p_owner_id: ada.id,
    })) as { signing_secret: string };
    signingSecret = channel.signing_secret;
    await ok(stack.admin.rpc("create_notification_channel", {
      p_name: "Phone",
      p_kind: "telegram",
      p_config: { chat_id: "42" },
      p_owner_id: ada.id,
    }));
    // The real check, on the real schedule table, every second instead of every thirty; what else runs by the clock does not.
    await ok(stack.admin.rpc("configure_machine_monitor", { check_interval: "1s" }));
    await setThreshold(PATIENT);
    await stack
      .sql`select cron.unschedule(jobname) from cron.job where jobname not in ('heartbase-machines', 'heartbase-tick')`;
  });
  after(async () => {
    if (agent && agent.exitCode === null) agent.kill("SIGKILL");
    await stack?.stop();
  });

  const runAgent = (argv: string[], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(process.execPath, [projectPath("scripts/machine-agent.cjs"), ...argv], {
      env: { PATH: process.env["PATH"], ...env },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => agentSaid += chunk);
    return child;
  };
  const machineRow = async () => {
    const columns =
      "status, last_seen, heartbeat_count, platform, cpu_cores, cpu_pct, machine_offline_notifications(*)";
    const [row] = await ok(ada.client.from("machines").select(columns).eq("id", machine.id)) ?? [];
    return row!;
  };
  /**
   * Has the agent report now, and resolves when that is recorded. It reports by itself once a minute only: for as long no report is on
   * its way, which would bring back a machine that has just been found offline.
   */
  const reportNow = async () => {
    const { heartbeat_count } = await machineRow();
    agent.kill("SIGHUP");
    await waitFor("a report", async () => (await machineRow()).heartbeat_count > heartbeat_count);
  };
  /** Short only while the agent is not to be heard, so that one that merely runs slowly is never late. */
  const PATIENT = "10m";
  const SHORT = "3s";
  const setThreshold = (offline_threshold: string) =>
    ok(stack.admin.rpc("configure_machine_monitor", { offline_threshold }));
  const becomes = (status: string) =>
    waitFor(`a machine that is ${status}`, async () => (await machineRow()).status === status);
  const countsOf = () => {
    const { webhook, telegram, slack, email } = stack.received();
    return [webhook.length, telegram.length, slack.length, email.length];
  };
  const checks = async (count: number) => {
    const finished = async () => {
      const [row] = await stack.sql`select count(*)::int as n from cron.job_run_details d join cron.job j using (jobid)
        where j.jobname = 'heartbase-machines' and d.status = 'succeeded'`;
      return row!["n"] as number;
    };
    const start = await finished();
    await waitFor(`${count} more checks`, async () => await finished() >= start + count);
  };
  /** Waits for one message on each of the owner's channels, and for two checks that add none. */
  const told = async (messages: number) => {
    await waitFor(`${messages} messages each`, () => countsOf().slice(0, 2).every((count) => count >= messages));
    await checks(2);
    assert.deepEqual(countsOf(), [messages, messages, 0, 0], "its owner hears, and nobody else");
  };
  const event = (index: number) => {
    const { text, headers } = stack.received().webhook[index]!;
    const hmac = createHmac("sha256", signingSecret).update(text).digest("hex");
    assert.equal(headers["x-heartbase-signature"], `sha256=${hmac}`);
    return new Webhook(signingSecret).verify(text, headers) as { event: string; machine: Record<string, unknown> };
  };

  it("is registered by a signed-in user, with the agent itself", async () => {
    configFile = join(stack.dataDir, "agent.json");
    const argv = ["--register", "--name", "production-server", "--config", configFile];
    const env = { HEARTBASE_URL: stack.status.api_url, HEARTBASE_ACCESS_TOKEN: ada.token };
    const [code] = await once(runAgent(argv, env), "exit");
    assert.equal(code, 0, agentSaid);
    const [row] = await ok(ada.client.from("machines").select("id, name, hostname, status, user_id")) ?? [];
    assert.deepEqual([row!.name, row!.status, row!.user_id], ["production-server", "offline", ada.id]);
    machine = { id: row!.id, hostname: row!.hostname! };
  });

  it("is online after a check once its agent reports, and nobody is told", async () => {
    agent = runAgent(["--config", configFile, "--interval", "60"]);
    await becomes("online");
    const { cpu_pct, cpu_cores, platform } = await machineRow();
    assert.ok(cpu_pct! >= 0 && cpu_cores! > 0);
    assert.equal(platform, process.platform);
    await checks(2);
    assert.deepEqual(countsOf(), [0, 0, 0, 0]);
    assert.match(agentSaid, /^Reporting to .* every 60 s\.$/m);
  });

  it("is told of once to the webhook and once to Telegram when its agent stands still", async () => {
    await reportNow();
    agent.kill("SIGSTOP");
    await setThreshold(SHORT);
    await becomes("offline");
    await told(1);
    const { last_seen, machine_offline_notifications } = await machineRow();
    assert.deepEqual(event(0), {
      event: "machine.offline",
      machine: {
        id: machine.id,
        name: "production-server",
        hostname: machine.hostname,
        description: "",
        status: "offline",
        last_seen: last_seen!.replace(/\.\d+\+00:00$/, "Z").replace("+00:00", "Z"),
      },
    });
    const [message] = stack.received().telegram;
    assert.match(message!.text, /🔴 Machine Offline Alert/);
    assert.match(message!.text, new RegExp(`production-server[^]*${machine.hostname}[^]*Offline`));
    assert.ok(machine_offline_notifications);
  });

  it("is told of once more when its agent goes on", async () => {
    // Long ago, so that patience alone does not bring it back.
    await stack.sql`update machines set last_seen = last_seen - interval '1 hour' where id = ${machine.id}`;
    await setThreshold(PATIENT);
    await checks(2);
    assert.equal((await machineRow()).status, "offline");
    agent.kill("SIGCONT");
    await reportNow();
    await becomes("online");
    await told(2);
    const { event: name, machine: { id, status } } = event(1);
    assert.deepEqual([name, id, status], ["machine.online", machine.id, "online"]);
    assert.match(stack.received().telegram[1]!.text, /🟢 Machine Recovery Alert/);
    assert.equal((await machineRow()).machine_offline_notifications, null);
    const alerts = await ok(ada.client.from("guardian_alerts").select("alert_type, auto_resolved, subject_id"));
    assert.deepEqual(alerts, [
      { alert_type: "machine-offline", auto_resolved: true, subject_id: String(machine.id) },
    ]);
  });

  it("refuses its agent while it is disabled, which says so, and tells nobody", async () => {
    const call = (name: string) =>
      fetch(`${stack.status.functions_url}/agent/machines/${machine.id}/${name}`, {
        method: "POST",
        headers: { authorization: `Bearer ${ada.token}` },
      });
    assert.equal((await call("disable")).status, 200);
    agent.kill("SIGHUP");
    await waitFor("the agent to say what is wrong", () => agentSaid.includes("or the machine is disabled"));
    await setThreshold(SHORT);
    await waitFor("the threshold to pass", async () => {
      const [row] = await stack.sql`select last_seen < now() - interval '3 seconds' as has_passed from machines`;
      return row!["has_passed"];
    });
    await checks(2);
    assert.equal((await machineRow()).status, "online");
    assert.deepEqual(countsOf(), [2, 2, 0, 0]);
    await setThreshold(PATIENT);
    assert.equal((await call("enable")).status, 200);
    // An agent whose key was refused waits for a minute; whoever cured it need not.
    await reportNow();
    assert.deepEqual(countsOf(), [2, 2, 0, 0]);
  });

  it("is another user's to neither see nor change", async () => {
    const other = stack.client();
    const { session } = await ok(
      other.auth.signUp({ email: "bob@example.com", password: "correct horse battery" }),
    );
    const call = (method: string, path: string, body?: unknown) =>
      fetch(`${stack.status.functions_url}/agent/machines${path}`, {
        method,
        headers: { authorization: `Bearer ${session!.access_token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    assert.deepEqual(await (await call("GET", "")).json(), { machines: [] });
    for (
      const [method, path] of [
        ["GET", ""],
        ["PATCH", ""],
        ["POST", "/disable"],
        ["POST", "/enable"],
        ["POST", "/rotate-key"],
        ["POST", "/revoke-key"],
        ["DELETE", ""],
      ]
    ) {
      const body = method === "PATCH" ? { name: "mine" } : undefined;
      const response = await call(method!, `/${machine.id}${path}`, body);
      assert.deepEqual([response.status, await response.json()], [
        404,
        { error: "You have no machine with this id.", code: "machine_not_found" },
      ], `${method} ${path}`);
    }
    assert.equal((await machineRow()).status, "online");
  });

  it("has an agent that ends when it is told to", async () => {
    const exit = once(agent, "exit");
    agent.kill("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
    const { api_key } = JSON.parse(readFileSync(configFile, "utf8")) as { api_key: string };
    assert.ok(!agentSaid.includes(api_key));
  });
});
