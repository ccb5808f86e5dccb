-- The minute tick: evaluates what is due, ends what was abandoned, and rings the doorbell when a message waits.
-- Level-triggered: a tick that never came is made up for by the next, and two at once do nothing twice.
-- API: private. Called by: cron job heartbase-tick.
create or replace function private.tick(now_at timestamptz default now())
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_outage boolean := private.note_outage(now_at);
  v_alerted integer := private.evaluate_jobs(now_at);
  v_tetrahedrons_alerted integer := private.evaluate_tetrahedrons(now_at);
  v_dead integer := private.sweep_notifications(now_at);
  v_answers integer;
begin
  -- Like the doorbell, pg_net's answers are worth knowing and not worth the tick.
  begin
    v_answers := private.harvest_edge_requests(now_at);
  exception
    when others then
      raise warning 'heartbase: answers of edge functions could not be read: % %', sqlstate, sqlerrm;
  end;
  update private.evaluator_state s set last_tick_at = now_at;
  return jsonb_build_object(
    'outage', v_outage,
    'jobs_alerted', v_alerted,
    'tetrahedrons_alerted', v_tetrahedrons_alerted,
    'notifications_dead', v_dead,
    'edge_answers', v_answers,
    'doorbell', coalesce(private.next_delivery_at() <= now_at, false) and private.ring_doorbell()
  );
end
$$;
comment on function private.tick(timestamptz) is 'The minute tick: evaluate, sweep, harvest, ring the doorbell when something waits.';
revoke all on function private.tick(timestamptz) from public, anon, authenticated, service_role;
