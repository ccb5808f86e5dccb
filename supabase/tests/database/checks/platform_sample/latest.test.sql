-- The latest sample up to an instant is what a check compares with.
begin;
select plan(4);
select pg_temp.start_empty();

insert into private.platform_samples (metric, sampled_at, value)
values ('size', '2026-03-01 03:17+00', 1), ('size', '2026-03-02 03:17+00', 2), ('other', '2026-03-02 03:17+00', 3);
select is((private.platform_sample('size', '2026-03-02 03:17+00')).value, 2::numeric, 'one of that instant counts');
select is((private.platform_sample('size', '2026-03-02 03:16:59.999999+00')).value, 1::numeric, 'a later one does not');
select is((private.platform_sample('size', '2026-03-01 03:16:59.999999+00')).value, null, 'before the first there is none');
select is((select count(*) from private.platform_sample('nothing', now())), 1::bigint, 'which is a row of nulls, to be joined');

select * from finish();
rollback;
