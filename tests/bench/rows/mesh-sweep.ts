import postgres from "postgres";
import { clear, type Context, insertTetrahedrons } from "../context.ts";
import { figureOf, interleave, timed } from "../measure.ts";
import type { Row } from "../report.ts";

const FEW = 10_000;
const SILENT = 100;
/** A session plans a function's statements anew for its first five calls. */
const WARM_UP = 10;

/** The sweep that finds a hundred tetrahedrons newly silent, over many and over few, with the channels of a new project. */
export async function meshSweep({ stack, startAnother, quick, progress }: Context): Promise<Row[]> {
  const many = quick ? 100_000 : 1_000_000;
  const rounds = quick ? 15 : 41;
  const large = await startAnother();
  await clear(stack);
  progress(`mesh sweep: inserting ${many} tetrahedrons`);
  const sweeps = [
    await prepare(large.sql, large.status.db_url, many, rounds),
    await prepare(stack.sql, stack.status.db_url, FEW, rounds),
  ] as const;
  const [channels] = await stack.sql`select count(*)::int as "all", count(*) filter (where enabled)::int as on
    from public.notification_channels`;
  progress(`mesh sweep: ${rounds} rounds; ${channels!["on"]} of ${channels!["all"]} channels are on`);
  try {
    await interleave(WARM_UP, sweeps[0].run, sweeps[1].run);
    const { value, reference } = await interleave(rounds, sweeps[0].run, sweeps[1].run);
    // Single sweeps are too short to be compared one by one.
    const ratio = figureOf([value.median / reference.median]);
    const row = {
      row: `${SILENT} newly silent of ${many.toLocaleString("en-US")} tetrahedrons`,
      unit: "ms",
      value,
    } as const;
    return [
      { ...row, aim: { of: "value", most: 20 } },
      {
        ...row,
        row: `${row.row}, beside few`,
        reference: { what: `of ${FEW.toLocaleString("en-US")}`, figure: reference },
        ratio,
        aim: { of: "ratio", most: 1.5 },
      },
    ];
  } finally {
    await Promise.all(sweeps.map((sweep) => sweep.end()));
  }
}

interface Sweep {
  /** One sweep, a minute after the one before by the clock that it is given; rejects unless it alerts about a hundred. */
  run(): Promise<number>;
  end(): Promise<void>;
}

/**
 * Tetrahedrons of which a hundred, spread over all, pass their deadline in each minute of the past that a sweep is run for:
 * nothing has touched them before it comes.
 */
async function prepare(sql: postgres.Sql, url: string, count: number, rounds: number): Promise<Sweep> {
  const minutes = rounds + WARM_UP;
  // Another row may have turned them on.
  await sql`update public.notification_channels set enabled = false, disabled_reason = private.missing_secrets_reason(kind)`;
  await insertTetrahedrons({ sql }, count);
  await sql`
    update public.tetrahedrons t
    set next_check_at = date_trunc('hour', now()) - interval '2 hours' + s.minute * interval '1 minute',
        last_heartbeat_at = date_trunc('hour', now()) - interval '3 hours' + s.minute * interval '1 minute'
    from (
      select minute, ('00000000-0000-4000-8000-' || lpad((
        1 + n * ${count / SILENT}::int + minute * ${
    Math.floor(count / SILENT / minutes)
  }::int)::text, 12, '0'))::uuid as id
      from generate_series(0, ${minutes - 1}::int) minute, generate_series(0, ${SILENT - 1}::int) n
    ) s
    where t.id = s.id`;
  await sql`vacuum (analyze) public.tetrahedrons`;
  await sql`checkpoint`;
  const [start] =
    await sql`select (date_trunc('hour', now()) - interval '2 hours' + interval '30 seconds')::text as at`;
  const session = postgres(url, { max: 1, onnotice: () => {} });
  let minute = 0;
  return {
    async run() {
      let alerted: unknown;
      const ms = await timed(async () => {
        const [row] = await session.unsafe(
          "select private.evaluate_tetrahedrons($1::timestamptz + $2::int * interval '1 minute') as alerted",
          [start!["at"], minute],
          { prepare: true },
        );
        alerted = row!["alerted"];
      });
      if (alerted !== SILENT) throw new Error(`${SILENT} were silent, the sweep alerted about ${alerted}`);
      minute++;
      // Well again, as they would be in an hour.
      await sql`
        update public.tetrahedrons t set last_heartbeat_at = now(), next_check_at = now() + interval '12 hours'
        from public.guardian_alerts a where a.tetrahedron_id = t.id`;
      await sql`delete from public.guardian_alerts`;
      return ms;
    },
    end: () => session.end({ timeout: 5 }),
  };
}
