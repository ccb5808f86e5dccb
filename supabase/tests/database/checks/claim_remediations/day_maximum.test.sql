-- No more runs than the maximum in a day of the tenant's time zone, also when that day has 23 or 25 hours.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, cooldown, max_per_day) values ('mood', 'fix', '0', 2);
update tenant_settings set timezone = 'America/New_York';
select pg_temp.set_mood('acme', 'alert');
create function pg_temp.try(at timestamptz) returns text language plpgsql as $$
begin
  update private.tenant_run_states set next_run_at = at;
  perform pg_temp.run_due(at);
  perform pg_temp.remedy(at);
  return (select string_agg(concat_ws(' ', tenant_id, status, reason, case when is_last then 'last' end), ', ' order by tenant_id)
    from remediation_runs where started_at = at);
end
$$;
-- On 8 March clocks go forward: the day is from 5:00 to 4:00 UTC.
select is(pg_temp.try('2026-03-08 04:59:59+00'), 'acme succeeded', 'a run of the day before');
select is(pg_temp.try('2026-03-08 05:00+00'), 'acme succeeded', 'does not count for the day of 23 hours');
select is(pg_temp.try('2026-03-08 12:00+00'), 'acme succeeded last', 'of which the second is the last');
select is(pg_temp.try('2026-03-08 12:05+00'), 'acme skipped max_per_day', 'a third one waits');
select is(pg_temp.try('2026-03-09 03:59:59+00'), null, 'until the end of the day, which is recorded once');
select is(pg_temp.try('2026-03-09 04:00+00'), 'acme succeeded', 'and runs at midnight');
-- On 1 November they go back: from 4:00 to 5:00.
select pg_temp.set_mood('other', 'alert');
select pg_temp.try('2026-11-01 04:00+00'), pg_temp.try('2026-11-01 05:00+00');
select is(pg_temp.try('2026-11-02 04:59:59+00'), 'acme skipped max_per_day, other skipped max_per_day', 'the day of 25 hours ends an hour later');
select is(pg_temp.try('2026-11-02 05:00+00'), 'acme succeeded, other succeeded', 'at its midnight both run again');
update tenant_settings set timezone = 'Asia/Tokyo' where tenant_id = 'other';
select pg_temp.try('2026-11-02 05:05+00');
select is(pg_temp.try('2026-11-02 15:00+00'), 'acme skipped max_per_day, other succeeded', 'midnight is that of each tenant');

select * from finish();
rollback;
