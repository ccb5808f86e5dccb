-- What a tenant is asked, and what is going on.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme'), pg_temp.make_tenant('beta');
select pg_temp.make_member('acme', 'viewer') as viewer_id into temp people;
grant select on people to authenticated;
select pg_temp.make_mood_check('mood'), pg_temp.make_mood_check('weather'), pg_temp.make_mood_check('noise');
update check_definitions set action_url = 'https://example.com/mood', action_label = 'Cheer up' where id = 'mood';
insert into check_definitions (id, tenant_id, title, category, evaluator, rule)
select 'weather', 'acme', 'Weather of Acme', 'operations', evaluator, rule from check_definitions where id = 'weather';
update check_definitions set created_at = '2026-03-01 00:00+00' where not is_builtin;
update tenant_settings set enabled_checks = '{mood,weather}', priority_overrides = '{"mood": "high"}' where tenant_id = 'acme';
select pg_temp.sign_in(viewer_id) from people;
select is_empty($$select * from tenant_checks where status is not null$$, 'before it was looked at, nothing is known');
select pg_temp.sign_out();
select pg_temp.set_mood('acme', 'alert'), pg_temp.set_mood('beta', 'alert', true);
select pg_temp.run_due('2026-03-04 17:00+00');

select pg_temp.sign_in(viewer_id) from people;
select results_eq(
  $$select check_id, title, category, is_own, is_on, priority_override, status, priority, since, action_url, action_label from tenant_checks
    where check_id in ('mood', 'noise', 'weather') order by 1$$,
  $$values
    ('mood', 'Mood', 'system', false, true, 'high', 'alert', 'high', timestamptz '2026-03-04 17:00+00', 'https://example.com/mood', 'Cheer up'),
    ('noise', 'Mood', 'system', false, false, null, null, null, null, null, null),
    ('weather', 'Weather of Acme', 'operations', true, true, null, 'ok', null, null, null, null)$$,
  'what is asked has a status; its own check stands in the place of the common one'
);
select is_empty($$select * from tenant_checks where tenant_id <> 'acme'$$, 'of their own tenant only');
select pg_temp.sign_in_as_admin();
select is((select priority from tenant_checks where tenant_id = 'beta' and check_id = 'mood'), 'urgent', 'an admin sees others');
select pg_temp.sign_out();
select pg_temp.set_mood('acme', 'ok');
select pg_temp.run_due('2026-03-04 18:00+00');
select pg_temp.sign_in(viewer_id) from people;
select results_eq(
  $$select status, message, since from tenant_checks where check_id = 'mood'$$, $$values ('ok', null, null::timestamptz)$$, 'well again'
);
select pg_temp.sign_out();
update check_definitions set created_at = '2026-03-04 18:00:00.000001+00' where id = 'mood';
select is((select status from tenant_checks where tenant_id = 'acme' and check_id = 'mood'), null, 'a check that is newer was not asked yet');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from tenant_checks$$, '42501', null, 'anon sees nothing');

select * from finish();
rollback;
