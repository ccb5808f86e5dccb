-- The newest heartbeats of a tetrahedron are read by index, in every partition.
begin;
select plan(3);
select pg_temp.start_empty();

select pg_temp.make_tetrahedron('t' || n) from generate_series(1, 200) n;
insert into mesh_heartbeats (tetrahedron_id, source, created_at)
select t.id, 'device', now() - n * interval '1 minute' from tetrahedrons t, generate_series(1, 100) n;
analyze mesh_heartbeats;
create function pg_temp.plan_of(query text) returns setof text language plpgsql as $$
begin
  return query execute 'explain (costs off) ' || query;
end
$$;
select pg_temp.plan_of(format(
  'SELECT * FROM public.mesh_heartbeats WHERE tetrahedron_id = %L ORDER BY created_at DESC LIMIT 10', (select min(id::text) from tetrahedrons)
)) as line into temp plan_lines;
select is_empty($$select line from plan_lines where line like '%Seq Scan%'$$, 'no partition is read whole');
select is_empty($$select line from plan_lines where line ~ '^\s*(->)?\s*Sort\s*$'$$, 'and nothing is sorted');
select isnt_empty($$select line from plan_lines where line like '%Index Scan%'$$, 'but found by index');

select * from finish();
rollback;
