-- What counts is the column that a sequence fills, which may be narrower.
begin;
select plan(3);

create sequence tickets;
create table tickets_of_today (id smallint default nextval('tickets'), big bigint default nextval('tickets'));
select setval('tickets', 30000);
select is(pg_temp.says('sequences'), 'alert urgent', 'of 32767 that a smallint takes');
alter table tickets_of_today alter id drop default;
select is(pg_temp.says('sequences'), 'ok', 'a bigint takes more');
alter table tickets_of_today alter id type integer, alter id set default nextval('tickets');
select is(pg_temp.says('sequences', '{"warning_percent": 0.001}'), 'warning high', 'and an integer in between');

select * from finish();
rollback;
