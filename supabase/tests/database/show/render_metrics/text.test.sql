-- Prometheus' text format 0.0.4, to the byte.
begin;
select plan(2);
select pg_temp.start_empty();

insert into tetrahedrons (id, name, vertices, last_heartbeat_at, heartbeat_count) values
  ('2f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a02', 'Work', '{a,b,c,d}', now() - interval '90.25 seconds', 7),
  ('1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a01', 'Family', '{a,b,c,d}', now() - interval '2 hours', 12);
select is(render_metrics('tetrahedron'), $$# HELP heartbase_metrics_series_omitted What has no series of its own because there is more of its kind than metrics_max_series.
# TYPE heartbase_metrics_series_omitted gauge
heartbase_metrics_series_omitted{kind="tetrahedron"} 0
# HELP heartbase_tetrahedron_heartbeats_per_minute Heartbeats logged in the last five full minutes, the current one left out, divided by five.
# TYPE heartbase_tetrahedron_heartbeats_per_minute gauge
heartbase_tetrahedron_heartbeats_per_minute{name="Family",tetrahedron_id="1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a01"} 0
heartbase_tetrahedron_heartbeats_per_minute{name="Work",tetrahedron_id="2f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a02"} 0
# HELP heartbase_tetrahedron_heartbeats_total Heartbeats since the tetrahedron was made.
# TYPE heartbase_tetrahedron_heartbeats_total counter
heartbase_tetrahedron_heartbeats_total{name="Family",tetrahedron_id="1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a01"} 12
heartbase_tetrahedron_heartbeats_total{name="Work",tetrahedron_id="2f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a02"} 7
# HELP heartbase_tetrahedron_last_heartbeat_age_seconds Time since the last heartbeat; no sample when there was none.
# TYPE heartbase_tetrahedron_last_heartbeat_age_seconds gauge
heartbase_tetrahedron_last_heartbeat_age_seconds{name="Family",tetrahedron_id="1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a01"} 7200
heartbase_tetrahedron_last_heartbeat_age_seconds{name="Work",tetrahedron_id="2f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a02"} 90.25
# HELP heartbase_tetrahedron_stale 1 when it is silent for longer than its threshold.
# TYPE heartbase_tetrahedron_stale gauge
heartbase_tetrahedron_stale{name="Family",tetrahedron_id="1f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a01"} 1
heartbase_tetrahedron_stale{name="Work",tetrahedron_id="2f0c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a02"} 0
# HELP heartbase_tetrahedrons Tetrahedrons by state: paused, stale, waiting (never heard, and not late yet) or healthy.
# TYPE heartbase_tetrahedrons gauge
heartbase_tetrahedrons{state="healthy"} 1
heartbase_tetrahedrons{state="paused"} 0
heartbase_tetrahedrons{state="stale"} 1
heartbase_tetrahedrons{state="waiting"} 0
# HELP heartbase_tetrahedrons_by_jitterbug_state Tetrahedrons by jitterbug_state.
# TYPE heartbase_tetrahedrons_by_jitterbug_state gauge
heartbase_tetrahedrons_by_jitterbug_state{jitterbug_state="stable-delta"} 2
$$, 'families and series in order, numbers without idle zeros');
select is(render_metrics('tetrahedron'), render_metrics('tetrahedron'), 'the same state is the same text');

select * from finish();
rollback;
