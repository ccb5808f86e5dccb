-- Uptime of a subject on each of 90 days in UTC, today last: the part of the day in which no alert said that it was down; today, of the
-- time until now. Alerts that overlap count once. Null for a day of which nothing is known: before the subject was there, or before the
-- ledger begins, since resolved alerts are kept for alerts_retention. No days at all of what the ledger never knew (known_since is null).
-- Cut off, not rounded, so that a day with any downtime is never 1.
-- uptime: of all that is known of the 90 days. API: private. Called by: private.read_status_page.
create or replace function private.status_days(kind text, id text, known_since timestamptz, now_at timestamptz)
returns table (days jsonb, uptime numeric)
language sql
stable
rows 1
set search_path = ''
as $$
  with ledger as materialized (
    select
      coalesce(range_agg(tstzrange(t.began_at, coalesce(t.ended_at, status_days.now_at))) filter (where t.state = 'down'), '{}') as down,
      greatest(status_days.known_since, status_days.now_at - private.get_interval_setting('alerts_retention')) as begins_at
    from private.status_troubles(status_days.kind, status_days.id, status_days.now_at) t
  ),
  measured as (
    select d.day, extract(epoch from upper(o.time) - lower(o.time)) as seconds,
      case
        -- Most days have no downtime.
        when l.down && o.time then (
          select sum(extract(epoch from upper(r) - lower(r))) from unnest(l.down * tstzmultirange(o.time)) r
        )
        else 0
      end as down_seconds
    from ledger l
    cross join generate_series(
      date_trunc('day', status_days.now_at at time zone 'UTC') - interval '89 days', status_days.now_at at time zone 'UTC', '1 day'
    ) d(day)
    cross join lateral (
      select greatest(d.day at time zone 'UTC', l.begins_at), least((d.day + interval '1 day') at time zone 'UTC', status_days.now_at)
    ) b(from_at, to_at)
    -- The bounds of an empty range are null, and so is what is made of them.
    cross join lateral (select tstzrange(b.from_at, greatest(b.from_at, b.to_at))) o(time)
  )
  select jsonb_agg(trunc(1 - m.down_seconds / m.seconds, 5) order by m.day), trunc(1 - sum(m.down_seconds) / sum(m.seconds), 5)
  from measured m
  where status_days.known_since is not null;
$$;
comment on function private.status_days(text, text, timestamptz, timestamptz) is 'Uptime of a subject on each of 90 days, from the ledger of alerts.';
revoke all on function private.status_days(text, text, timestamptz, timestamptz) from public, anon, authenticated, service_role;
