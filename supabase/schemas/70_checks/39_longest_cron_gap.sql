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
