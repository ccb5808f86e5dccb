import postgres from "postgres";

/** A session that counts the CPU time of its statements: what else the machine does meanwhile is not in it. */
export interface MeasuredSession {
  readonly sql: postgres.Sql;
  /** Seconds since the session was opened, or since this was asked last. */
  seconds(): number;
}

/** Opens one as a superuser; whoever opens it ends it. */
export async function openMeasured(url: string): Promise<MeasuredSession> {
  let seconds = 0;
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null,
    onnotice: ({ detail }) => {
      const [, user, system] = /([\d.]+) s user, ([\d.]+) s system/.exec(detail ?? "") ?? [];
      seconds += Number(user ?? 0) + Number(system ?? 0);
    },
  });
  await sql`
    select set_config('client_min_messages', 'log', false), set_config('log_statement_stats', 'on', false)`;
  return {
    sql,
    seconds: () => {
      const counted = seconds;
      seconds = 0;
      return counted;
    },
  };
}
