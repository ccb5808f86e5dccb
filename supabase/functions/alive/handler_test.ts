import assert from "node:assert/strict";
import type { AliveState, SystemHealth } from "../_shared/alive.ts";
import type { Rpc } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { ADMIN_TOKEN, memoryLog, USER_TOKEN } from "../_shared/testing.ts";
import { type AliveDeps, createHandler } from "./handler.ts";
import { FAILING, makeLease, makeState, NOW } from "./testing.ts";

const SECRET = "function-secret-for-tests";
const PUBLISHABLE_KEY = "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH";

const PULSE: SystemHealth = {
  pulse: "warning",
  timestamp: "2026-03-02T08:00:00+00:00",
  details: { worst: [{ tenantId: "acme", overallStatus: "has_alerts" }] },
};

interface Options {
  state?: AliveState;
  /** Whether a check is due or can be forced. */
  leases?: boolean;
  secret?: string;
  isAdmin?: (token: string) => Promise<boolean>;
  begin?: () => Promise<never>;
  systemHealth?: () => Promise<SystemHealth>;
  connect?: () => never;
}

function setUp(options: Options = {}) {
  const memory = memoryLog([SECRET]);
  const calls: string[] = [];
  const state = options.state ?? makeState();
  let now = NOW.getTime();
  let connections = 0;
  const rpc = ((name: string, args: { p_force?: boolean }) => {
    calls.push(name === "begin_alive_check" ? `${name} ${args.p_force}` : name);
    if (name === "begin_alive_check" && options.begin) return options.begin();
    if (name === "system_health") return (options.systemHealth ?? (() => Promise.resolve(PULSE)))();
    const lease = name === "begin_alive_check" && options.leases ? makeLease() : {};
    return Promise.resolve({ ...structuredClone(state), ...lease });
  }) as Rpc;
  const deps: AliveDeps = {
    functionSecret: () => options.secret ?? SECRET,
    log: () => memory.log,
    now: () => new Date(now),
    connect: options.connect ?? (() => (connections += 1, {
      rpc,
      isAdmin: options.isAdmin ?? ((token) => {
        calls.push("is_admin");
        return Promise.resolve(token === ADMIN_TOKEN);
      }),
      askProbes: () => Promise.resolve({}),
    })),
  };
  const handler = createHandler(deps);
  const call = (path: string, token?: string, init: RequestInit = {}) =>
    handler(
      new Request(`http://localhost/alive/${path}`, {
        ...init,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
    );
  const boot = (token?: string, body?: string) => call("boot", token, { method: "POST", body });
  return { call, boot, calls, connections: () => connections, pass: (ms: number) => now += ms, ...memory };
}

Deno.test({
  name: "ping answers without a connection, a secret, the environment or a log",
  permissions: "none",
  fn: async () => {
    const untouchable = () => {
      throw new Error("touched");
    };
    const handler = createHandler({
      now: () => NOW,
      functionSecret: untouchable,
      log: untouchable,
      connect: untouchable,
    });
    const response = await handler(new Request("http://localhost/alive/ping"));
    assert.deepEqual([response.status, await response.json()], [200, {
      ok: true,
      timestamp: "2026-03-02T08:00:00.000Z",
    }]);
    assert.equal(response.headers.get("cache-control"), "no-store");
  },
});

Deno.test("everybody sees the phase, the age, and of each subsystem whether it is well; nothing of why", async () => {
  const { call } = setUp({ state: FAILING });
  const everybody = [undefined, "wrong", PUBLISHABLE_KEY, USER_TOKEN];
  for (const token of everybody) {
    const response = await call("status", token);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {
      ok: true,
      status: {
        alive: false,
        phase: "error",
        timestamp: "2026-03-02T07:59:48+00:00",
        age_seconds: 12,
        running: false,
        subsystems: {
          database: { ok: false, error: "failed" },
          shop: { ok: false, error: "failed" },
          auth: { ok: true },
        },
      },
    });
    assert.equal(response.headers.get("cache-control"), "public, max-age=0, s-maxage=5");
    assert.equal(response.headers.get("vary"), "authorization");
  }
});

Deno.test("the function secret and an admin's token show the details, and are kept by no cache", async () => {
  const { call } = setUp({ state: FAILING });
  for (const token of [SECRET, ADMIN_TOKEN]) {
    const response = await call("status", token);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.deepEqual((await response.json()).status.subsystems, FAILING.status.subsystems);
  }
});

Deno.test("a token that claims to be an admin's and is not shows no details", async () => {
  const refused = setUp({ state: FAILING, isAdmin: () => Promise.resolve(false) });
  assert.ok(!(await (await refused.call("status", ADMIN_TOKEN)).text()).includes("db1"));
  const away = setUp({
    state: FAILING,
    isAdmin: () => Promise.reject(new HeartbaseError("database_unreachable", "x")),
  });
  const response = await away.call("status", ADMIN_TOKEN);
  assert.equal(response.status, 200);
  assert.ok(!(await response.text()).includes("db1"));
  assert.deepEqual(away.events(), ["token_unverified"]);
});

Deno.test("only a token that claims to be an admin's is asked about", async () => {
  const { call, boot, calls } = setUp();
  for (const token of [undefined, "a.b.c", PUBLISHABLE_KEY, USER_TOKEN]) {
    await call("status", token);
    await boot(token);
  }
  assert.deepEqual(calls, ["begin_alive_check false"]);
  await call("status", ADMIN_TOKEN);
  assert.deepEqual(calls, ["begin_alive_check false", "is_admin"]);
});

Deno.test("a flood of anonymous callers costs one look in five seconds, and the age goes on", async () => {
  const { call, calls, connections, pass } = setUp();
  const flood = async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => call(index % 2 ? "status" : "health")),
    );
    return (await answers[1]?.json()).status.age_seconds;
  };
  assert.equal(await flood(), 12);
  pass(4_999);
  assert.equal(await flood(), 17);
  assert.deepEqual([calls, connections()], [["begin_alive_check false"], 1]);
  pass(1);
  assert.equal(await flood(), 12);
  assert.deepEqual(calls, ["begin_alive_check false", "begin_alive_check false"]);
});

