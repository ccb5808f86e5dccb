-- Of many sequences those are read that have the fewest numbers.
begin;
select plan(4);

create sequence narrow maxvalue 10;
select setval('narrow', 10);
create sequence narrower maxvalue 9;
select is(pg_temp.says('sequences', '{"max_sequences": 2}'), 'alert urgent', 'the second is among two');
select is(pg_temp.says('sequences', '{"max_sequences": 1}'), 'ok', 'and not among one');
select matches(
  pg_temp.ask('sequences', '{"max_sequences": 1}') ->> 'message',
  '^None of 1 sequences \(those with the fewest numbers, of \d+\) is nearly used up\.$', 'which it says'
);
drop sequence narrow;
select matches(
  pg_temp.ask('sequences') ->> 'message', '^None of \d+ sequences is nearly used up\.$', 'while of few all are read'
);

select * from finish();
rollback;
