-- An execution is recorded: what was asked, what came out, and how bad it is at worst.
begin;
select plan(9);
select pg_temp.start_empty();

select pg_temp.make_tenant(t) from unnest(array['clear', 'warned', 'alarmed', 'broken']) t;
select pg_temp.make_mood_check(c) from unnest(array['a', 'b', 'c', 'd']) c;
insert into check_definitions (id, title, category, evaluator, rule)
values ('e', 'E', 'system', 'threshold', '{"signal": "e", "field": "x", "levels": [{"gt": 1, "status": "ok"}]}');
select pg_temp.set_mood(t, 'ok', id => 'a') from unnest(array['clear', 'warned', 'alarmed', 'broken']) t;
select pg_temp.set_mood(t, 'warning', id => 'b') from unnest(array['warned', 'alarmed', 'broken']) t;
select pg_temp.set_mood(t, 'alert', id => 'c') from unnest(array['alarmed', 'broken']) t;
select pg_temp.set_mood('clear', 'notice', id => 'd');
select report_signals('broken', '[{"signal": "e", "data": {"x": "y"}}]');
select pg_temp.run_due('2026-03-01 12:00+00') as executions into temp run;
select results_eq(
  $$select tenant_id, overall_status, checks_run, results_count, notifiable_count, suppressed_count, notifications_sent, started_at, completed_at
    from heartbeat_executions order by 1$$,
  $$values
    ('alarmed', 'has_alerts', 5, 4, 2, 0, 1, timestamptz '2026-03-01 12:00+00', timestamptz '2026-03-01 12:00+00'),
    ('broken', 'has_errors', 5, 5, 3, 0, 1, '2026-03-01 12:00+00', '2026-03-01 12:00+00'),
    ('clear', 'all_clear', 5, 4, 1, 0, 1, '2026-03-01 12:00+00', '2026-03-01 12:00+00'),
    ('warned', 'has_warnings', 5, 4, 1, 0, 1, '2026-03-01 12:00+00', '2026-03-01 12:00+00')$$,
  'Overall status aggregation (errors > alerts > warnings > all_clear)'
);
select is(
  (select results from heartbeat_executions where tenant_id = 'warned'),
  '[{"checkId": "b", "agent": "heartbase", "category": "system", "status": "warning", "priority": "medium", "title": "Mood", "message": "Mood",
    "data": {"count": 1, "items": [""], "value": null, "matched": 1}, "timestamp": "2026-03-01T12:00:00+00:00"}]',
  'Execution records saved'
);
select is((select jsonb_array_length(results) from heartbeat_executions where tenant_id = 'clear'), 1, 'a notice too');
select is(executions -> 'warned' ->> 'overallStatus', 'has_warnings', 'the answer is the same') from run;
select is(array(select jsonb_object_keys(executions -> 'warned') order by 1),
  array['checksRun', 'completedAt', 'durationMs', 'executionId', 'notifiableCount', 'notificationsSent', 'overallStatus', 'results', 'resultsCount',
    'role', 'startedAt', 'suppressed', 'tenantId', 'userId'], 'with these names') from run;
select is((select count(*) from tenant_check_states), 7::bigint, 'what goes on is known');
select is((select count(*) from guardian_alerts), 0::bigint, 'the dashboard needs no message');
select is((select count(*) from heartbeat_notifications where outcome = 'shown'), 4::bigint, 'but shows the news');
select results_eq($$select last_run_at from tenant_settings group by 1$$, array[timestamptz '2026-03-01 12:00+00'], 'when it was is known');

select * from finish();
rollback;