Deno.test("who bears the function secret sees the state as it is now", async () => {
  const { call, calls } = setUp();
  for (const path of ["status", "health", "status"]) await call(path, SECRET);
  assert.equal(calls.length, 3);
});

Deno.test("a status makes the check that is due", async () => {
  const { call, calls } = setUp({ leases: true });
  await call("status");
  assert.deepEqual(calls, ["begin_alive_check false", "finish_alive_check"]);
});

Deno.test("a boot is forced, for the function secret and admins, and answers in full", async () => {
  for (const token of [SECRET, ADMIN_TOKEN]) {
    const { boot, calls } = setUp({ leases: true, state: FAILING });
    const response = await boot(token);
    assert.equal(response.status, 200);
    const { ok, status } = await response.json();
    assert.deepEqual([ok, status.phase, status.subsystems], [true, "error", FAILING.status.subsystems]);
    assert.deepEqual(calls.slice(-2), ["begin_alive_check true", "finish_alive_check"]);
  }
});

Deno.test("a boot while another one runs is 202", async () => {
  const response = await setUp().boot(SECRET);
  assert.deepEqual([response.status, await response.json()], [202, {
    ok: false,
    error: "Boot sequence already running",
  }]);
});

Deno.test("what a boot found is what everybody sees next", async () => {
  const { call, boot, calls } = setUp({ leases: true });
  await boot(SECRET);
  await call("status");
  assert.deepEqual(calls, ["begin_alive_check true", "finish_alive_check"]);
});

