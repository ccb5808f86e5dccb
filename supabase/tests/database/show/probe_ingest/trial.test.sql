-- A heartbeat is recorded for trial, and nothing is left of it.
begin;
select plan(6);
select pg_temp.start_empty();

select is(
  private.probe_ingest(),
  '{"ok": true, "error": null,
    "details": {"recorders": ["record_mesh_heartbeat", "record_mesh_heartbeats", "update_job_heartbeat"]}}'::jsonb,
  'heartbeats are taken'
);
select is_empty($$select from job_heartbeats$$, 'no job is left of the trial');
revoke execute on function public.record_mesh_heartbeat(uuid, text, jsonb) from service_role;
select is(
  private.probe_ingest() ->> 'error', 'The service role may not call record_mesh_heartbeat.', 'a recorder that was closed is found'
);
create function pg_temp.refuse() returns trigger language plpgsql
  as $$begin raise exception using errcode = 'P0001', message = 'no jobs today'; end$$;
create trigger refuse before insert on job_heartbeats for each row execute function pg_temp.refuse();
select throws_ok($$select private.probe_ingest()$$, 'P0001', 'no jobs today', 'what refuses a heartbeat is the error');
drop trigger refuse on job_heartbeats;
alter table job_heartbeats add constraint frozen check (heartbeat_count = 0) not valid;
select throws_ok($$select private.probe_ingest()$$, '23514', null, 'a constraint, too');
alter table job_heartbeats drop constraint frozen;
insert into job_heartbeats (job_name, last_run_at) values ('heartbase-alive-trial', '2026-03-01 12:00+00');
select private.probe_ingest();
select is(
  (select last_run_at from job_heartbeats), '2026-03-01 12:00+00'::timestamptz, 'a job of that name gets no heartbeat from it'
);

select * from finish();
rollback;
