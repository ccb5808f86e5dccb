-- Whoever begins a check gets its probes; everybody gets the state.
begin;
select plan(6);
select pg_temp.start_empty();

update private.evaluator_state set last_tick_at = now();
insert into alive_subsystems (name, title, core, kind, target, timeout)
values ('shop', 'Shop', true, 'url', 'https://a.example/', '1.5 seconds');
select begin_alive_check() as answer into temp first;
select is(
  (select (answer - array['lease', 'probes', 'evaluator']) #- '{status,timestamp}' from first),
  '{"status": {"alive": false, "phase": "booting", "subsystems": {}}, "age_seconds": null, "running": true}'::jsonb,
  'before the first result it is booting'
);
select is((select answer -> 'evaluator' -> 'ok' from first), 'true', 'the evaluator''s state is of now');
select is(
  (select p from first, jsonb_array_elements(answer -> 'probes') p where p ->> 'name' = 'shop'),
  '{"name": "shop", "title": "Shop", "core": true, "asked_by": "url", "target": "https://a.example/", "timeout_ms": 1500}'::jsonb,
  'a probe says how it is made'
);
select ok(not begin_alive_check(true) ?| array['lease', 'probes'], 'who comes second has no lease');
select finish_alive_check((answer ->> 'lease')::uuid, '{"database": {"ok": true}}') from first;
update private.alive_state set finished_at = now() - interval '12.34 seconds';
select begin_alive_check() as answer into temp later;
select is(
  (select jsonb_build_array(answer -> 'status' -> 'phase', answer -> 'age_seconds', answer -> 'running', answer -> 'lease') from later),
  '["error", 12.3, false, null]'::jsonb, 'a result is given out with its age'
);
select ok(begin_alive_check(true) ? 'lease', 'unless somebody who may insists');

select * from finish();
rollback;
