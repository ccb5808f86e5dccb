-- A run that cannot be ended stops nobody who looks for such runs.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null');
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '6 hours');
select pg_temp.set_mood(t, 'alert') from unnest(array['acme', 'other']) t;
select pg_temp.run_due('2026-03-01 12:00+00');
create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$;
create trigger refuse before insert on playbook_events for each row when (new.tenant_ids = '{acme}') execute function pg_temp.refuse();
select is(array(select jsonb_object_keys(pg_temp.run_due('2026-03-01 13:00+00')) order by 1), '{acme,other}', 'tenants are looked at');
select results_eq($$select * from pg_temp.runs() limit 2$$, array['12:00 acme fix running', '12:00 other fix failed alert'], 'the other run has ended');
drop trigger refuse on playbook_events;
select pg_temp.run_due('2026-03-01 14:00+00');
select results_eq($$select * from pg_temp.runs() limit 1$$, array['12:00 acme fix failed alert'], 'and so has this one as soon as it can');

select * from finish();
rollback;
