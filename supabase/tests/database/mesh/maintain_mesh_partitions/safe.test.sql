-- Partitions are as closed as their parent, and settings of their own do not make them.
begin;
select plan(2);

select isnt_empty(
  $$select from pg_inherits where inhparent = 'mesh_heartbeats'::regclass
    and inhrelid::regclass::text = 'private.mesh_heartbeats_' || to_char(now() at time zone 'UTC', 'YYYYMMDD')$$,
  'today''s partition is there from the start'
);
select is_empty(
  $$select i.inhrelid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'mesh_heartbeats'::regclass and (not c.relrowsecurity or c.relnamespace <> 'private'::regnamespace)$$,
  'each is private, with row level security'
);

select * from finish();
rollback;
