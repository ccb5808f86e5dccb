-- What is attached to a check, is on and is meant for the status is done, for those whom it is meant for.
begin;
select plan(15);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null'), pg_temp.make_remedy('null', 'second');
select pg_temp.set_mood(t, 'warning') from unnest(array['acme', 'other']) t;
create function pg_temp.begun(at time) returns text[] language plpgsql as $$
declare
  v_begun text[];
begin
  update private.tenant_run_states set next_run_at = '-infinity', execution_id = null;
  perform pg_temp.run_due(date '2026-03-01' + at);
  v_begun := array(select tenant_id || ' ' || action from remediation_runs where status = 'running' order by 1);
  perform pg_temp.remedy(date '2026-03-01' + at);
  return v_begun;
end
$$;
select is(pg_temp.begun('00:00'), '{}', 'nothing is attached');
insert into check_remediations (check_id, action, cooldown, max_per_day) values ('mood', 'fix', '1 minute', 100);
select is(pg_temp.begun('00:01'), '{}', 'a warning brings nothing about unless it says so');
update check_remediations set on_statuses = '{warning}';
select is(pg_temp.begun('00:02'), '{acme fix,other fix}', 'and does when it does');
select is((select tenant_ids from remediation_runs where tenant_id = 'acme'), '{acme}', 'each tenant''s news wait for its own run');
select pg_temp.set_mood('acme', 'alert'), pg_temp.set_mood('other', 'notice');
select is(pg_temp.begun('00:03'), '{}', 'no more does an alert, or what is ok');
update check_remediations set on_statuses = '{alert,error}';
select pg_temp.set_mood('other', 'alert');
update check_remediations set enabled = false;
select is(pg_temp.begun('00:04'), '{}', 'nothing is done that is off');
update check_remediations set enabled = true;
insert into check_remediations (check_id, tenant_id, action, enabled) values ('mood', 'other', 'fix', false);
select is(pg_temp.begun('00:05'), '{acme fix}', 'what is attached for a tenant takes the place of what is for all, off as well');
update check_remediations set enabled = true, arguments = '{"a": 1}' where tenant_id = 'other';
select is(pg_temp.begun('00:06'), '{acme fix,other fix}', 'and on');
update tenant_settings set disabled_remediations = '{mood}' where tenant_id = 'acme';
select is(pg_temp.begun('02:00'), '{other fix}', 'a tenant switches off what is done about a check of it');
update tenant_settings set disabled_remediations = '{}';
-- A check of the tenant's own takes the place of the common one, and brings nothing about.
insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
select id, 'acme', title, category, evaluator, rule from check_definitions where id = 'mood';
select is(pg_temp.begun('04:00'), '{other fix}', 'what is attached to the common check is not for a tenant''s own');
insert into check_remediations (definition_id, check_id, tenant_id, action, cooldown)
select definition_id, id, tenant_id, 'second', '1 minute' from check_definitions where id = 'mood' and tenant_id = 'acme';
select is(pg_temp.begun('06:00'), '{acme second,other fix}', 'unless the project attaches something to that');
delete from check_definitions where tenant_id = 'acme';
select is_empty($$select from check_remediations where action = 'second'$$, 'which goes with it');
insert into check_remediations (check_id, action, cooldown) values ('mood', 'second', '1 minute');
delete from check_remediations where tenant_id = 'other';
update check_remediations set cooldown = '1 hour' where action = 'fix';
select is(pg_temp.begun('08:00'), '{acme fix,other fix}', 'of several the one that was attached first has its turn');
select is(pg_temp.begun('08:05'), '{acme second,other second}', 'and the next while that waits');
update tenant_settings set enabled_checks = '{}';
select is(pg_temp.begun('10:00'), '{}', 'nothing is done about a check that is not asked');

select * from finish();
rollback;
