-- Only machines whose check is due are judged, at most so many.
begin;
select plan(4);
select pg_temp.start_empty();

select pg_temp.make_machine('one', '2030-03-01 06:00+00'), pg_temp.make_machine('two', '2030-03-01 06:00+00'), pg_temp.make_machine('three', '2030-03-01 06:00+00');
update machines set next_check_at = '2030-03-01 06:05+00' where name = 'one';
update machines set next_check_at = '2030-03-01 06:04+00' where name = 'two';
update machines set next_check_at = '2030-03-01 06:05:00.000001+00' where name = 'three';
select is(private.evaluate_machines('2030-03-01 06:05+00', 1, '1970-01-01 00:00+00'), 1, 'one at most');
select results_eq($$select * from pg_temp.machines()$$, array['one online', 'three online', 'two offline'], 'the one that is longest due');
select is(private.evaluate_machines('2030-03-01 06:05+00', 10, '1970-01-01 00:00+00'), 1, 'then the one that is due now');
select results_eq($$select * from pg_temp.machines()$$, array['one offline', 'three online', 'two offline'], 'and not the one that is due a moment later');

select * from finish();
rollback;
