-- A change of stale_after makes the jobs that follow it due.
begin;
select plan(6);
select pg_temp.start_empty();

select pg_temp.make_job('follows', '2026-03-01', null), pg_temp.make_job('own', '2026-03-01'),
  pg_temp.make_job('paused', '2026-03-01', null);
update job_heartbeats set paused = job_name = 'paused';
create function pg_temp.due_after(edit text) returns text[] language plpgsql as $$
begin
  update public.job_heartbeats set next_check_at = '2030-01-01';
  execute edit;
  return (select array_agg(job_name order by job_name) from public.job_heartbeats where next_check_at = now());
end
$$;
select is(pg_temp.due_after($$insert into app_settings values ('stale_after', '2 h')$$), array['follows'], 'when it is set');
select is(pg_temp.due_after($$update app_settings set value = '3 h'$$), array['follows'], 'when it changes');
select is(
  pg_temp.due_after($$update app_settings set key = 'kept_for_later'$$), array['follows'], 'when its row gets another key'
);
select is(
  pg_temp.due_after($$update app_settings set key = 'stale_after'$$), array['follows'], 'or another row gets its key'
);
select is(pg_temp.due_after($$delete from app_settings$$), array['follows'], 'and when it is removed');
select is(pg_temp.due_after($$insert into app_settings values ('theme', 'dark')$$), null, 'another setting changes nothing');

select * from finish();
rollback;
