-- Built from supabase/schemas/70_checks by npm run build:migrations. Edit there, not here.

-- Whether a schema is Postgres' own or Supabase's: what is odd in there is not the project's to change.
-- API: private. Called by: check_primary_keys, check_foreign_key_indexes, check_unused_indexes.
create or replace function private.is_managed_schema(name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select is_managed_schema.name ~ '^pg_' or is_managed_schema.name in (
    'information_schema', 'auth', 'storage', 'realtime', '_realtime', '_analytics', '_supavisor', 'vault', 'cron', 'net', 'extensions',
    'graphql', 'graphql_public', 'pgbouncer', 'pgsodium', 'supabase_functions', 'supabase_migrations', 'pgmq', 'pgtle'
  );
$$;
comment on function private.is_managed_schema(text) is 'Whether a schema is Postgres'' own or Supabase''s.';
revoke all on function private.is_managed_schema(text) from public, anon, authenticated, service_role;

-- Whether a table is there and the caller may read it: parts of Supabase that a project may lack. Unlike to_regclass() it does not raise
-- where the schema is closed.
-- API: private. Called by: check_failed_sign_ins, sample_platform.
create or replace function private.is_readable(schema_name text, table_name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = is_readable.schema_name and c.relname = is_readable.table_name
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  );
$$;
comment on function private.is_readable(text, text) is 'Whether a table exists and the caller may read it.';
revoke all on function private.is_readable(text, text) from public, anon, authenticated, service_role;

-- Names for a message: 'a, b and 3 more'. count: how many there are, of which names need to be the first ten only.
-- API: private. Called by: checks of the platform.
create or replace function private.list_names(names text[], count bigint)
returns text
language sql
immutable
set search_path = ''
as $$
  select concat_ws(' and ', array_to_string(list_names.names[1:10], ', '),
    nullif(greatest(list_names.count - least(cardinality(list_names.names), 10), 0), 0) || ' more');
$$;
comment on function private.list_names(text[], bigint) is 'The first ten names, and how many more there are.';
revoke all on function private.list_names(text[], bigint) from public, anon, authenticated, service_role;

-- The longest time that may pass between two runs of a pg_cron schedule, rounded up to what its coarsest field allows; null for one that
-- says nothing about time. It takes no calendar: '0 3 * * 1' is 7 days, '0 3 31 * *' is 62.
-- API: private. Called by: check_cron_overdue.
create or replace function private.longest_cron_gap(schedule text)
returns interval
language sql
immutable
set search_path = ''
as $$
  select case
    when s.text ~ '^\d{1,2}\s+seconds?$' then make_interval(secs => substring(s.text from '^\d+')::integer)
    when s.text = '@hourly' then interval '1 hour'
    when s.text in ('@daily', '@midnight') then interval '1 day'
    when s.text = '@weekly' then interval '7 days'
    when s.text = '@monthly' then interval '31 days'
    when s.text in ('@yearly', '@annually') then interval '366 days'
    when s.text like '@%' or cardinality(s.fields) < 5 then null
    when s.fields[4] <> '*' then interval '366 days'
    -- Where both are given, either of them lets it run.
    when s.fields[5] <> '*' then interval '7 days'
    when s.fields[3] ~ '^\*/\d{1,2}$' then make_interval(days => substring(s.fields[3] from '\d+')::integer)
    when s.fields[3] <> '*' then interval '62 days'
    when s.fields[2] ~ '^\*/\d{1,2}$' then make_interval(hours => substring(s.fields[2] from '\d+')::integer)
    when s.fields[2] <> '*' then interval '1 day'
    when s.fields[1] ~ '^\*/\d{1,2}$' then make_interval(mins => substring(s.fields[1] from '\d+')::integer)
    when s.fields[1] <> '*' then interval '1 hour'
    else interval '1 minute'
  end
  from (
    select lower(btrim(longest_cron_gap.schedule, E' \t')),
      regexp_split_to_array(btrim(longest_cron_gap.schedule, E' \t'), '[ \t]+')
  ) s(text, fields);
$$;
comment on function private.longest_cron_gap(text) is 'The longest time between two runs of a pg_cron schedule, rounded up.';
revoke all on function private.longest_cron_gap(text) from public, anon, authenticated, service_role;

-- An error of the database as a check may show it: its first line, so neither statement nor detail nor context, and without the values
-- that it quotes. Quoted names of tables and the like stay.
-- API: private. Called by: check_cron_failures, check_job_errors.
create or replace function private.plain_error(error text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Names change their quotes for a character that no error has, while what is quoted still goes.
  select left(translate(regexp_replace(
    regexp_replace(split_part(plain_error.error, E'\n', 1), '"([a-z_][a-z0-9_.]{0,62})"', E'\x01\\1\x01', 'g'),
    '"[^"]*("|$)', '"…"', 'g'
  ), E'\x01', '"'), 200);
$$;
comment on function private.plain_error(text) is 'The first line of an error, without the values that it quotes.';
revoke all on function private.plain_error(text) from public, anon, authenticated, service_role;

-- What the platform measured at night, for checks that compare with then: sizes, and counters that only grow.
create table if not exists private.platform_samples (
  metric text not null,
  sampled_at timestamptz not null default now(),
  value numeric not null,
  primary key (metric, sampled_at)
);
comment on table private.platform_samples is 'Nightly measurements of the platform, kept for 90 days.';
alter table private.platform_samples enable row level security;
revoke all on private.platform_samples from public, anon, authenticated, service_role;

-- The latest sample of a metric at an instant; nulls where there is none. API: private. Called by: checks of the platform.
create or replace function private.platform_sample(metric text, now_at timestamptz)
returns private.platform_samples
language sql
stable
set search_path = ''
as $$
  select s.* from private.platform_samples s
  where s.metric = platform_sample.metric and s.sampled_at <= platform_sample.now_at
  order by s.sampled_at desc
  limit 1;
$$;
comment on function private.platform_sample(text, timestamptz) is 'The latest sample of a metric at an instant.';
revoke all on function private.platform_sample(text, timestamptz) from public, anon, authenticated, service_role;

-- Takes the samples, and forgets those that are older than 90 days. API: private. Called by: prune_history, nightly.
-- Returns how many were taken: there is none of what the project lacks.
create or replace function private.sample_platform(now_at timestamptz default now())
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_storage_size numeric;
  v_count integer;
begin
  if private.is_readable('storage', 'objects') then
    execute $sql$
      select coalesce(sum((o.metadata ->> 'size')::numeric), 0) from storage.objects o where o.metadata ->> 'size' ~ '^\d{1,18}$'
    $sql$ into v_storage_size;
  end if;
  insert into private.platform_samples (metric, sampled_at, value)
  select s.metric, sample_platform.now_at, s.value
  from pg_catalog.pg_stat_database d
  cross join lateral (values
    ('database_size', pg_database_size(d.datid)::numeric),
    ('deadlocks', d.deadlocks),
    ('blocks_hit', d.blks_hit),
    ('blocks_read', d.blks_read),
    ('storage_size', v_storage_size)
  ) s(metric, value)
  where d.datname = current_database() and s.value is not null
  on conflict (metric, sampled_at) do nothing;
  get diagnostics v_count = row_count;
  delete from private.platform_samples s where s.sampled_at < sample_platform.now_at - interval '90 days';
  return v_count;
end
$$;
comment on function private.sample_platform(timestamptz) is 'Measures the platform; returns how many samples were taken.';
revoke all on function private.sample_platform(timestamptz) from public, anon, authenticated, service_role;

-- Share of blocks that were found in memory since the last nightly sample; before the first one, since the database's statistics begin.
-- arguments: {"warning_percent": 95, "alert_percent": 85, "min_blocks": 100000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cache_hit_ratio(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.blocks < greatest(r.min_blocks, 1)
      then jsonb_build_object('status', 'ok', 'message', format('Only %s blocks were read %s: too few to tell.', r.blocks, r.since))
    when r.percent >= r.warning_percent then jsonb_build_object('status', 'ok', 'message',
      format('%s %% of %s blocks were found in memory %s.', round(r.percent, 1), r.blocks, r.since))
    else jsonb_build_object(
      'status', case when r.percent < r.alert_percent then 'alert' else 'warning' end, 'priority', 'medium',
      'title', 'The database reads from disk',
      'message', format('Only %s %% of %s blocks were found in memory %s. Look for sequential scans of large tables (seq_tup_read in pg_stat_user_tables), or take a larger instance.',
        round(r.percent, 1), r.blocks, r.since),
      'data', jsonb_build_object('percent', round(r.percent, 2), 'blocks', r.blocks)
    )
  end
  from (
    select b.hits + b.reads as blocks, b.hits * 100.0 / greatest(b.hits + b.reads, 1) as percent, b.since,
      coalesce((check_cache_hit_ratio.arguments ->> 'warning_percent')::numeric, 95) as warning_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'alert_percent')::numeric, 85) as alert_percent,
      coalesce((check_cache_hit_ratio.arguments ->> 'min_blocks')::bigint, 100000) as min_blocks
    from (
      select d.blks_hit - coalesce(case when not k.is_anew then h.value end, 0) as hits,
        d.blks_read - coalesce(case when not k.is_anew then m.value end, 0) as reads,
        case
          when not k.is_anew then 'since ' || to_char(h.sampled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
          else 'since statistics began'
        end as since
      from pg_catalog.pg_stat_database d
      cross join private.platform_sample('blocks_hit', check_cache_hit_ratio.now_at) h
      cross join private.platform_sample('blocks_read', check_cache_hit_ratio.now_at) m
      -- Counters that are lower than they were have begun anew.
      cross join lateral (select coalesce(d.blks_hit < h.value or d.blks_read < m.value, true)) k(is_anew)
      where d.datname = current_database()
    ) b
  ) r;
$$;
comment on function private.check_cache_hit_ratio(text, timestamptz, jsonb) is 'Share of blocks that were found in memory.';
revoke all on function private.check_cache_hit_ratio(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Connections in use, of those that clients may have. arguments: {"warning_percent": 80, "alert_percent": 90}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_connections(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when c.percent < c.warning_percent
      then jsonb_build_object('status', 'ok', 'message', format('%s of %s connections are in use.', c.used, c.allowed))
    else jsonb_build_object(
      'status', case when c.percent >= c.alert_percent then 'alert' else 'warning' end,
      'priority', case when c.percent >= c.alert_percent then 'urgent' else 'high' end,
      'title', 'Connections run out',
      'message', format('%s of %s connections are in use, %s of them idle, most by the role %s. Let its clients use the pooler (port 6543); pg_stat_activity has who they are.',
        c.used, c.allowed, c.idle, c.role),
      'data', jsonb_build_object('used', c.used, 'allowed', c.allowed, 'idle', c.idle, 'role', c.role)
    )
  end
  from (
    select u.*, u.used * 100.0 / u.allowed as percent,
      coalesce((check_connections.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_connections.arguments ->> 'alert_percent')::numeric, 90) as alert_percent
    from (
      select count(*) as used, count(*) filter (where a.state = 'idle') as idle, mode() within group (order by a.usename) as role,
        greatest(current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
          -- Since Postgres 16.
          - coalesce(current_setting('reserved_connections', true)::integer, 0), 1) as allowed
      from pg_catalog.pg_stat_activity a
      -- Who may not see other roles' sessions sees at least that they are there, by a role in a database.
      where a.usesysid is not null and a.datid is not null and coalesce(a.backend_type, 'client backend') = 'client backend'
    ) u
  ) c;
$$;
comment on function private.check_connections(text, timestamptz, jsonb) is 'Connections in use, of those that clients may have.';
revoke all on function private.check_connections(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- pg_cron jobs whose last finished run failed. Its history has no index but by run, so that only the last {"max_runs": 20000} are read:
-- about four days of what Heartbase itself runs. A job that ran before them is not judged.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select d.jobid, max(d.runid) as runid
    from cron.job_run_details d
    where d.runid > (select max(m.runid) from cron.job_run_details m)
        - coalesce((check_cron_failures.arguments ->> 'max_runs')::integer, 20000)
      -- One that could not even begin has no times.
      and d.status in ('succeeded', 'failed')
    group by d.jobid
  ),
  failed as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, private.plain_error(d.return_message) as error, d.runid, d.end_time
    from last_runs l
    join cron.job_run_details d on d.runid = l.runid and d.status = 'failed'
    join cron.job j on j.jobid = l.jobid and j.active
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'The last run of every pg_cron job succeeded.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs fail',
      'message', format('The last run failed of %s: %s. Mend its command, and see cron.job_run_details for the rest.',
        private.list_names(array_agg(f.name order by f.runid desc), count(*)),
        (array_agg(f.error order by f.runid desc))[1]),
      'data', jsonb_build_object('jobs', jsonb_path_query_array(jsonb_agg(to_jsonb(f) order by f.runid desc), '$[0 to 19]'))
    )
  end
  from failed f;
$$;
comment on function private.check_cron_failures(text, timestamptz, jsonb) is 'pg_cron jobs whose last finished run failed.';
revoke all on function private.check_cron_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Size of cron.job_run_details, which pg_cron never prunes. arguments: {"max_bytes": 104857600}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_history_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when s.size <= s.max_size
      then jsonb_build_object('status', 'ok', 'message', format('The history of pg_cron takes %s.', pg_size_pretty(s.size)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The history of pg_cron grows',
      'message', format('cron.job_run_details takes %s. See that the job heartbase-prune runs, and lower the setting cron_history_retention; truncate cron.job_run_details; gives the space back at once.',
        pg_size_pretty(s.size)),
      'data', jsonb_build_object('bytes', s.size)
    )
  end
  from (
    select pg_total_relation_size('cron.job_run_details'::regclass) as size,
      coalesce((check_cron_history_size.arguments ->> 'max_bytes')::numeric, 104857600)::bigint as max_size
  ) s;
$$;
comment on function private.check_cron_history_size(text, timestamptz, jsonb) is 'Size of the history of pg_cron.';
revoke all on function private.check_cron_history_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Active pg_cron jobs that have not started for longer than their schedule allows, a tenth of that and {"grace": "5 minutes"}. Judged by
-- the last {"max_runs": 20000} runs; a job that is not among them, or that runs now, is not overdue, and nothing was while the server was down.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_overdue(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with last_runs as (
    select d.jobid, max(d.runid) as runid
    from cron.job_run_details d
    where d.runid > (select max(m.runid) from cron.job_run_details m)
        - coalesce((check_cron_overdue.arguments ->> 'max_runs')::integer, 20000)
      and d.start_time <= check_cron_overdue.now_at
    group by d.jobid
  ),
  overdue as (
    select coalesce(j.jobname, 'job ' || j.jobid) as name, d.start_time as started_at
    from last_runs l
    join cron.job_run_details d on d.runid = l.runid and d.status in ('succeeded', 'failed')
    join cron.job j on j.jobid = l.jobid and j.active
    where greatest(d.start_time, pg_postmaster_start_time()) < check_cron_overdue.now_at - 1.1 * private.longest_cron_gap(j.schedule)
      - coalesce((check_cron_overdue.arguments ->> 'grace')::interval, interval '5 minutes')
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every pg_cron job starts in its rhythm.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'pg_cron jobs do not start',
      'message', format('Not started when their schedule says: %s, the first since %s. When no job starts at all, restart the database: the worker of pg_cron is gone. When others do, see what occupies its 32 places.',
        private.list_names(array_agg(o.name order by o.started_at, o.name), count(*)),
        to_char(min(o.started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('jobs', jsonb_path_query_array(jsonb_agg(to_jsonb(o) order by o.started_at, o.name), '$[0 to 19]'))
    )
  end
  from overdue o;
$$;
comment on function private.check_cron_overdue(text, timestamptz, jsonb) is 'Active pg_cron jobs that do not start when their schedule says.';
revoke all on function private.check_cron_overdue(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Runs of pg_cron jobs that have not ended after {"after": "1 hour"}: sessions of pg_cron, of which there is one for each run.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_cron_stuck(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_cron_stuck.arguments ->> 'after')::interval, interval '1 hour') as after
  ),
  sessions as (
    select a.pid, a.query, a.backend_start as started_at
    from pg_catalog.pg_stat_activity a
    -- With cron.use_background_workers a run is no client.
    where (a.application_name = 'pg_cron' or a.backend_type = 'pg_cron')
      and a.backend_start < check_cron_stuck.now_at - (select l.after from limits l)
    order by a.backend_start
    limit 20
  ),
  stuck as (
    -- The session shows the beginning of the command only.
    select s.pid, s.started_at, coalesce((
      select min(coalesce(j.jobname, 'job ' || j.jobid)) from cron.job j
      where left(j.command, 200) = left(s.query, 200)
    ), 'a job of process ' || s.pid) as name
    from sessions s
  )
  select case
    when count(s.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Jobs of other roles cannot be seen without the role pg_read_all_stats.')
    when count(s.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No run of a pg_cron job takes longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'pg_cron jobs are stuck',
      'message', format('Running for longer than %s: %s, the first since %s. The next runs of a job wait for it to end: select pg_cancel_backend(%s);',
        private.describe_interval(l.after), private.list_names(array_agg(s.name order by s.started_at), count(s.pid)),
        to_char(min(s.started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), (array_agg(s.pid order by s.started_at))[1]),
      'data', jsonb_build_object('runs', jsonb_agg(to_jsonb(s) order by s.started_at))
    )
  end
  from limits l
  left join stuck s on true
  group by l.after;
$$;
comment on function private.check_cron_stuck(text, timestamptz, jsonb) is 'Runs of pg_cron jobs that do not end.';
revoke all on function private.check_cron_stuck(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Size of the database: what the plan allows, where that is given, and its growth in a week, by the nightly samples.
-- arguments: {"max_bytes": 0 (no limit is known), "warning_percent": 80, "alert_percent": 95, "growth_percent": 50,
-- "growth_bytes": 104857600}; both are needed for a growth that is told.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_database_size(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.percent >= least(d.warning_percent, d.alert_percent) then jsonb_build_object(
      'status', case when d.percent >= d.alert_percent then 'alert' else 'warning' end,
      'priority', case when d.percent >= d.alert_percent then 'urgent' else 'high' end,
      'title', 'The database is nearly full',
      'message', format('The database takes %s, %s %% of the %s that are allowed; beyond that it becomes read-only. Delete, shorten retentions, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent), pg_size_pretty(d.max_size)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.size - d.before >= d.growth_bytes and d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'The database grows fast',
      'message', format('The database takes %s, %s %% more than on %s. See which table it is: select relid::regclass, pg_total_relation_size(relid) from pg_stat_user_tables order by 2 desc limit 10;',
        pg_size_pretty(d.size), round(d.growth), to_char(d.sampled_at at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('The database takes %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.size, s.max_size, b.value as before, b.sampled_at, s.size * 100.0 / nullif(s.max_size, 0) as percent,
      (s.size - b.value) * 100.0 / nullif(b.value, 0) as growth,
      coalesce((check_database_size.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_database_size.arguments ->> 'alert_percent')::numeric, 95) as alert_percent,
      coalesce((check_database_size.arguments ->> 'growth_percent')::numeric, 50) as growth_percent,
      coalesce((check_database_size.arguments ->> 'growth_bytes')::bigint, 104857600) as growth_bytes
    from (
      select coalesce((check_database_size.arguments ->> 'max_bytes')::bigint, 0) as max_size,
        -- The exact size asks the file system for each file, of which thousands of tables have tens of thousands; their pages as of the
        -- last vacuum are near enough.
        case when k.reltuples < 5000 then pg_database_size(current_database()) else (
          select sum(c.relpages::bigint) * current_setting('block_size')::integer from pg_catalog.pg_class c
        )::bigint end as size
      from pg_catalog.pg_class k
      where k.oid = 'pg_catalog.pg_class'::regclass
    ) s
    cross join private.platform_sample('database_size', check_database_size.now_at - interval '7 days') b
  ) d;
$$;
comment on function private.check_database_size(text, timestamptz, jsonb) is 'Size of the database, and its growth in a week.';
revoke all on function private.check_database_size(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Messages that died in the last day: nobody was reached. arguments: {"max": 0}. Test messages do not count.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_letters(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when count(d.id) <= l.max then jsonb_build_object('status', 'ok', 'message', format('%s messages died in the last day.', count(d.id)))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Messages died',
      'message', format('%s messages died in the last day, to %s. Most often: %s. Mend the channel, and see with a test message that it works.',
        count(d.id), private.list_names(array_agg(distinct d.channel), count(distinct d.channel)),
        left(mode() within group (order by d.last_error), 200)),
      'data', jsonb_build_object('count', count(d.id))
    )
  end
  from (select coalesce((check_dead_letters.arguments ->> 'max')::bigint, 0) as max) l
  left join lateral (
    select n.id, n.last_error, coalesce(c.name, 'a deleted channel') as channel
    from public.notifications n
    left join public.notification_channels c on c.id = n.channel_id
    where n.state = 'dead' and n.event <> 'test'
      and n.finished_at > check_dead_letters.now_at - interval '1 day' and n.finished_at <= check_dead_letters.now_at
  ) d on true
  group by l.max;
$$;
comment on function private.check_dead_letters(text, timestamptz, jsonb) is 'Messages that died in the last day: nobody was reached.';
revoke all on function private.check_dead_letters(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables with many dead rows that vacuum did not get to: over {"min_rows": 10000} and {"percent": 30} of the table. Autovacuum begins at
-- 17 % as it comes; a table that is being vacuumed is left out, and so are temporary ones, which autovacuum cannot reach.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_dead_tuples(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with bloated as (
    select t.oid::regclass::text as name, t.dead, round(t.dead * 100.0 / greatest(t.live + t.dead, 1)) as percent
    from (
      -- Asked of the counters themselves: the view of them groups the indexes of all tables.
      select c.oid, pg_stat_get_dead_tuples(c.oid) as dead, pg_stat_get_live_tuples(c.oid) as live
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't'
    ) t
    where t.dead > coalesce((check_dead_tuples.arguments ->> 'min_rows')::bigint, 10000)
      and t.dead * 100.0 / greatest(t.live + t.dead, 1) > coalesce((check_dead_tuples.arguments ->> 'percent')::numeric, 30)
      and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.relid = t.oid)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Vacuum keeps up.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Tables hold many dead rows',
      'message', format('Dead rows that vacuum did not get to: %s (up to %s rows, %s %%). Run vacuum (analyze) on them; if that frees nothing, an old transaction, replication slot or prepared transaction holds it back.',
        private.list_names(array_agg(b.name order by b.dead desc), count(*)), max(b.dead), max(b.percent)),
      'data', jsonb_build_object('tables', jsonb_path_query_array(jsonb_agg(to_jsonb(b) order by b.dead desc), '$[0 to 19]'))
    )
  end
  from bloated b;
$$;
comment on function private.check_dead_tuples(text, timestamptz, jsonb) is 'Tables with many dead rows that vacuum did not get to.';
revoke all on function private.check_dead_tuples(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Deadlocks since the last nightly sample. arguments: {"max": 5}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_deadlocks(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.since is null then jsonb_build_object('status', 'ok', 'message', 'There is no sample to compare with yet: it is taken at night.')
    when d.count <= d.max then jsonb_build_object('status', 'ok', 'message', format('%s deadlocks since %s.', d.count, d.since))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Transactions deadlock',
      'message', format('%s deadlocks since %s. Let transactions lock rows in one order; the database''s log names the statements.', d.count, d.since),
      'data', jsonb_build_object('count', d.count)
    )
  end
  from (
    -- A counter that is lower than it was has begun anew.
    select case when t.deadlocks < s.value then t.deadlocks else t.deadlocks - s.value::bigint end as count,
      to_char(s.sampled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as since,
      coalesce((check_deadlocks.arguments ->> 'max')::bigint, 5) as max
    from pg_catalog.pg_stat_database t
    cross join private.platform_sample('deadlocks', check_deadlocks.now_at) s
    where t.datname = current_database()
  ) d;
$$;
comment on function private.check_deadlocks(text, timestamptz, jsonb) is 'Deadlocks since the last nightly sample.';
revoke all on function private.check_deadlocks(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Whether the minute tick runs. arguments: {"after": "3 minutes"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_evaluator(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when s.last_tick_at is null then jsonb_build_object('status', 'ok', 'message', 'The minute tick has not run yet.')
    when s.last_tick_at >= check_evaluator.now_at - coalesce((check_evaluator.arguments ->> 'after')::interval, interval '3 minutes')
      then jsonb_build_object('status', 'ok', 'message', 'The minute tick runs.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'The minute tick stands still',
      'message', format('It ran last at %s, and until it runs nobody is told of silence. See the runs of heartbase-tick in cron.job_run_details; select private.install_schedules(); repairs a schedule that was changed.',
        to_char(s.last_tick_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('last_tick_at', s.last_tick_at)
    )
  end
  from private.evaluator_state s;
$$;
comment on function private.check_evaluator(text, timestamptz, jsonb) is 'Whether the minute tick runs.';
revoke all on function private.check_evaluator(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Signs that somebody guesses passwords within the last hour, from the audit log of Auth, where the database has one. Auth writes no
-- wrong password into it; what it writes are the traces that guessing leaves: password resets that were asked for, sign-ups with addresses
-- that are taken, and codes that were tried. arguments: {"actions": ["user_recovery_requested", "user_repeated_signup",
-- "verification_attempted"], "warning": 50, "alert": 500, "max_pages": 300}.
-- The log has no index by time and grows at its end, so that its last pages are read, some eight thousand entries.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_failed_sign_ins(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_actions text[] := coalesce(
    (select array_agg(a.action) from jsonb_array_elements_text(check_failed_sign_ins.arguments -> 'actions') a(action)),
    array['user_recovery_requested', 'user_repeated_signup', 'verification_attempted']
  );
  v_warning bigint := coalesce((check_failed_sign_ins.arguments ->> 'warning')::bigint, 50);
  v_alert bigint := coalesce((check_failed_sign_ins.arguments ->> 'alert')::bigint, 500);
  v_first_page bigint;
  v_count bigint;
  v_since timestamptz;
begin
  if not private.is_readable('auth', 'audit_log_entries') then
    return jsonb_build_object('status', 'ok', 'message', 'This project keeps no audit log of sign-ins in the database.');
  end if;
  v_first_page := greatest(0, pg_relation_size('auth.audit_log_entries') / current_setting('block_size')::integer
    - coalesce((check_failed_sign_ins.arguments ->> 'max_pages')::integer, 300));
  execute format($sql$
    -- Materialized, so that only entries of that hour are read as JSON.
    with latest as materialized (
      select e.payload, e.created_at from auth.audit_log_entries e
      where e.ctid >= '(%s,0)' and e.created_at > $1 - interval '1 hour' and e.created_at <= $1
    )
    select count(*) filter (where l.payload ->> 'action' = any ($2)), min(l.created_at) from latest l
  $sql$, v_first_page) into v_count, v_since using check_failed_sign_ins.now_at, v_actions;
  if v_count < v_warning then
    return jsonb_build_object('status', 'ok', 'message', format('%s traces of failed sign-ins in the last hour%s.', v_count,
      case when v_first_page > 0 then ', of the last entries of the audit log' end));
  end if;
  return jsonb_build_object(
    'status', case when v_count >= v_alert then 'alert' else 'warning' end,
    'priority', case when v_count >= v_alert then 'urgent' else 'high' end,
    'title', 'Somebody may be guessing passwords',
    'message', format('%s password resets, repeated sign-ups and codes since %s%s. Turn on CAPTCHA and rate limits in Auth; auth.audit_log_entries has the addresses they came from.',
      v_count, to_char(v_since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'),
      case when v_first_page > 0 then ', in the last entries of the audit log' end),
    'data', jsonb_build_object('count', v_count)
  );
end
$$;
comment on function private.check_failed_sign_ins(text, timestamptz, jsonb) is 'Signs that somebody guesses passwords, from the audit log of Auth.';
revoke all on function private.check_failed_sign_ins(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Foreign keys without an index, which make a delete of what they refer to read the whole table: of tables of {"min_rows": 10000} rows
-- and more as of their last analyze, but for Supabase's own and {"except": ["public.orders_customer_id_fkey"]}, names of constraints with the table's schema.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_foreign_key_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with large as materialized (
    select c.oid from pg_catalog.pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.reltuples >= coalesce((check_foreign_key_indexes.arguments ->> 'min_rows')::bigint, 10000)
  ),
  bare as (
    select format('%s (%s)', k.conrelid::regclass, (
      select string_agg(a.attname, ', ' order by u.position)
      from unnest(k.conkey) with ordinality u(attnum, position)
      join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum
    )) as name
    from large l
    join pg_catalog.pg_constraint k on k.conrelid = l.oid and k.contype = 'f'
    where not private.is_managed_schema(k.connamespace::regnamespace::text)
      and not exists (
        select from pg_catalog.pg_index i
        where i.indrelid = k.conrelid and i.indisvalid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
          -- Which is enough: a null refers to nothing.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '(% IS NOT NULL)')
      )
      and not coalesce(check_foreign_key_indexes.arguments -> 'except' ? format('%s.%I', k.connamespace::regnamespace, k.conname), false)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Foreign keys of large tables have their indexes.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Foreign keys without an index',
      'message', format('No index begins with %s. For each: create index concurrently on these columns.',
        private.list_names(array_agg(b.name order by b.name), count(*))),
      'data', jsonb_build_object('keys', to_jsonb((array_agg(b.name order by b.name))[1:50]))
    )
  end
  from bare b;
$$;
comment on function private.check_foreign_key_indexes(text, timestamptz, jsonb) is 'Foreign keys of large tables without an index.';
revoke all on function private.check_foreign_key_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Transactions whose client does nothing for longer than {"after": "5 minutes"}, while they hold their locks.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_idle_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_idle_transactions.arguments ->> 'after')::interval, interval '5 minutes') as after
  ),
  idle as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_idle_transactions.now_at - a.state_change)::text as age, a.state_change
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.state in ('idle in transaction', 'idle in transaction (aborted)')
      and a.state_change < check_idle_transactions.now_at - (select l.after from limits l)
    order by a.state_change
    limit 20
  )
  select case
    when count(i.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Transactions of other roles cannot be seen without the role pg_read_all_stats.')
    when count(i.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No transaction is idle for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is idle',
      'message', format('Transactions that are idle for longer than %s: %s. The longest is process %s of the role %s, since %s. It keeps its locks: select pg_terminate_backend(%s); and set idle_in_transaction_session_timeout for the role.',
        private.describe_interval(l.after), count(i.pid), (array_agg(i.pid order by i.state_change))[1],
        (array_agg(i.role order by i.state_change))[1], (array_agg(i.age order by i.state_change))[1],
        (array_agg(i.pid order by i.state_change))[1]),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(i) - 'state_change' order by i.state_change))
    )
  end
  from limits l
  left join idle i on true
  group by l.after;
$$;
comment on function private.check_idle_transactions(text, timestamptz, jsonb) is 'Transactions whose client does nothing while they hold their locks.';
revoke all on function private.check_idle_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Indexes that a failed create index concurrently left behind: written to, and never read. Those that are being made or dropped just now
-- are left out, and so are those of partitioned tables, which hold nothing themselves.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_invalid_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with invalid as (
    select i.indexrelid::regclass::text as name
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    where not i.indisvalid
      and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.relid = i.indrelid)
      and not exists (
        select from pg_catalog.pg_locks l where l.relation = i.indexrelid and l.mode = 'ShareUpdateExclusiveLock'
      )
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every index is valid.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Indexes are invalid',
      'message', format('Written to and never read: %s. For each: reindex index concurrently …, or drop index concurrently …; see first whether its rows are unique.',
        private.list_names(array_agg(i.name order by i.name), count(*))),
      'data', jsonb_build_object('indexes', to_jsonb((array_agg(i.name order by i.name))[1:50]))
    )
  end
  from invalid i;
$$;
comment on function private.check_invalid_indexes(text, timestamptz, jsonb) is 'Indexes that a failed create index concurrently left behind.';
revoke all on function private.check_invalid_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Jobs, tetrahedrons and machines that the evaluator could not judge. It puts such a row off by an hour at most, so that the rows that
-- are due within the hour are looked at, at most {"max_rows": 5000} of each kind.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_job_errors(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_job_errors.arguments ->> 'max_rows')::integer, 5000) as max_rows,
      check_job_errors.now_at + interval '1 hour' as until
  ),
  due as (
    (select 'job ' || j.job_name as name, j.evaluation_error as error
      from public.job_heartbeats j
      where j.next_check_at <= (select l.until from limits l)
      order by j.next_check_at desc
      limit (select l.max_rows from limits l))
    union all
    (select 'tetrahedron ' || t.name, t.evaluation_error
      from public.tetrahedrons t
      where t.next_check_at <= (select l.until from limits l)
      order by t.next_check_at desc
      limit (select l.max_rows from limits l))
    union all
    (select 'machine ' || m.name, m.evaluation_error
      from public.machines m
      where m.next_check_at <= (select l.until from limits l)
      order by m.next_check_at desc
      limit (select l.max_rows from limits l))
  ),
  unjudged as (
    select d.name, private.plain_error(d.error) as error from due d where d.error is not null
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Everything that checks in is judged.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Some cannot be judged',
      'message', format('Nobody is told of the silence of %s: %s. Mend what the error names, in its row or in a trigger of yours; evaluation_error has all of it.',
        private.list_names(array_agg(u.name order by u.name), count(*)), mode() within group (order by u.error)),
      'data', jsonb_build_object('subjects', jsonb_path_query_array(jsonb_agg(to_jsonb(u) order by u.name), '$[0 to 19]'))
    )
  end
  from unjudged u;
$$;
comment on function private.check_job_errors(text, timestamptz, jsonb) is 'Jobs, tetrahedrons and machines that could not be judged.';
revoke all on function private.check_job_errors(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Statements that wait for a lock for longer than {"after": "30 seconds"}, and who holds it. Waits that are meant are left out: for
-- advisory locks, and of a create index concurrently for older transactions.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_lock_waits(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_lock_waits.arguments ->> 'after')::interval, interval '30 seconds') as after
  ),
  waiting as (
    select k.pid, a.usename as role, min(k.waitstart) as since
    from pg_catalog.pg_locks k
    join pg_catalog.pg_stat_activity a on a.pid = k.pid and a.datname = current_database()
    where not k.granted and k.locktype not in ('advisory', 'virtualxid')
    group by k.pid, a.usename
    having min(k.waitstart) < check_lock_waits.now_at - (select l.after from limits l)
    order by min(k.waitstart)
    limit 20
  ),
  -- At the head of a queue stands one that does not wait itself. Process 0 is a prepared transaction.
  heads as (
    select b.pid, min(w.since) as since
    from waiting w
    cross join unnest(pg_blocking_pids(w.pid)) b(pid)
    where b.pid not in (select k.pid from pg_catalog.pg_locks k where not k.granted)
    group by b.pid
    order by min(w.since)
    limit 1
  )
  select case
    when count(w.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No statement waits for a lock for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Statements wait for a lock',
      'message', format('Statements that wait for a lock for longer than %s: %s, the first since %s. ', private.describe_interval(l.after),
          count(w.pid), date_trunc('second', check_lock_waits.now_at - min(w.since)))
        || case
          when h.pid is null then 'Who holds it is gone already.'
          when h.pid = 0 then 'A prepared transaction holds it: see pg_prepared_xacts.'
          else format('Process %s%s holds it: select pg_terminate_backend(%s);', h.pid, ' of the role ' || a.usename || ' (' || a.state || ')', h.pid)
        end,
      'data', jsonb_build_object('waiting', jsonb_agg(to_jsonb(w) order by w.since), 'blocked_by', h.pid)
    )
  end
  from limits l
  left join waiting w on true
  left join heads h on true
  left join pg_catalog.pg_stat_activity a on a.pid = h.pid
  group by l.after, h.pid, a.usename, a.state;
$$;
comment on function private.check_lock_waits(text, timestamptz, jsonb) is 'Statements that wait for a lock for long, and who holds it.';
revoke all on function private.check_lock_waits(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Transactions that work for longer than {"after": "15 minutes"}: they keep vacuum from cleaning up. Idle ones are
-- check_idle_transactions'.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_long_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_long_transactions.arguments ->> 'after')::interval, interval '15 minutes') as after
  ),
  long as (
    select a.pid, a.usename as role, a.application_name as application,
      date_trunc('second', check_long_transactions.now_at - a.xact_start)::text as age, a.xact_start
    from pg_catalog.pg_stat_activity a
    where a.datname = current_database() and a.pid <> pg_backend_pid()
      and a.backend_type not in ('autovacuum worker', 'parallel worker', 'walsender', 'logical replication worker')
      and a.state not like 'idle in transaction%'
      and a.xact_start < check_long_transactions.now_at - (select l.after from limits l)
    order by a.xact_start
    limit 20
  )
  select case
    when count(g.pid) = 0 and not pg_has_role('pg_read_all_stats', 'usage')
      then jsonb_build_object('status', 'ok', 'message', 'Transactions of other roles cannot be seen without the role pg_read_all_stats.')
    when count(g.pid) = 0 then jsonb_build_object('status', 'ok', 'message', format('No transaction works for longer than %s.',
      private.describe_interval(l.after)))
    else jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'A transaction is open for long',
      'message', format('Transactions that work for longer than %s: %s. The oldest is process %s of the role %s, since %s. Until it ends, no table is cleaned of rows that died since: select pg_cancel_backend(%s);',
        private.describe_interval(l.after), count(g.pid), (array_agg(g.pid order by g.xact_start))[1],
        (array_agg(g.role order by g.xact_start))[1], (array_agg(g.age order by g.xact_start))[1],
        (array_agg(g.pid order by g.xact_start))[1]),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(g) - 'xact_start' order by g.xact_start))
    )
  end
  from limits l
  left join long g on true
  group by l.after;
$$;
comment on function private.check_long_transactions(text, timestamptz, jsonb) is 'Transactions that work for long.';
revoke all on function private.check_long_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Requests that wait in the queue of pg_net, which sends 200 at a time. arguments: {"warning": 200, "alert": 2000}. It counts no further
-- than the alert.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when q.count < l.warning then jsonb_build_object('status', 'ok', 'message', format('%s requests wait for pg_net.', q.count))
    else jsonb_build_object(
      'status', case when q.count >= l.alert then 'alert' else 'warning' end,
      'priority', case when q.count >= l.alert then 'high' else 'medium' end,
      'title', 'Requests pile up in pg_net',
      'message', format('%s requests%s wait for pg_net. Queue fewer, or raise pg_net.batch_size; if the number does not fall, restart its worker: select net.worker_restart();',
        q.count, case when q.count >= l.alert then ' or more' end),
      'data', jsonb_build_object('count', q.count)
    )
  end
  from (
    select coalesce((check_net_backlog.arguments ->> 'warning')::bigint, 200) as warning,
      coalesce((check_net_backlog.arguments ->> 'alert')::bigint, 2000) as alert
  ) l
  cross join lateral (
    select count(*) from (select from net.http_request_queue limit greatest(l.warning, l.alert)) r
  ) q(count);
$$;
comment on function private.check_net_backlog(text, timestamptz, jsonb) is 'Requests that wait in the queue of pg_net.';
revoke all on function private.check_net_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Answers that pg_net got in the last hour, at most the last {"max_answers": 5000}, which are no success. arguments besides:
-- {"min_count": 5, "warning_percent": 10, "alert_percent": 50}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_failures(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when a.failed < a.min_count or a.percent < a.warning_percent then jsonb_build_object('status', 'ok', 'message',
      format('%s of the last %s requests of pg_net failed, within an hour.', a.failed, a.total))
    else jsonb_build_object(
      'status', case when a.percent >= a.alert_percent then 'alert' else 'warning' end,
      'priority', case when a.percent >= a.alert_percent then 'high' else 'medium' end,
      'title', 'Requests of pg_net fail',
      'message', format('%s of the last %s requests of pg_net failed, within an hour (%s %%), most often with: %s. pg_cron calls such runs succeeded. See net._http_response for the answers.',
        a.failed, a.total, round(a.percent), a.reason),
      'data', jsonb_build_object('failed', a.failed, 'total', a.total)
    )
  end
  from (
    select c.*, c.failed * 100.0 / greatest(c.total, 1) as percent,
      coalesce((check_net_failures.arguments ->> 'min_count')::bigint, 5) as min_count,
      coalesce((check_net_failures.arguments ->> 'warning_percent')::numeric, 10) as warning_percent,
      coalesce((check_net_failures.arguments ->> 'alert_percent')::numeric, 50) as alert_percent
    from (
      select count(*) as total, count(r.reason) as failed, mode() within group (order by r.reason) as reason
      from (
        select case
          when p.timed_out then 'time-out'
          when p.error_msg is not null then private.plain_error(p.error_msg)
          when p.status_code not between 200 and 299 then 'HTTP ' || p.status_code
        end as reason
        from net._http_response p
        where p.created > check_net_failures.now_at - interval '1 hour' and p.created <= check_net_failures.now_at
        order by p.created desc
        limit coalesce((check_net_failures.arguments ->> 'max_answers')::integer, 5000)
      ) r
    ) c
  ) a;
$$;
comment on function private.check_net_failures(text, timestamptz, jsonb) is 'Answers that pg_net got which are no success.';
revoke all on function private.check_net_failures(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Whether pg_net still sends: calls of edge functions within the last hour, at most the last thousand, that got no answer at all for
-- {"after": "5 minutes"}, and none after them that did.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_net_worker(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when r.count = 0 then jsonb_build_object('status', 'ok', 'message', 'Heartbase called no edge function in the last hour.')
    when r.lost = 0 or r.answered_at > r.lost_at
      then jsonb_build_object('status', 'ok', 'message', 'pg_net answers the calls that Heartbase makes.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'pg_net does not send',
      'message', format('%s calls of edge functions got no answer since %s. Restart the worker of pg_net: select net.worker_restart();',
        r.lost, to_char(r.first_lost_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('lost', r.lost, 'last_answer_at', r.answered_at)
    )
  end
  from (
    select count(*) as count, count(*) filter (where e.is_lost) as lost, min(e.requested_at) filter (where e.is_lost) as first_lost_at,
      max(e.requested_at) filter (where e.is_lost) as lost_at,
      max(e.requested_at) filter (where e.is_answered) as answered_at
    from (
      select q.requested_at,
        -- A time-out and a refused connection are answers of pg_net too.
        q.status_code is not null or coalesce(q.error, '') not in ('', 'no answer within 10 minutes') as is_answered,
        q.status_code is null and coalesce(q.error, '') in ('', 'no answer within 10 minutes')
          and q.requested_at < check_net_worker.now_at
            - coalesce((check_net_worker.arguments ->> 'after')::interval, interval '5 minutes') as is_lost
      from (select * from private.edge_requests q order by q.id desc limit 1000) q
      where q.requested_at > check_net_worker.now_at - interval '1 hour' and q.requested_at <= check_net_worker.now_at
    ) e
  ) r;
$$;
comment on function private.check_net_worker(text, timestamptz, jsonb) is 'Whether pg_net still sends.';
revoke all on function private.check_net_worker(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- How long the oldest message of the outbox has been waiting. arguments: {"warning": "5 minutes", "alert": "30 minutes"}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_outbox_backlog(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when o.age is null or o.age < o.warning
      then jsonb_build_object('status', 'ok', 'message', 'Messages are delivered as they come.')
    else jsonb_build_object(
      'status', case when o.age >= o.alert then 'alert' else 'warning' end,
      'priority', case when o.age >= o.alert then 'urgent' else 'high' end,
      'title', 'Messages are not delivered',
      'message', format('%s messages wait, the oldest for %s. %s', o.count, date_trunc('second', o.age),
        case
          when o.error is null then 'None was refused: npm run doctor says whether the notify function is called.'
          else format('Most often: %s. Mend the channel; what waits is sent then.', left(o.error, 200))
        end),
      'data', jsonb_build_object('count', o.count, 'last_error', left(o.error, 200))
    )
  end
  from (
    select count(*) as count, check_outbox_backlog.now_at - min(n.created_at) as age,
      mode() within group (order by n.last_error) as error,
      coalesce((check_outbox_backlog.arguments ->> 'warning')::interval, interval '5 minutes') as warning,
      coalesce((check_outbox_backlog.arguments ->> 'alert')::interval, interval '30 minutes') as alert
    from public.notifications n
    join public.notification_channels c on c.id = n.channel_id and c.enabled
    where n.state in ('pending', 'leased')
  ) o;
$$;
comment on function private.check_outbox_backlog(text, timestamptz, jsonb) is 'How long the oldest message of the outbox has been waiting.';
revoke all on function private.check_outbox_backlog(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Prepared transactions that nobody finished for {"after": "15 minutes"}: they hold locks over restarts.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_prepared_transactions(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select coalesce((check_prepared_transactions.arguments ->> 'after')::interval, interval '15 minutes') as after
  ),
  forgotten as (
    select p.gid, p.owner as role, p.prepared as prepared_at
    from pg_catalog.pg_prepared_xacts p
    where p.database = current_database() and p.prepared < check_prepared_transactions.now_at - (select l.after from limits l)
    order by p.prepared
    limit 20
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'No prepared transaction is forgotten.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Prepared transactions are forgotten',
      'message', format('%s, the first since %s: commit prepared, or rollback prepared.',
        private.list_names(array_agg(quote_literal(f.gid) order by f.prepared_at), count(*)),
        to_char(min(f.prepared_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')),
      'data', jsonb_build_object('transactions', jsonb_agg(to_jsonb(f) order by f.prepared_at))
    )
  end
  from forgotten f;
$$;
comment on function private.check_prepared_transactions(text, timestamptz, jsonb) is 'Prepared transactions that nobody finished.';
revoke all on function private.check_prepared_transactions(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables without a primary key, which replication and deduplication need. Those of Supabase itself and of extensions are left out, and
-- {"except": ["public.raw_events"]}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_primary_keys(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with keyless as materialized (
    select n.nspname as schema_name, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and not exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)
      and not exists (
        select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
  ),
  told as (
    select k.name from keyless k
    where not private.is_managed_schema(k.schema_name)
      and not coalesce(check_primary_keys.arguments -> 'except' ? k.name, false)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table has a primary key.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Tables without a primary key',
      'message', format('%s: alter table … add primary key, so that rows can be told apart and replicated.',
        private.list_names(array_agg(t.name order by t.name), count(*))),
      'data', jsonb_build_object('tables', to_jsonb((array_agg(t.name order by t.name))[1:50]))
    )
  end
  from told t;
$$;
comment on function private.check_primary_keys(text, timestamptz, jsonb) is 'Tables without a primary key.';
revoke all on function private.check_primary_keys(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Log that replication slots keep on disk, and slots whose log is lost. arguments: {"warning_bytes": 1073741824,
-- "alert_bytes": 4294967296}; where the server itself drops a slot that keeps max_slot_wal_keep_size, at half and nine tenths of that.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_replication_slots(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with limits as (
    select least(coalesce((check_replication_slots.arguments ->> 'warning_bytes')::numeric, 1073741824), k.size * 0.5) as warning,
      least(coalesce((check_replication_slots.arguments ->> 'alert_bytes')::numeric, 4294967296), k.size * 0.9) as alert
    from (select nullif(pg_size_bytes(current_setting('max_slot_wal_keep_size')), -1)) k(size)
  ),
  slots as (
    select s.slot_name as name, s.active as is_active, s.wal_status = 'lost' as is_lost,
      pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, s.restart_lsn) as bytes
    from pg_catalog.pg_replication_slots s
  ),
  behind as (
    select s.*, format('%s (%s)', s.name, case when s.is_lost then 'lost' else pg_size_pretty(s.bytes) end) as label
    from slots s
    cross join limits l
    where s.is_lost or s.bytes >= l.warning
  )
  select case
    when count(s.name) = 0
      then jsonb_build_object('status', 'ok', 'message', format('%s replication slots, none far behind.', (select count(*) from slots)))
    else jsonb_build_object(
      'status', case when bool_or(s.is_lost) or max(s.bytes) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(s.bytes) >= l.alert then 'urgent' else 'high' end,
      'title', 'A replication slot is far behind',
      'message', format('Log that slots keep on disk: %s. Start its reader, or, when it has none or its log is lost: select pg_drop_replication_slot(…);',
        private.list_names(array_agg(s.label order by s.bytes desc nulls first, s.name), count(s.name))),
      'data', jsonb_build_object('slots',
        jsonb_path_query_array(jsonb_agg(to_jsonb(s) - 'label' order by s.bytes desc nulls first, s.name), '$[0 to 19]'))
    )
  end
  from limits l
  left join behind s on true
  group by l.alert;
$$;
comment on function private.check_replication_slots(text, timestamptz, jsonb) is 'Log that replication slots keep on disk.';
revoke all on function private.check_replication_slots(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables that anybody with the publishable key, or anybody who signs up, reaches row by row, since row level security is off: those of
-- the schemas that the API exposes, {"schemas": ["public"]}, but for {"except": ["public.countries"]} and those of extensions.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_row_level_security(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with open_tables as materialized (
    select c.oid, n.oid as schema_oid, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where coalesce(check_row_level_security.arguments -> 'schemas', '["public"]') ? n.nspname
      and c.relkind in ('r', 'p') and not c.relrowsecurity
  ),
  told as (
    select t.name
    from open_tables t
    where not coalesce(check_row_level_security.arguments -> 'except' ? t.name, false)
      and exists (
        select from unnest(array['anon', 'authenticated']) r(role)
        where has_schema_privilege(r.role, t.schema_oid, 'usage')
          and (has_any_column_privilege(r.role, t.oid, 'select, insert, update') or has_table_privilege(r.role, t.oid, 'delete, truncate'))
      )
      and not exists (
        select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = t.oid and d.deptype = 'e'
      )
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every table that clients reach has row level security.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'urgent', 'title', 'Tables are open to everybody',
      'message', format('Clients reach every row of %s. For each: alter table … enable row level security; and write its policies.',
        private.list_names(array_agg(t.name order by t.name), count(*))),
      'data', jsonb_build_object('tables', to_jsonb((array_agg(t.name order by t.name))[1:50]))
    )
  end
  from told t;
$$;
comment on function private.check_row_level_security(text, timestamptz, jsonb) is 'Tables that clients reach since row level security is off.';
revoke all on function private.check_row_level_security(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Sequences, and the integer columns that they fill, that are nearly used up. arguments: {"warning_percent": 75, "alert_percent": 90,
-- "max_sequences": 500}. Reading a sequence locks it until the transaction ends, and there is room for a few thousand locks, so that of
-- more only those are read that have the fewest numbers.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_sequences(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with columns as (
    -- Columns whose default takes from a sequence may be narrower than it; an identity column is as wide as its own.
    select d.refobjid as sequence_oid, case a.atttypid when 'pg_catalog.int2'::regtype then 32767 else 2147483647 end as high
    from pg_catalog.pg_depend d
    join pg_catalog.pg_attrdef e on e.oid = d.objid
    join pg_catalog.pg_attribute a on a.attrelid = e.adrelid and a.attnum = e.adnum
    where d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid = 0
      and a.atttypid in ('pg_catalog.int2'::regtype, 'pg_catalog.int4'::regtype)
  ),
  ranges as (
    select s.seqrelid, s.seqincrement, greatest(s.seqmin, max(-k.high - 1))::numeric as low, least(s.seqmax, min(k.high))::numeric as high
    from pg_catalog.pg_sequence s
    left join columns k on k.sequence_oid = s.seqrelid
    where not s.seqcycle
    group by s.seqrelid, s.seqincrement, s.seqmin, s.seqmax
  ),
  picked as materialized (
    select r.* from ranges r
    order by r.high - r.low, r.seqrelid
    limit coalesce((check_sequences.arguments ->> 'max_sequences')::integer, 500)
  ),
  used as (
    select p.seqrelid::regclass::text as name,
      case when p.seqincrement > 0 then v.last_value - p.low else p.high - v.last_value end * 100 / greatest(p.high - p.low, 1) as percent
    from picked p
    -- Those of other sessions' temporary tables cannot be read.
    join pg_catalog.pg_class c on c.oid = p.seqrelid and c.relpersistence <> 't'
    cross join lateral (
      select case when has_sequence_privilege(c.oid, 'usage, select') then pg_sequence_last_value(c.oid) end offset 0
    ) v(last_value)
  ),
  limits as (
    select coalesce((check_sequences.arguments ->> 'warning_percent')::numeric, 75) as warning,
      coalesce((check_sequences.arguments ->> 'alert_percent')::numeric, 90) as alert
  )
  select case
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', format('None of %s sequences%s is nearly used up.',
      (select count(*) from picked),
      (select ' (those with the fewest numbers, of ' || count(*) || ')' from ranges having count(*) > (select count(*) from picked))))
    else jsonb_build_object(
      'status', case when max(u.percent) >= l.alert then 'alert' else 'warning' end,
      'priority', case when max(u.percent) >= l.alert then 'urgent' else 'high' end,
      'title', 'A sequence runs out',
      'message', format('Used up by %s %%: %s. At 100 %% inserts fail: alter the column, and the sequence, to bigint.',
        round(max(u.percent), 1), private.list_names(array_agg(u.name order by u.percent desc, u.name), count(u.name))),
      'data', jsonb_build_object('sequences', jsonb_path_query_array(
        jsonb_agg(jsonb_build_object('name', u.name, 'percent', round(u.percent, 1)) order by u.percent desc, u.name), '$[0 to 19]'
      ))
    )
  end
  from limits l
  left join used u on u.percent >= l.warning
  group by l.alert;
$$;
comment on function private.check_sequences(text, timestamptz, jsonb) is 'Sequences, and the columns that they fill, that are nearly used up.';
revoke all on function private.check_sequences(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Tables that changed much since they were last analysed, so that plans go wrong: over {"min_rows": 10000} rows and {"percent": 30} of
-- the table. Autovacuum begins at 10 % as it comes; a table that is being analysed is left out, and so are temporary ones.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_stale_statistics(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with stale as (
    select t.oid::regclass::text as name, t.changes,
      greatest(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)) as analyzed_at
    from (
      select c.oid, pg_stat_get_mod_since_analyze(c.oid) as changes
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'm') and c.relpersistence <> 't'
    ) t
    where t.changes > coalesce((check_stale_statistics.arguments ->> 'min_rows')::bigint, 10000)
      and t.changes * 100.0 / greatest(pg_stat_get_live_tuples(t.oid), 1)
        > coalesce((check_stale_statistics.arguments ->> 'percent')::numeric, 30)
      and not exists (select from pg_catalog.pg_stat_progress_analyze p where p.relid = t.oid)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Statistics are current.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Statistics are stale',
      'message', format('Changed much since they were analysed: %s (up to %s rows). Run analyze on them, and see that autovacuum is on.',
        private.list_names(array_agg(s.name order by s.changes desc), count(*)), max(s.changes)),
      'data', jsonb_build_object('tables', jsonb_path_query_array(jsonb_agg(to_jsonb(s) order by s.changes desc), '$[0 to 19]'))
    )
  end
  from stale s;
$$;
comment on function private.check_stale_statistics(text, timestamptz, jsonb) is 'Tables that changed much since they were last analysed.';
revoke all on function private.check_stale_statistics(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Bytes in Storage, by the nightly samples: what the plan allows, where that is given, and their growth in a week.
-- arguments: {"max_bytes": 0 (no limit is known), "warning_percent": 80, "growth_percent": 50, "growth_bytes": 104857600}; both
-- are needed for a growth that is told.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_storage_growth(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when d.size is null
      then jsonb_build_object('status', 'ok', 'message', 'Storage is not used, or was not measured yet: that is done at night.')
    when d.percent >= d.warning_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'high', 'title', 'Storage is nearly full',
      'message', format('Files take %s, %s %% of the %s that are allowed. Delete some, or take a larger plan.',
        pg_size_pretty(d.size), round(d.percent), pg_size_pretty(d.max_size)),
      'data', jsonb_build_object('bytes', d.size)
    )
    when d.size - d.before >= d.growth_bytes and d.growth >= d.growth_percent then jsonb_build_object(
      'status', 'warning', 'priority', 'medium', 'title', 'Storage grows fast',
      'message', format('Files take %s, %s %% more than on %s. See which bucket it is: select bucket_id, count(*) from storage.objects group by 1;',
        pg_size_pretty(d.size), round(d.growth), to_char(d.sampled_at at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('bytes', d.size, 'before', d.before)
    )
    else jsonb_build_object('status', 'ok', 'message', format('Files take %s.', pg_size_pretty(d.size)))
  end
  from (
    select s.value as size, b.value as before, b.sampled_at, l.max_size, s.value * 100.0 / nullif(l.max_size, 0) as percent,
      (s.value - b.value) * 100.0 / nullif(b.value, 0) as growth,
      coalesce((check_storage_growth.arguments ->> 'warning_percent')::numeric, 80) as warning_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_percent')::numeric, 50) as growth_percent,
      coalesce((check_storage_growth.arguments ->> 'growth_bytes')::bigint, 104857600) as growth_bytes
    from private.platform_sample('storage_size', check_storage_growth.now_at) s
    cross join private.platform_sample('storage_size', check_storage_growth.now_at - interval '7 days') b
    cross join (select coalesce((check_storage_growth.arguments ->> 'max_bytes')::bigint, 0)) l(max_size)
  ) d;
$$;
comment on function private.check_storage_growth(text, timestamptz, jsonb) is 'Bytes in Storage, and their growth in a week.';
revoke all on function private.check_storage_growth(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Age of the oldest transaction id of the server's databases: at 2 billion it stops writing. arguments: {"warning": 500000000,
-- "alert": 1200000000}.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_transaction_ids(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when a.age < a.warning then jsonb_build_object('status', 'ok', 'message', format('The oldest transaction id is %s old.', a.age))
    else jsonb_build_object(
      'status', case when a.age >= a.alert then 'alert' else 'warning' end,
      'priority', case when a.age >= a.alert then 'urgent' else 'high' end,
      'title', 'Transaction ids run out',
      'message', format('The oldest transaction id, in the database %s, is %s old; at 2 billion nothing can be written. Find what holds vacuum back (long transactions, replication slots, prepared transactions), then: vacuum (freeze).',
        a.name, a.age),
      'data', jsonb_build_object('database', a.name, 'age', a.age)
    )
  end
  from (
    select d.datname as name, greatest(age(d.datfrozenxid), mxid_age(d.datminmxid)) as age,
      coalesce((check_transaction_ids.arguments ->> 'warning')::bigint, 500000000) as warning,
      coalesce((check_transaction_ids.arguments ->> 'alert')::bigint, 1200000000) as alert
    from pg_catalog.pg_database d
    order by 2 desc
    limit 1
  ) a;
$$;
comment on function private.check_transaction_ids(text, timestamptz, jsonb) is 'Age of the oldest transaction id.';
revoke all on function private.check_transaction_ids(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Indexes of {"min_bytes": 104857600} and more that no query used in {"after": "14 days"} and longer: they cost every write. Statistics
-- that are younger say nothing; when they began is known from the first nightly sample, where nobody reset them since. Left out are
-- {"except": ["public.orders_created_at_idx"]}, those that hold a constraint, and Supabase's own.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_unused_indexes(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with statistics as (
    select greatest(d.stats_reset, (select min(s.sampled_at) from private.platform_samples s where s.metric = 'database_size')) as since,
      coalesce((check_unused_indexes.arguments ->> 'after')::interval, interval '14 days') as after,
      exists (select from private.platform_samples s where s.metric = 'database_size') as is_known
    from pg_catalog.pg_stat_database d
    where d.datname = current_database()
  ),
  large as materialized (
    select c.oid, c.oid::regclass::text as name, c.relpages::bigint * current_setting('block_size')::integer as bytes
    from pg_catalog.pg_class c
    where c.relkind = 'i'
      and c.relpages::bigint * current_setting('block_size')::integer
        >= coalesce((check_unused_indexes.arguments ->> 'min_bytes')::bigint, 104857600)
  ),
  unused as (
    select l.name, l.bytes
    from large l
    join pg_catalog.pg_index i on i.indexrelid = l.oid
    join pg_catalog.pg_class t on t.oid = i.indrelid and t.relkind in ('r', 'm')
    where not private.is_managed_schema(t.relnamespace::regnamespace::text)
      and not i.indisunique and not i.indisexclusion and not i.indisreplident and i.indisvalid and pg_stat_get_numscans(l.oid) = 0
      and not coalesce(check_unused_indexes.arguments -> 'except' ? l.name, false)
  )
  select case
    when not s.is_known or s.since > check_unused_indexes.now_at - s.after then jsonb_build_object('status', 'ok', 'message',
      format('Statistics of %s are needed to tell.', private.describe_interval(s.after)))
    when count(u.name) = 0 then jsonb_build_object('status', 'ok', 'message', 'Large indexes are used.')
    else jsonb_build_object(
      'status', 'warning', 'priority', 'low', 'title', 'Indexes are not used',
      'message', format('No query used %s (%s together) since %s. If none does on replicas either: drop index concurrently …',
        private.list_names(array_agg(u.name order by u.bytes desc), count(u.name)), pg_size_pretty(sum(u.bytes)),
        to_char(s.since at time zone 'UTC', 'YYYY-MM-DD')),
      'data', jsonb_build_object('indexes', jsonb_path_query_array(jsonb_agg(to_jsonb(u) order by u.bytes desc), '$[0 to 19]'))
    )
  end
  from statistics s
  left join unused u on true
  group by s.is_known, s.since, s.after;
$$;
comment on function private.check_unused_indexes(text, timestamptz, jsonb) is 'Large indexes that no query used.';
revoke all on function private.check_unused_indexes(text, timestamptz, jsonb) from public, anon, authenticated, service_role;

-- Vault secrets that pg_cron jobs name (… from vault.decrypted_secrets where name = '…', or name in (…)) and that are not there.
-- API: private. Called by: the sql evaluator.
create or replace function private.check_vault_secrets(tenant_id text, now_at timestamptz, arguments jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with named as (
    select distinct coalesce(j.jobname, 'job ' || j.jobid) as job, s.found[1] as secret
    from cron.job j
    cross join lateral regexp_matches(j.command,
      $r$\mvault\.(?:decrypted_)?secrets\M(?:\s+(?:as\s+)?(?!where\M)\w+)?\s+where\s+(?:\w+\.)?name\s*(?:=\s*|in\s*\(\s*)((?:'[^']+'\s*,?\s*)+)$r$,
      'gi') m(found)
    cross join lateral regexp_matches(m.found[1], $r$'([^']+)'$r$, 'g') s(found)
    where j.active
  ),
  missing as (
    select n.job, n.secret from named n
    where not exists (select from vault.secrets s where s.name = n.secret)
  )
  select case
    when count(*) = 0 then jsonb_build_object('status', 'ok', 'message', 'Every Vault secret that pg_cron jobs name is there.')
    else jsonb_build_object(
      'status', 'alert', 'priority', 'high', 'title', 'Vault secrets are missing',
      'message', format('Vault lacks what jobs name: %s. Make each: select vault.create_secret(''…'', ''<name>'');',
        private.list_names(array_agg(format('%s (%s)', m.secret, m.job) order by m.secret, m.job), count(*))),
      'data', jsonb_build_object('missing', jsonb_path_query_array(jsonb_agg(to_jsonb(m) order by m.secret, m.job), '$[0 to 19]'))
    )
  end
  from missing m;
$$;
comment on function private.check_vault_secrets(text, timestamptz, jsonb) is 'Vault secrets that pg_cron jobs name and that are not there.';
revoke all on function private.check_vault_secrets(text, timestamptz, jsonb) from public, anon, authenticated, service_role;
