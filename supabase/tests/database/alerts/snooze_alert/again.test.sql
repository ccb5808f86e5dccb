-- Snoozing an alert again counts from then on; that of somebody else stays.
begin;
select plan(7);
select pg_temp.start_empty();

select pg_temp.make_user('one@example.com') as one into temp users;
grant select on users to authenticated;
select pg_temp.make_alert('own', one) as id into temp alert from users;
grant select on alert to authenticated;
create function pg_temp.snoozes() returns setof interval language sql as $$ select ends_at - now() from silences order by 1 $$;
select pg_temp.sign_in(one) from users;
select snooze_alert(id) from alert;
select results_eq($$select * from pg_temp.snoozes()$$, array[interval '1 hour'], 'for an hour if nothing is said');
select pg_temp.sign_out();
update silences set starts_at = now() - interval '1 minute', created_at = now() - interval '1 minute';
select pg_temp.sign_in(one) from users;
select snooze_alert(id, '30 minutes') from alert;
select results_eq($$select * from pg_temp.snoozes()$$, array[interval '30 minutes'], 'a shorter one takes its place');
select snooze_alert(id, '4 hours') from alert;
select results_eq($$select * from pg_temp.snoozes()$$, array[interval '4 hours'], 'and so does a longer one');
select pg_temp.sign_out();
select snooze_alert(id, '2 hours') from alert;
select results_eq(
  $$select * from pg_temp.snoozes()$$, array[interval '2 hours', interval '4 hours'], 'that of somebody else is another'
);
select throws_ok(format('select snooze_alert(id, %L) from alert', time), '22023', 'invalid_silence_time', 'refused: ' || coalesce(time, 'null'))
from (values ('0'), ('366 days 1 second'), (null)) v(time);

select * from finish();
rollback;
