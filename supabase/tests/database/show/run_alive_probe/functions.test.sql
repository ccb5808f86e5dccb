-- A function answers true or false, or an object with ok.
begin;
select plan(8);
select pg_temp.start_empty();

create function alive_probes.yes() returns boolean language sql as 'select true';
create function alive_probes.no() returns boolean language sql as 'select false';
create function alive_probes.unknown() returns boolean language sql as 'select null::boolean';
create function alive_probes.full_answer() returns jsonb language sql
  as $$select '{"ok": false, "error": "3 jobs wait", "details": {"waiting": 3}}'::jsonb$$;
create function alive_probes.words() returns jsonb language sql as $$select '{"ok": "yes"}'::jsonb$$;
create function alive_probes.raises() returns boolean language plpgsql
  as $$begin raise exception using errcode = 'P0001', message = 'broken'; end$$;
insert into alive_subsystems (name, title, kind, target)
select 'my_' || f, f, 'sql_function', f from unnest(array['yes', 'no', 'unknown', 'full_answer', 'words', 'raises']) f;
select is(run_alive_probe('my_yes'), '{"ok": true}'::jsonb, 'true');
select is(run_alive_probe('my_no'), '{"ok": false}'::jsonb, 'false');
select is(
  run_alive_probe('my_full_answer'), '{"ok": false, "error": "3 jobs wait", "details": {"waiting": 3}}'::jsonb, 'an object as it is'
);
select is(
  run_alive_probe('my_unknown'),
  '{"ok": false, "error": "alive_probes.unknown answered neither a boolean nor an object with a boolean ok."}'::jsonb,
  'null is no answer'
);
select is(run_alive_probe('my_words') ->> 'ok', 'false', 'nor is an object whose ok is no boolean');
select throws_ok($$select run_alive_probe('my_raises')$$, 'P0001', 'broken', 'what raises is for the caller to report');
drop function alive_probes.yes();
select throws_ok($$select run_alive_probe('my_yes')$$, '42883', null, 'one that was dropped raises');
update alive_subsystems set enabled = false where name = 'my_no';
select throws_ok($$select run_alive_probe('my_no')$$, 'PT404', 'alive_probe_not_found', 'one that is off is not there');

select * from finish();
rollback;
