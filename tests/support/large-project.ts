import type { Stack } from "../../scripts/local/stack.ts";

/**
 * So many jobs, machines, tetrahedrons and open alerts, of which every fiftieth is in trouble, paused or offline; none is due. The
 * tetrahedrons, and half of the machines, are those of the user with this address.
 */
export async function insertLargeProject({ sql }: Pick<Stack, "sql">, count: number, email: string): Promise<void> {
  const [user] = await sql`select id from auth.users where email = ${email}`;
  const userId = user!["id"] as string;
  await sql.begin(async (sql) => {
    // Without triggers it takes seconds: nobody is told, and nothing is looked up.
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into public.job_heartbeats (
        job_name, description, metadata, last_run_at, expected_every, consecutive_failures, paused, next_check_at
      )
      select 'job-' || lpad(n::text, 6, '0'), 'Copies shelf ' || n, jsonb_build_object('rows', repeat('9', 1000)),
        now() - case n % 50 when 0 then interval '30 hours' else interval '1 hour' end, '24 hours', (n % 50 = 1)::int, n % 50 = 2,
        now() + interval '1 day'
      from generate_series(0, ${count - 1}::int) n`;
    await sql`
      insert into public.machines (name, status, last_seen, user_id, next_check_at)
      select 'machine-' || lpad(n::text, 6, '0'), case n % 50 when 0 then 'offline' else 'online' end, now(),
        case n % 2 when 0 then ${userId}::uuid end, now() + interval '1 day'
      from generate_series(0, ${count - 1}::int) n`;
    await sql`
      insert into public.tetrahedrons (name, vertices, last_heartbeat_at, next_check_at)
      select 'mesh-' || lpad(n::text, 6, '0'), array[${userId}::text, n || 'b', n || 'c', n || 'd'], now(), now() + interval '1 day'
      from generate_series(0, ${count - 1}::int) n`;
    await sql`
      insert into public.guardian_alerts (
        subject_kind, subject_id, subject_name, alert_type, severity, message, detected_at, last_alerted_at
      )
      select 'service', 'shelf-' || n, 'shelf-' || n, 'down', 'critical', 'Shelf ' || n || ' cannot be reached.',
        now() - n * interval '1 second', now() - n * interval '1 second'
      from generate_series(0, ${count - 1}::int) n`;
    await sql`
      insert into public.notifications (alert_id, channel_id, event, state)
      select a.id, c.id, 'opened', 'delivered'
      from public.guardian_alerts a, (select id from public.notification_channels order by name limit 2) c`;
  });
  for (const table of ["job_heartbeats", "machines", "tetrahedrons", "guardian_alerts", "notifications"]) {
    await sql.unsafe(`vacuum (analyze) public.${table}`);
  }
}
