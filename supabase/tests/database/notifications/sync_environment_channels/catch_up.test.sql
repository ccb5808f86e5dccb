-- A channel that comes on hears of open alerts of the project, and of no others.
begin;
select plan(1);
select pg_temp.start_empty();

select pg_temp.make_alert('ended'), pg_temp.make_alert('open');
select pg_temp.make_alert('owned', pg_temp.make_user('owner@example.com'));
update guardian_alerts set resolved_at = now() where subject_id = 'ended';
select private.sync_environment_channels('{"email": true}');
select results_eq(
  $$select * from pg_temp.outbox()$$, array['Email (RESEND_API_KEY): opened open pending'],
  'neither a resolved nor an owned alert is caught up with'
);

select * from finish();
rollback;
