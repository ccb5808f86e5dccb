-- Makes the partitions of mesh_heartbeats for today and a week ahead, and drops what is past the retention. Heartbeats that went
-- to the default partition meanwhile move into the new one.
-- Each step gives up after a moment of waiting for its locks, since heartbeats queue up behind it: tomorrow is another night, and
-- the default partition holds until then.
-- API: private. Called by: the migration, and prune_history. Returns how many partitions were made and dropped.
create or replace function private.maintain_mesh_partitions(now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
set lock_timeout = '1s'
as $$
declare
  v_oldest_at timestamptz := maintain_mesh_partitions.now_at - private.get_interval_setting('mesh_heartbeats_retention');
  v_today date := (maintain_mesh_partitions.now_at at time zone 'UTC')::date;
  v_day date;
  v_partition text;
  v_made integer := 0;
  v_dropped integer := 0;
begin
  for v_day in select v_today + n from generate_series(0, 7) n loop
    v_partition := 'mesh_heartbeats_' || to_char(v_day, 'YYYYMMDD');
    continue when to_regclass('private.' || v_partition) is not null;
    begin
      -- Locked first: what came after the rows were moved would keep the new partition out.
      lock table private.mesh_heartbeats_default in access exclusive mode;
      execute format('create table private.%I (like public.mesh_heartbeats including defaults including constraints)', v_partition);
      execute format(
        'with moved as (
          delete from private.mesh_heartbeats_default d where d.created_at >= %2$L and d.created_at < %3$L returning d.*
        )
        insert into private.%1$I select m.* from moved m',
        v_partition, v_day || ' 00:00+00', v_day + 1 || ' 00:00+00'
      );
      execute format('alter table private.%I enable row level security', v_partition);
      execute format('revoke all on private.%I from public, anon, authenticated, service_role', v_partition);
      execute format('alter table public.mesh_heartbeats attach partition private.%I for values from (%L) to (%L)',
        v_partition, v_day || ' 00:00+00', v_day + 1 || ' 00:00+00');
      v_made := v_made + 1;
    exception
      when lock_not_available or deadlock_detected then
        raise warning 'heartbase: partition % was not made: %', v_partition, sqlerrm;
        exit;
    end;
  end loop;

  for v_partition in
    select c.relname
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.mesh_heartbeats'::regclass and c.relname ~ '^mesh_heartbeats_\d{8}$'
      and ((right(c.relname, 8)::date + 1)::timestamp at time zone 'UTC') <= v_oldest_at
    order by c.relname
  loop
    begin
      execute format('drop table private.%I', v_partition);
      v_dropped := v_dropped + 1;
    exception
      when lock_not_available or deadlock_detected then
        raise warning 'heartbase: partition % was not dropped: %', v_partition, sqlerrm;
        exit;
    end;
  end loop;
  delete from private.mesh_heartbeats_default d where d.created_at < v_oldest_at;
  return jsonb_build_object('made', v_made, 'dropped', v_dropped);
end
$$;
comment on function private.maintain_mesh_partitions(timestamptz) is
  'Makes partitions of mesh_heartbeats ahead and drops those past the retention; returns the counts.';
revoke all on function private.maintain_mesh_partitions(timestamptz) from public, anon, authenticated, service_role;

select private.maintain_mesh_partitions();
