-- A user has at most 200 silences that have not ended or are of the last day; the project as many as it likes.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one_id into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('own', one_id) as id into temp alert from users;
grant select on alert to authenticated;
insert into silences (owner_id, created_by, starts_at, ends_at, created_at)
select one_id, one_id, now() - interval '2 hours', now() - interval '1 hour', now() - interval '1 day' + interval '1 second'
from users, generate_series(1, 199);
select pg_temp.sign_in(one_id) from users;
select lives_ok($$select create_silence(p_for => '1 hour')$$, 'the 200th is made');
select throws_ok($$select create_silence(p_for => '1 hour')$$, 'PT409', 'too_many_silences', 'the next is refused');
select throws_ok($$select snooze_alert(id) from alert$$, 'PT409', 'too_many_silences', 'snoozes count as well');
select pg_temp.sign_out();
select lives_ok($$select create_silence(p_for => '1 hour')$$, 'the project''s do not');
update silences set created_at = now() - interval '1 day' where ends_at < now();
select pg_temp.sign_in(one_id) from users;
select lives_ok($$select create_silence(p_for => '1 hour')$$, 'those that ended are forgiven after a day');
select is((select count(*) from silences), 201::bigint, 'their owner sees them all');

select * from finish();
rollback;