Deno.test("a boot is refused to everybody else, and nothing runs", async () => {
  const { boot, calls } = setUp({ leases: true });
  const verdict = async (token?: string) => {
    const response = await boot(token);
    return [response.status, (await response.json()).code];
  };
  for (const token of [undefined, "wrong", `${SECRET}x`, PUBLISHABLE_KEY]) {
    assert.deepEqual(await verdict(token), [401, "unauthorized"], token);
  }
  assert.deepEqual(await verdict(USER_TOKEN), [403, "not_an_admin"]);
  assert.deepEqual(calls, []);

  const forged = setUp({ leases: true, isAdmin: () => Promise.resolve(false) });
  assert.equal((await forged.boot(ADMIN_TOKEN)).status, 401);
  const away = setUp({
    isAdmin: () => Promise.reject(new HeartbaseError("database_unreachable", "x", { status: 503 })),
  });
  assert.equal((await away.boot(ADMIN_TOKEN)).status, 503);
  assert.deepEqual([...forged.calls, ...away.calls], []);
});

Deno.test("without a function secret an admin may boot, and an empty token may not", async () => {
  const { boot } = setUp({ leases: true, secret: "" });
  assert.equal((await boot(ADMIN_TOKEN)).status, 200);
  assert.equal((await boot("")).status, 401);
  assert.equal((await boot("undefined")).status, 401);
});

Deno.test("health is 200 while nothing core fails and the evaluator is on time, 503 otherwise", async () => {
  const late = { ok: false, error: "late", details: { last_tick_at: null, age_seconds: 181 } };
  const degraded = makeState({
    phase: "degraded",
    subsystems: { auth: { ok: false, core: false, title: "Auth", error: "HTTP 500" } },
  });
  const booting = makeState({ alive: false, phase: "booting", subsystems: {} }, { age_seconds: null });
  const cases: [AliveState, number, string, string[]][] = [
    [makeState(), 200, "operational", []],
    [degraded, 200, "degraded", []],
    [FAILING, 503, "error", ["database"]],
    [makeState({}, { evaluator: late }), 503, "operational", ["evaluator"]],
    [booting, 503, "booting", []],
  ];
  for (const [state, status, phase, failing] of cases) {
    const response = await setUp({ state }).call("health");
    assert.equal(response.status, status, phase);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.deepEqual(await response.json(), {
      ok: status === 200,
      phase,
      timestamp: state.status.timestamp,
      age_seconds: state.age_seconds,
      evaluator: { ok: state.evaluator.ok, age_seconds: state.evaluator.details.age_seconds },
      failing,
    });
  }
});

Deno.test("a database that does not answer is the status, and makes health 503", async () => {
  const begin = () => Promise.reject(new HeartbaseError("database_unreachable", `lost ${SECRET} at db1`));
  const status = await setUp({ begin }).call("status");
  assert.equal(status.status, 200);
  assert.deepEqual(await status.json(), {
    ok: true,
    status: {
      alive: false,
      phase: "error",
      timestamp: "2026-03-02T08:00:00.000Z",
      age_seconds: 0,
      running: false,
      subsystems: { database: { ok: false, error: "failed" } },
    },
  });
  const { call, lines } = setUp({ begin });
  assert.equal(
    (await (await call("status", SECRET)).json()).status.subsystems.database.error,
    "lost [redacted] at db1",
  );
  assert.ok(!lines.join("").includes(SECRET));
  const health = await setUp({ begin }).call("health");
  assert.deepEqual([health.status, (await health.json()).failing], [503, ["database", "evaluator"]]);
});

