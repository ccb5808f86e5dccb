-- Looking at a tenant as another kind of tenant for once forgets nothing of what its own checks found, and tells none of it twice.
begin;
select plan(5);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme');
select pg_temp.make_mood_check('own'), pg_temp.make_mood_check('others');
update check_definitions set roles = '{customer}' where id = 'own';
update check_definitions set roles = '{brand}' where id = 'others';
update tenant_settings set enabled_checks = '{own,others}';
select pg_temp.set_mood('acme', 'alert', id => 'own'), pg_temp.set_mood('acme', 'warning', id => 'others');
select pg_temp.run_due('2026-03-01 12:00+00');
select results_eq($$select pg_temp.told()$$, array['12:00 alert medium'], 'its own check is told');
create function pg_temp.look(role text, now_at timestamptz) returns void language sql as $$
  select private.run_claims(jsonb_build_array(jsonb_build_object('executionId',
    private.claim_one_tenant('acme', null, look.role, true, look.now_at))), look.now_at);
$$;
select pg_temp.look('brand', '2026-03-01 12:05+00');
select results_eq($$select pg_temp.told()$$, array['12:00 alert medium', '12:05 warning medium'], 'as another kind it is asked other checks');
select results_eq($$select check_id, status from tenant_check_states order by 1$$, $$values ('others', 'warning'), ('own', 'alert')$$,
  'what its own check found is known still');
select pg_temp.look(null, '2026-03-01 12:10+00');
select results_eq($$select pg_temp.told()$$, array['12:00 alert medium', '12:05 warning medium'], 'and is not told again');
select results_eq($$select check_id from tenant_check_states$$, array['own'], 'what only the other kind is asked is over');

select * from finish();
rollback;
