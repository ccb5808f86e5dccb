import { clear, type Context } from "../context.ts";
import { pairOf, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const JOBS = 10_000;
const CHANNELS = 2;
const OUTBOX = JOBS * CHANNELS;

interface Unit {
  readonly unit_id: string;
  readonly lease: string;
  readonly count: number;
}

/** All jobs silent at once: until their alerts and messages are committed. */
export async function storm(context: Context): Promise<Row[]> {
  return [(await measure(context)).evaluation];
}

/** A storm's messages, claimed as one group a channel and acknowledged. */
export async function delivery(context: Context): Promise<Row[]> {
  return [(await measure(context)).delivery];
}

/** Both rows of one storm. */
export async function stormAndDelivery(context: Context): Promise<Row[]> {
  const { evaluation, delivery } = await measure(context);
  return [evaluation, delivery];
}

async function measure({ stack, quick, progress }: Context): Promise<{ evaluation: Row; delivery: Row }> {
  const { sql } = stack;
  const rounds = quick ? 3 : 7;
  await sql`update public.notification_channels set enabled = true, disabled_reason = null where kind in ('slack', 'email') and source = 'environment'`;
  // The same columns and indexes, without what the product adds: triggers, foreign keys, decisions.
  await sql`create table public.bench_alerts (like public.guardian_alerts including all)`;
  await sql`create table public.bench_outbox (like public.notifications including all)`;
  const times: Record<"tick" | "insert" | "deliver" | "update", number[]> = {
    tick: [],
    insert: [],
    deliver: [],
    update: [],
  };
  for (let round = 1; round <= rounds; round++) {
    progress(`storm of ${JOBS}: round ${round} of ${rounds}`);
    await clear(stack);
    await sql`truncate public.bench_alerts, public.bench_outbox`;
    await sql`update public.notification_channels set next_send_at = '-infinity', burst_started_at = '-infinity', burst_count = 0`;
    await sql`
      insert into public.job_heartbeats (job_name, last_run_at)
      select 'storm ' || g, now() - interval '25 hours' from generate_series(1, ${JOBS}::int) g`;
    await sql`vacuum (analyze) public.job_heartbeats`;
    await sql`checkpoint`;
    times.tick.push(await timed(() => sql`select private.tick()`));
    await sql`checkpoint`;
    times.insert.push(
      await timed(() =>
        sql.begin(async (transaction) => {
          await transaction`insert into public.bench_alerts select * from public.guardian_alerts`;
          await transaction`insert into public.bench_outbox select * from public.notifications`;
        })
      ),
    );
    const [made] = await sql`
      select (select count(*)::int from public.bench_alerts) as alerts, (select count(*)::int from public.bench_outbox) as outbox`;
    expect(`alerts and messages of ${JOBS} silent jobs`, made, { alerts: JOBS, outbox: OUTBOX });

    await sql`checkpoint`;
    let units: Unit[] = [];
    times.deliver.push(
      await timed(async () => {
        const [claim] = await sql<{ units: Unit[] }[]>`select public.claim_notifications() -> 'units' as units`;
        units = claim!.units;
        for (const unit of units) {
          await sql`select public.acknowledge_notification(${unit.unit_id}, ${unit.lease}, 'delivered')`;
        }
      }),
    );
    await sql`checkpoint`;
    times.update.push(
      await timed(async () => {
        await sql`update public.bench_outbox set state = 'leased', lease = gen_random_uuid(), attempts = attempts + 1,
          group_id = alert_id, next_attempt_at = now() + interval '1 minute'`;
        await sql`update public.bench_outbox set state = 'delivered', lease = null, finished_at = now()`;
      }),
    );
    const [told] = await sql`
      select count(*)::int as delivered, count(distinct group_id)::int as messages
      from public.notifications where state = 'delivered'`;
    expect("delivery of the storm", told, { delivered: OUTBOX, messages: CHANNELS });
  }
  await sql`drop table public.bench_alerts, public.bench_outbox`;
  await clear(stack);

  const evaluation = pairOf(times.tick, times.insert);
  const delivered = pairOf(times.deliver, times.update);
  return {
    evaluation: {
      row: `${JOBS.toLocaleString("en-US")} jobs silent at once, tick to commit`,
      unit: "ms",
      value: evaluation.value,
      reference: { what: "bare INSERTs", figure: evaluation.reference },
      ratio: evaluation.ratio,
      aim: { of: "value", most: 1000 },
    },
    delivery: {
      row: `${OUTBOX.toLocaleString("en-US")} messages, claimed and acknowledged as ${CHANNELS}`,
      unit: "ms",
      value: delivered.value,
      reference: { what: "bare UPDATEs", figure: delivered.reference },
      ratio: delivered.ratio,
    },
  };
}

/** A time means something only when the work was done. */
function expect(what: string, found: unknown, wanted: Record<string, number>): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  }
}
