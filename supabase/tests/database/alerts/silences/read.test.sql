-- Users see their own silences and the snoozes of alerts that they see; admins all; nobody writes past the functions.
begin;
select plan(10);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one, pg_temp.make_user('two@example.com') as two into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('own', one) as id into temp alert from users;
select pg_temp.make_silence('one', owner_id => one), pg_temp.make_silence('two', owner_id => two) from users;
select pg_temp.make_silence('project');
insert into silences (subject_id, alert_id, ends_at) select 'own', id, now() + interval '1 hour' from alert;
create function pg_temp.seen() returns setof text language sql as $$ select subject_id from public.silences order by 1 $$;

select pg_temp.sign_in(one) from users;
select results_eq($$select * from pg_temp.seen()$$, array['one', 'own'], 'a user theirs, and the snooze of their alert');
select results_eq($$select subject_id from silence_status order by 1$$, array['one', 'own'], 'through the view as well');
select results_eq($$select count(*) from silenced_alerts$$, array[1::bigint], 'and that their alert is silenced');
select throws_ok($$update silences set ends_at = now()$$, '42501', null, 'they change none');
select throws_ok($$delete from silences$$, '42501', null, 'and delete none');
select pg_temp.sign_in(two) from users;
select results_eq($$select * from pg_temp.seen()$$, array['two'], 'another theirs');
select is_empty($$select * from silenced_alerts$$, 'and not that the alert of the first is silenced');
select pg_temp.sign_in_as_admin();
select results_eq($$select * from pg_temp.seen()$$, array['one', 'own', 'project', 'two'], 'an admin all');
select pg_temp.sign_in_as_anon();
select throws_ok($$select * from silences$$, '42501', null, 'anon none');
select pg_temp.as_service_role();
select lives_ok($$update silences set ends_at = ends_at + interval '1 hour'$$, 'the service role edits them');

select * from finish();
rollback;
