-- A check of one's own is one row.
begin;
select plan(4);
select pg_temp.start_empty();
select pg_temp.make_tenant('acme'), pg_temp.make_tenant('other');

insert into check_definitions (id, title, category, evaluator, rule)
values ('full_disks', 'Full disks', 'system', 'threshold', '{
  "signal": "disks", "field": "used",
  "levels": [{"gte": 95, "status": "alert", "priority": "urgent", "message": "{matched} of {count} disks are at up to {value} %: {items}."}],
  "otherwise": {"status": "ok"}
}');
select report_signals('acme', '[{"signal": "disks", "items": {"a": {"used": 94.9}, "b": {"used": 95}, "c": {"used": 99.25}}}]');
select is(pg_temp.run_due('2026-03-01 12:00+00') #>> '{acme,results,0,message}', '2 of 3 disks are at up to 99.3 %: c, b.', 'it is asked');
select results_eq(
  $$select tenant_id, check_id, status, priority, title from tenant_check_states$$,
  $$values ('acme', 'full_disks', 'alert', 'urgent', 'Full disks')$$, 'and what it says is known'
);
delete from check_definitions where id = 'full_disks';
select is((pg_temp.run_due('2026-03-01 13:00+00') #> '{acme,checksRun}')::int, 0, 'without the row it is not asked any more');
select is_empty($$select from tenant_check_states$$, 'nor known');

select * from finish();
rollback;
