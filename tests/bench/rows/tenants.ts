import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";
import type { Context } from "../context.ts";
import { pairOf, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const TENANTS = 200;
/** Checks of a tenant; so many of them ask an endpoint, the others its signals. */
const CHECKS = 60;
const HTTP_CHECKS = 6;
/** How long the endpoint takes to answer, in milliseconds. */
const LATENCY = 50;

interface Check {
  definition_id: number;
  id: string;
  url: string | null;
}

/**
 * One cycle of the edge function heartbeat over many tenants, beside the same checks asked by a loop that takes one tenant after the
 * other and one check after the other. The loop asks by the same SQL and records a bare row for each tenant: it leases nothing, finds
 * no news and tells nobody, so that the ratio is to the loop's favour.
 */
export async function tenants({ startAnother, quick, progress }: Context): Promise<Row[]> {
  const count = quick ? TENANTS / 10 : TENANTS;
  const stack = await startAnother({ functions: true });
  const sql = postgres(stack.status.db_url, { max: 1, onnotice: () => {}, max_lifetime: null });
  const endpoint = await startEndpoint();
  try {
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`;
    progress(`tenants: making ${count} with ${CHECKS} checks each`);
    const checks = await makeTenants(sql, count, url);
    const heartbeat = async () => {
      const response = await fetch(`${stack.status.functions_url}/heartbeat`, {
        method: "POST",
        headers: { authorization: `Bearer ${stack.status.function_secret}` },
      });
      const { processed, failed } = await response.json() as { processed: number; failed: number };
      return { processed, failed };
    };
    // The function's first call loads it.
    await sql`update tenants set paused = true`;
    expect("a cycle without tenants", await heartbeat(), { processed: 0, failed: 0 });
    await sql`update tenants set paused = false`;
    await sql`vacuum analyze`;
    await sql`checkpoint`;

    progress(`tenants: one cycle over ${count}`);
    const cycle = await timed(async () => {
      expect("the cycle", await heartbeat(), { processed: count, failed: 0 });
    });
    const [done] = await sql`
      select count(*)::int as executions, sum(checks_run)::int as checks, sum(results_count)::int as results from heartbeat_executions`;
    expect("executions", { executions: done!["executions"], checks: done!["checks"] }, {
      executions: count,
      checks: count * CHECKS,
    });
    // All tenants of a batch are recorded by one transaction.
    const [spent] = await sql`
      select sum(b.ms)::float8 as ms from (select max(duration_ms) as ms from heartbeat_executions group by completed_at) b`;
    const inDatabase = Number(spent!["ms"]);

    progress(`tenants: the same, one after the other`);
    await sql`truncate heartbeat_executions, tenant_insights, agent_bus_messages cascade`;
    await sql`checkpoint`;
    const serial = await askOneByOne(sql, count, checks);
    expect("results of the loop", { results: serial.results }, { results: Number(done!["results"]) });

    const label = `${count} tenants x ${CHECKS} checks`;
    const row = (name: string, value: number, what: string, reference: number): Row => {
      const pair = pairOf([value], [reference]);
      return {
        row: name,
        unit: "ms",
        value: pair.value,
        reference: { what, figure: pair.reference },
        ratio: pair.ratio,
      };
    };
    return [
      {
        ...row(`${label}, one cycle of heartbeat`, cycle, "one after the other", serial.total),
        aim: { of: "value", most: 30_000 },
      },
      row(
        `  of it ${CHECKS - HTTP_CHECKS} checks of signals, news and records (database)`,
        inDatabase,
        "checks and bare records",
        serial.database,
      ),
      row(
        `  of it ${HTTP_CHECKS} endpoints of ${LATENCY} ms, claims and transport`,
        cycle - inDatabase,
        "endpoints",
        serial.http,
      ),
    ];
  } finally {
    endpoint.closeAllConnections();
    endpoint.close();
    await sql.end({ timeout: 5 });
  }
}

/** Answers everything with 200 after the fixed time. */
function startEndpoint(): Promise<Server> {
  const server = createServer((_request, response) => {
    setTimeout(() => response.end("ok"), LATENCY);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** So many tenants that are due, with signals for the checks, of which the last ask the endpoint. */
async function makeTenants(sql: postgres.Sql, count: number, url: string): Promise<Check[]> {
  await sql`
    insert into tenants (id, name, role, created_at)
    select 't' || n, 'Tenant ' || n, 'customer', now() - interval '1 year' from generate_series(1, ${count}::int) n`;
  await sql`
    insert into check_definitions (id, title, category, evaluator, rule)
    select 'bench_' || n || '_' || id, title, category, evaluator, rule
    from check_definitions, generate_series(1, 2) n
    where is_builtin and evaluator not in ('sql', 'http') order by n, id limit ${CHECKS - HTTP_CHECKS}::int`;
  await sql`
    insert into check_definitions (id, title, category, evaluator, rule)
    select 'bench_endpoint_' || n, 'Endpoint ' || n, 'system', 'http', jsonb_build_object('url', ${url}::text || n)
    from generate_series(1, ${HTTP_CHECKS}::int) n`;
  await sql`
    insert into tenant_signals (tenant_id, signal, item, data)
    select t.id, s.signal, 'item ' || n, jsonb_build_object('status', (array['open', 'pending', 'active'])[1 + n % 3],
      'created_at', now() - n * interval '7 minutes', 'quantity', n, 'margin', 10 + n, 'expires_at', now() + n * interval '5 days')
    from tenants t, (select distinct rule ->> 'signal' as signal from check_definitions) s, generate_series(1, 5) n
    where s.signal is not null`;
  return await sql<Check[]>`
    select definition_id::int, id, case when evaluator = 'http' then rule ->> 'url' end as url
    from check_definitions where id like 'bench\\_%' order by definition_id`;
}

/** Asks each check of each tenant by itself, and records each tenant by a bare row. All in milliseconds. */
async function askOneByOne(
  sql: postgres.Sql,
  count: number,
  checks: Check[],
): Promise<{ total: number; database: number; http: number; results: number }> {
  let http = 0;
  let results = 0;
  const total = await timed(async () => {
    for (let tenant = 1; tenant <= count; tenant++) {
      const tenantId = `t${tenant}`;
      const found: postgres.JSONValue[] = [];
      for (const { definition_id, id, url } of checks) {
        const facts: postgres.JSONValue[] = [];
        if (url !== null) {
          const startedAt = performance.now();
          const response = await fetch(url);
          await response.body?.cancel();
          const latency = performance.now() - startedAt;
          http += latency;
          const seen = { status_code: response.status, latency_ms: Math.round(latency) };
          facts.push({
            tenantId,
            checkId: id,
            facts: { ...seen, error: null, body_matches: null, tls_days_left: null },
          });
        }
        const [answer] = await sql`
          select to_jsonb(r) as result, r.status is not null as has_status
          from check_definitions d
          cross join private.read_answers(
            d, private.ask_check(d, array[${tenantId}], '{UTC}', now(), ${sql.json(facts)}), jsonb_build_object()
          ) r
          where d.definition_id = ${definition_id}`;
        if (answer?.["has_status"]) results += 1;
        found.push(answer?.["result"] as postgres.JSONValue);
      }
      await sql`
        insert into heartbeat_executions (execution_id, tenant_id, role, forced, started_at, completed_at, checks_run, results_count,
          notifiable_count, suppressed_count, overall_status, notifications_sent, duration_ms, results)
        values (gen_random_uuid(), ${tenantId}, 'customer', false, now(), now(), ${checks.length}, ${found.length}, 0, 0, 'all_clear', 0, 0,
          ${sql.json(found)})`;
    }
  });
  return { total, database: total - http, http, results };
}

/** A time means something only when the work was done. */
function expect(what: string, found: Record<string, number>, wanted: Record<string, number>): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  }
}
