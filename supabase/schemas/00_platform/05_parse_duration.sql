-- A duration as Go writes it, such as 30s, 2m, 1h30m or 1.5s, as an interval; null when it is none. Units: h, m, s, ms, us, ns.
-- API: private. Called by: validate_setting, get_interval_setting.
create or replace function private.parse_duration(duration text)
returns interval
language sql
immutable
set search_path = ''
as $$
  select case
    when parse_duration.duration ~ '^([0-9]{1,12}(\.[0-9]{1,12})?(h|m|s|ms|us|µs|ns))+$' then (
      select make_interval(secs => sum(p.part[1]::numeric * case p.part[3]
        when 'h' then 3600 when 'm' then 60 when 's' then 1 when 'ms' then 1e-3 when 'ns' then 1e-9 else 1e-6
      end)::double precision)
      from regexp_matches(parse_duration.duration, '([0-9]+(\.[0-9]+)?)(ms|us|µs|ns|h|m|s)', 'g') p(part)
    )
  end;
$$;
comment on function private.parse_duration(text) is 'A Go-style duration such as 1h30m as an interval, or null.';
revoke all on function private.parse_duration(text) from public, anon, authenticated, service_role;
