-- While the server was down nobody could be heard: silence counts from its start.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_machine('web', '2030-03-01 04:00+00');
select is(private.evaluate_machines('2030-03-01 06:00+00', 10, '2030-03-01 05:58+00'), 0, 'the server has been up for two minutes');
select is((select next_check_at from machines), '2030-03-01 06:00+00', 'it is looked at again at once');
select is(private.evaluate_machines('2030-03-01 06:00:00.000001+00', 10, '2030-03-01 05:58+00'), 1, 'a moment later it is offline');
select is((select detected_at from guardian_alerts), '2030-03-01 06:00+00', 'since the end of that time');

select * from finish();
rollback;
