import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import postgres from "postgres";
import { endBackend } from "../support/backends.ts";
import { startTestStack, type TestStack, waitFor } from "../support/stack.ts";

describe("meshes under overlap", () => {
  let stack: TestStack;
  let connections: postgres.Sql[];
  let ids: string[];

  before(async () => {
    stack = await startTestStack({ functions: false });
    connections = Array.from({ length: 8 }, () => postgres(stack.status.db_url, { max: 1, onnotice: () => {} }));
    await stack.sql`update notification_channels set enabled = true where kind in ('slack', 'email')`;
  });
  after(async () => {
    await Promise.all(connections?.map((connection) => connection.end()) ?? []);
    await stack?.stop();
  });
  beforeEach(async () => {
    await stack.sql`delete from tetrahedrons`;
    await stack.sql`delete from guardian_alerts`;
    const rows = await stack.sql<{ id: string }[]>`
      insert into tetrahedrons (name, vertices, last_heartbeat_at)
      select 'mesh ' || n, '{a,b,c,d}', now() - interval '2 hours' from generate_series(1, 200) n returning id`;
    ids = rows.map((row) => row.id);
  });

  const counts = async () => {
    const [row] = await stack.sql`
      select count(distinct a.id)::int as alerts, count(n.id)::int as notifications,
        count(distinct a.id) filter (where a.resolved_at is null)::int as open
      from guardian_alerts a left join notifications n on n.alert_id = a.id and n.event = 'opened'`;
    return row;
  };
  /** Judges what a lock of somebody who rested kept from being judged, which is put off by a minute; nothing else may have. */
  const aMinuteLater = async () => {
    const failed = await stack.sql`
      select name, evaluation_error from tetrahedrons where evaluation_error not like '55P03 %'`;
    assert.deepEqual([...failed], []);
    await stack.sql`select private.evaluate_tetrahedrons(now() + interval '1 minute')`;
  };
  const batch = (order: string[], src: string) => order.map((t_uuid) => ({ t_uuid, src, payload: { ping: true } }));

  it("two gateways with overlapping batches in opposite orders never deadlock", async () => {
    const rounds = 20;
    await Promise.all([ids, ids.toReversed()].map(async (order, index) => {
      const gateway = connections[index]!;
      for (let round = 0; round < rounds; round++) {
        await gateway`select record_mesh_heartbeats(${gateway.json(batch(order, `gateway ${index}`))})`;
      }
    }));
    const [row] = await stack.sql`select min(heartbeat_count)::int as least, max(heartbeat_count)::int as most,
      (select count(*)::int from mesh_heartbeats) as kept from tetrahedrons`;
    assert.deepEqual(row, { least: 2 * rounds, most: 2 * rounds, kept: 2 * rounds * ids.length });
  });

  it("gateways, single heartbeats, direct inserts, checks and ticks together never deadlock, and lose no heartbeat", async () => {
    const [one, two, single, direct, checker, ticker] = connections as [postgres.Sql, ...postgres.Sql[]];
    await Promise.all([
      ...[one, two!].map(async (sql, index) => {
        const order = index === 0 ? ids : ids.toReversed();
        for (let n = 0; n < 8; n++) await sql`select record_mesh_heartbeats(${sql.json(batch(order, "gateway"))})`;
      }),
      (async () => {
        for (const id of ids.toReversed()) await single!`select record_mesh_heartbeat(${id}, 'single', '{}')`;
      })(),
      (async () => {
        await direct!`set role service_role`;
        for (let n = 0; n < 8; n++) {
          await direct!`insert into mesh_heartbeats (tetrahedron_id, source)
            select id, 'direct' from unnest(${ids.toReversed()}::uuid[]) id`;
        }
      })(),
      (async () => {
        for (let n = 0; n < 15; n++) await checker!`select check_mesh_heartbeats_and_alert(0)`;
      })(),
      (async () => {
        for (let n = 0; n < 15; n++) await ticker!`select private.tick()`;
      })(),
    ]);
    await direct!`reset role`;
    await aMinuteLater();
    const [row] = await stack.sql`select sum(heartbeat_count)::int as counted,
      (select count(*)::int from mesh_heartbeats) as kept, count(evaluation_error)::int as errors from tetrahedrons`;
    assert.deepEqual(row, { counted: 25 * ids.length, kept: 25 * ids.length, errors: 0 });
    const [open] = await stack.sql`select count(*)::int as most from guardian_alerts where resolved_at is null
      group by tetrahedron_id order by 1 desc limit 1`;
    assert.ok((open?.["most"] ?? 0) <= 1);
  });

  it("a client's open transaction on a mesh holds up neither a tick nor its alerts about the others", async () => {
    const [direct, other, ticker] = connections as [postgres.Sql, postgres.Sql, postgres.Sql];
    const [held, second] = ids as [string, string];
    let letGo = () => {};
    const released = new Promise<void>((resolve) => letGo = resolve);
    let isHeld = false;
    const holding = direct.begin(async (sql) => {
      await sql`insert into mesh_heartbeats (tetrahedron_id, source) values (${held}, 'direct')`;
      // A lock that others share, and an update under it: what SKIP LOCKED waits for.
      await other`select record_mesh_heartbeat(${second}, 'other', '{}')`;
      await sql`update tetrahedrons set next_action = 'wait' where id = ${held}`;
      isHeld = true;
      await released;
    });
    await waitFor("the row to be held", () => isHeld);
    try {
      // A second for the row that is held, and little for each other: by far not as long as it is held.
      await ticker`set statement_timeout = '1min'`;
      await ticker`select private.tick()`;
      const { open: alerts } = (await counts()) as { open: number };
      assert.equal(alerts, 198);
    } finally {
      letGo();
      await holding;
      await ticker`reset statement_timeout`;
    }
  });

  it("eight evaluators of all sorts make one alert and one message per channel of each silent mesh", async () => {
    const alerted = await Promise.all(connections.map(async (sql, index) => {
      for (let round = 0; round < 5; round++) {
        if (index % 2 === 0) await sql`select private.evaluate_tetrahedrons(now(), 40)`;
        else await sql`select check_mesh_heartbeats_and_alert(60)`;
      }
    }));
    assert.equal(alerted.length, 8);
    await stack.sql`select private.tick()`;
    await aMinuteLater();
    assert.deepEqual(await counts(), { alerts: 200, notifications: 400, open: 200 });
  });

  it("never alert about a mesh whose heartbeat arrives meanwhile", async () => {
    const [beats, evaluator] = [connections[0]!, connections[1]!];
    await Promise.all([
      (async () => {
        for (const id of ids) await beats`select record_mesh_heartbeat(${id}, 'device', '{}')`;
      })(),
      (async () => {
        for (let n = 0; n < 30; n++) await evaluator`select private.evaluate_tetrahedrons(now(), 10)`;
      })(),
    ]);
    await stack.sql`select private.tick()`;
    await aMinuteLater();
    assert.equal((await counts())?.["open"], 0);
  });

  it("lose nothing when an evaluator is ended in the middle of its transaction", async () => {
    const victim = postgres(stack.status.db_url, { max: 1, connection: { application_name: "mesh-victim" } });
    const evaluation = victim`select private.evaluate_tetrahedrons(), pg_sleep(60)`.execute();
    // From here on: it hears of its end before or after whoever ends it does.
    const ended = assert.rejects(evaluation);
    const sleeping = await waitFor("the evaluator between its work and its commit", async () => {
      const [row] = await stack.sql`select pid from pg_stat_activity
        where application_name = 'mesh-victim' and wait_event = 'PgSleep'`;
      return row;
    });
    await endBackend(stack.sql, sleeping["pid"]);
    await ended;
    await victim.end({ timeout: 1 });
    assert.equal((await counts())?.["alerts"], 0);
    await stack.sql`select private.tick()`;
    assert.deepEqual(await counts(), { alerts: 200, notifications: 400, open: 200 });
  });

  it("take heartbeats while a reader holds up the nightly making of partitions", async () => {
    const [reader, keeper] = [connections[0]!, connections[1]!];
    // From the instant on until which partitions are there, whatever day it has become.
    const [{ at }] = await keeper<[{ at: string }]>`select now()::text as at, private.maintain_mesh_partitions(now())`;
    const inThreeDays = () =>
      keeper<[{ made: string }]>`
        select private.maintain_mesh_partitions(${at}::text::timestamptz + interval '3 days') ->> 'made' as made`;
    await reader.begin(async (sql) => {
      await sql`select count(*) from mesh_heartbeats`;
      assert.deepEqual([...await inThreeDays()], [{ made: "0" }]);
      await stack.sql`select record_mesh_heartbeat(${ids[0]!}, 'device', '{}')`;
    });
    assert.deepEqual([...await inThreeDays()], [{ made: "3" }]);
  });
});
