-- A silence in force ends now; one that has not begun never was; one that ended stays.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_silence('current') as current, pg_temp.make_silence('coming', now() + interval '2 hours', now() + interval '1 hour') as coming,
  pg_temp.make_silence('beginning', now() + interval '1 hour', now()) as beginning,
  pg_temp.make_silence('ended', now(), now() - interval '2 hours') as ended
into temp made;
select is(end_silence(current), true, 'in force') from made;
select is(end_silence(current), false, 'a second time it is over') from made;
select is(end_silence(coming), true, 'not begun') from made;
select is(end_silence(beginning), true, 'begun in this instant') from made;
select is(end_silence(ended), false, 'ended at this instant') from made;
select results_eq(
  $$select subject_id, ends_at - now() from silences order by 1$$, $$values ('current', interval '0'), ('ended', interval '0')$$, 'what is left'
);

select * from finish();
rollback;
