-- Sequences count from where they begin, up or down, and those that begin again have no end.
begin;
select plan(6);

create sequence shard minvalue 1000000 maxvalue 1001000 start 1000000;
select setval('shard', 1000500);
select is(pg_temp.ask('sequences', '{"warning_percent": 10}') #> '{data,sequences,0,percent}', '50.0', 'from its least value');
alter sequence shard cycle;
select is(pg_temp.says('sequences', '{"warning_percent": 10}'), 'ok', 'one that begins again has no end');
create sequence countdown increment -1 minvalue -1000 maxvalue -1;
select setval('countdown', -950);
select is(pg_temp.says('sequences'), 'alert urgent', 'one that counts down has one too');
alter sequence countdown maxvalue 99000 minvalue -1000;
select is(
  pg_temp.ask('sequences') #> '{data,sequences,0,percent}', '100.0', 'at its other end'
);

drop sequence countdown;
create sequence hundred minvalue 0 maxvalue 100;
select setval('hundred', 75);
select is(pg_temp.says('sequences'), 'warning high', 'at 75 % it warns');
select setval('hundred', 90);
select is(pg_temp.says('sequences'), 'alert urgent', 'at 90 % it alerts');

select * from finish();
rollback;