Deno.test("HEAD is answered as GET, OPTIONS is a preflight, other methods are 405, other paths 404", async () => {
  const { call, calls } = setUp();
  for (const path of ["ping", "status", "health", "health/"]) {
    assert.equal((await call(path, undefined, { method: "HEAD" })).status, 200, path);
  }
  const options = await call("boot", undefined, { method: "OPTIONS" });
  assert.deepEqual([options.status, options.headers.get("access-control-allow-origin")], [200, "*"]);
  const get = await call("boot", SECRET);
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST, OPTIONS"]);
  for (const path of ["ping", "status", "health"]) {
    assert.equal((await call(path, SECRET, { method: "POST" })).status, 405, path);
  }
  for (const path of ["", "boots", "constructor", "ping/x"]) assert.equal((await call(path)).status, 404, path);
  assert.equal(calls.length, 1);
});

Deno.test("a large body is 413, and only after the caller was let in", async () => {
  const { boot, calls } = setUp({ leases: true });
  const body = "x".repeat(10_001);
  assert.equal((await boot(undefined, body)).status, 401);
  assert.equal((await boot(SECRET, body)).status, 413);
  assert.deepEqual(calls, []);
});

Deno.test("a missing configuration is named", async () => {
  const connect = () => {
    throw new HeartbaseError("configuration_missing", "SUPABASE_URL is not set.");
  };
  for (const path of ["status", "health"]) {
    const response = await setUp({ connect }).call(path);
    assert.deepEqual([response.status, await response.json()], [500, {
      code: "configuration_missing",
      message: "SUPABASE_URL is not set.",
    }]);
  }
});

Deno.test("everybody sees the pulse of what is done for tenants, operators what it is made of", async () => {
  const { call } = setUp();
  for (const token of [undefined, "wrong", PUBLISHABLE_KEY, USER_TOKEN]) {
    const response = await call("system-health", token);
    assert.deepEqual([response.status, await response.json()], [200, {
      ok: true,
      pulse: "warning",
      timestamp: "2026-03-02T08:00:00+00:00",
    }]);
    assert.equal(response.headers.get("cache-control"), "public, max-age=0, s-maxage=5");
  }
  for (const token of [SECRET, ADMIN_TOKEN]) {
    const response = await call("system-health", token);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.deepEqual(await response.json(), { ok: true, ...PULSE });
  }
});

Deno.test("a flood of anonymous callers costs one pulse in five seconds, also while the database is away", async () => {
  for (
    const systemHealth of [undefined, () => Promise.reject(new HeartbaseError("database_unreachable", "db1 is away"))]
  ) {
    const { call, calls, pass } = setUp({ systemHealth });
    await Promise.all(Array.from({ length: 20 }, () => call("system-health")));
    pass(4_999);
    await call("system-health");
    assert.deepEqual(calls, ["system_health"]);
    pass(1);
    await call("system-health");
    assert.deepEqual(calls, ["system_health", "system_health"]);
  }
});

Deno.test("a pulse that is an error is not ok, and neither is a database that is away; only operators hear why", async () => {
  const failing = setUp({ systemHealth: () => Promise.resolve({ ...PULSE, pulse: "error" }) });
  assert.equal((await (await failing.call("system-health")).json()).ok, false);
  const away = setUp({ systemHealth: () => Promise.reject(new HeartbaseError("database_unreachable", "db1 is away")) });
  const shown = { ok: false, pulse: "error", timestamp: "2026-03-02T08:00:00.000Z" };
  assert.deepEqual(await (await away.call("system-health")).json(), shown);
  const { details, ...rest } = await (await away.call("system-health", SECRET)).json();
  assert.deepEqual(rest, shown);
  assert.match(details.error, /db1 is away/);
  assert.deepEqual(away.events(), ["system_health_failed", "system_health_failed"]);
});

Deno.test("a pulse that is unknown is no error", async () => {
  const { call } = setUp({ systemHealth: () => Promise.resolve({ ...PULSE, pulse: "unknown" }) });
  assert.equal((await (await call("system-health")).json()).ok, true);
});

Deno.test("system-health is only read", async () => {
  const { call } = setUp();
  assert.equal((await call("system-health", SECRET, { method: "POST" })).status, 405);
});
