-- Runs are kept for remediation_runs_retention, and while a cool-down counts from them.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check();
select pg_temp.make_remedy('null'), pg_temp.make_remedy('null', 'rare');
insert into check_remediations (check_id, action, cooldown) values ('mood', 'fix', '1 hour'), ('mood', 'rare', '200 days');
insert into remediation_runs (remediation_id, tenant_id, tenant_ids, check_id, action, kind, status, execution_id, seen, started_at, status_before)
select m.id, 'acme', '{acme}', 'mood', m.action, 'rpc', 'failed', gen_random_uuid(), '{}', t, 'alert'
from check_remediations m, unnest(array['2026-01-01 12:00+00', '2026-01-01 12:00:01+00']::timestamptz[]) t;
select is(private.prune_remediations('2026-04-01 12:00+00'), 0, 'until their time is over');
select is(private.prune_remediations('2026-04-01 12:00:01+00'), 1, 'but no longer');
select results_eq($$select action, count(*) from remediation_runs group by 1 order by 1$$, $$values ('fix', 1::bigint), ('rare', 2)$$, 'those that a cool-down counts from are kept');
select is(private.prune_remediations('2026-07-20 12:00:01+00'), 3, 'until that is over as well');

select * from finish();
rollback;
