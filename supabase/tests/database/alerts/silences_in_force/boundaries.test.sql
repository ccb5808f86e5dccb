-- From its start on, and until just before its end.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_silence(null, '2026-03-01 13:00+00', '2026-03-01 12:00+00') as id into temp silence;
select is(private.silences_in_force('2026-03-01 11:59:59.999999+00'), '{}', 'not yet just before it starts');
select is(private.silences_in_force('2026-03-01 12:00+00'), (select array[id] from silence), 'at the instant it starts');
select is(private.silences_in_force('2026-03-01 12:59:59.999999+00'), (select array[id] from silence), 'until just before it ends');
select is(private.silences_in_force('2026-03-01 13:00+00'), '{}', 'and not at the instant it ends');

select * from finish();
rollback;
