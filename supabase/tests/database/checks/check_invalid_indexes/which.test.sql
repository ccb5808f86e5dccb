-- An index that is not valid, and holds rows, is told.
begin;
select plan(4);

create table events (id integer primary key, name text) partition by range (id);
create table events_1 partition of events for values from (1) to (10);
create index events_name_idx on only events (name);
select is(pg_temp.says('invalid_indexes'), 'ok', 'one of a partitioned table holds nothing');
create index events_1_name_idx on events_1 (name);
update pg_index set indisvalid = false where indexrelid = 'events_1_name_idx'::regclass;
select is(
  pg_temp.ask('invalid_indexes'),
  '{"status": "warning", "priority": "medium", "title": "Indexes are invalid", "data": {"indexes": ["public.events_1_name_idx"]},
    "message": "Written to and never read: public.events_1_name_idx. For each: reindex index concurrently …, or drop index concurrently …; see first whether its rows are unique."}'::jsonb,
  'one of a partition is told'
);
lock table events_1 in share update exclusive mode;
select is(pg_temp.says('invalid_indexes'), 'warning medium', 'a vacuum of the table hides nothing');
update pg_index set indisvalid = true where indexrelid = 'events_1_name_idx'::regclass;
select is(pg_temp.says('invalid_indexes'), 'ok', 'and when it is valid it is well');

select * from finish();
rollback;
