-- A history that cannot be written fails no report.
begin;
select plan(2);
select pg_temp.start_empty();

select register_machine('web') ->> 'api_key' as key into temp web;
alter table machine_metrics add constraint refused check (false);
select lives_ok($$select pg_temp.report(key) from web$$, 'the report is taken');
select is((select last_seen from machines), now(), 'and counts');

select * from finish();
rollback;
