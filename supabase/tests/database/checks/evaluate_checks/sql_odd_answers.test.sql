-- What a function answers amiss is an error of its check, and neither silence nor a failure of the tenants that it was asked about.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
create function private.check_tried(tenant_id text, now_at timestamptz, arguments jsonb) returns jsonb language sql set search_path = '' as 'select arguments -> ''answer''';
insert into check_definitions (id, title, category, evaluator, rule) values ('tried', 'Tried', 'system', 'sql', '{"function": "private.check_tried"}');
create function pg_temp.said(answer jsonb) returns text language sql as $$
  update check_definitions set rule = rule || jsonb_build_object('arguments', jsonb_build_object('answer', said.answer)) where id = 'tried';
  select coalesce(concat_ws(' ', status, priority, is_notable), 'nothing') from private.evaluate_checks('{acme}', '{customer}', '2026-03-01');
$$;
select is(pg_temp.said('{"state": "alert"}'), 'error medium t', 'no status');
select is(pg_temp.said('{}'), 'error medium t', 'nothing in it');
select is(pg_temp.said('[{"status": "alert"}]'), 'error medium t', 'a list');
select is(pg_temp.said('"alert"'), 'error medium t', 'a text');
select is(pg_temp.said('{"status": "alert", "priority": "huge"}'), 'error medium t', 'a priority that is not known');
select is(pg_temp.said('{"status": "ok", "notable": "maybe"}'), 'error medium t', 'a notable that is neither true nor false');
select is(pg_temp.said('{"status": "ok", "notable": null}'), 'ok low f', 'null stands for what is left out');
select is(pg_temp.said('{"status": "ok", "notable": true}'), 'ok low t', 'an ok that is news');
select pg_temp.said('{"status": "ok", "notable": "maybe"}');
select is(pg_temp.run_due('2026-03-01 12:00+00') #>> '{acme,overallStatus}', 'has_errors', 'the tenant is looked at');
select is((select count(*) from heartbeat_failures), 0::bigint, 'which is no failure');

select * from finish();
rollback;
