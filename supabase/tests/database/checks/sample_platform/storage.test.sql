-- Where Storage is used its bytes are kept too, whatever else its metadata holds.
begin;
select plan(2);
select pg_temp.start_empty();

create schema if not exists storage;
create table storage.objects (id integer primary key, bucket_id text, metadata jsonb);
select private.sample_platform('2026-03-01 03:17+00');
select is((select value from private.platform_samples where metric = 'storage_size'), 0::numeric, 'no file, no bytes');
insert into storage.objects (id, metadata) values (1, '{"size": 1000}'), (2, '{"size": "234"}'), (3, '{"size": "big"}'), (4, '{}'), (5, null);
select private.sample_platform('2026-03-02 03:17+00');
select is((private.platform_sample('storage_size', '2026-03-02 03:17+00')).value, 1234::numeric, 'the sizes that are numbers');

select * from finish();
rollback;
