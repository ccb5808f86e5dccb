-- A channel that is made late hears of what was missed within a repeat interval, and of nothing older.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tenant('acme', 'brand');
select pg_temp.make_member('acme', 'owner');
select pg_temp.make_mood_check();
update tenant_settings set enabled_checks = '{mood}', active_start_hour = null, active_end_hour = null;
update private.channel_kinds set can_send = true where kind = 'email';
select pg_temp.set_mood('acme', 'warning');
select pg_temp.run_due('2026-03-01 12:00+00');
select pg_temp.set_mood('acme', 'alert');
select pg_temp.run_due('2026-03-01 15:00+00');
update auth.users u set email_confirmed_at = now() from tenant_members m where m.user_id = u.id;
select is(private.make_owner_channels(null, '2026-03-01 18:00+00'), 1, 'a channel is made');
select results_eq(
  $$select a.detected_at from notifications n join guardian_alerts a on a.id = n.alert_id$$,
  array[timestamptz '2026-03-01 15:00+00'], 'what is six hours old is over'
);
select is(private.make_owner_channels(null, '2026-03-01 18:00+00'), 0, 'and not another');

select * from finish();
rollback;
