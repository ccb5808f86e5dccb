-- What is no batch is refused whole.
begin;
select plan(5);
select pg_temp.start_empty();

select throws_ok($$select record_mesh_heartbeats('{}')$$, '22023', 'invalid_batch', 'an object');
select throws_ok($$select record_mesh_heartbeats(null)$$, '22023', 'invalid_batch', 'nothing');
select throws_ok(
  $$select record_mesh_heartbeats((select jsonb_agg(n) from generate_series(1, 10001) n))$$, '22023', 'invalid_batch', '10001 elements'
);
select is(record_mesh_heartbeats('[]'), '{"recorded": 0, "errors": []}'::jsonb, 'an empty one is well');
select is(
  jsonb_array_length(record_mesh_heartbeats((select jsonb_agg(n) from generate_series(1, 10000) n)) -> 'errors'), 10000, '10000 elements are allowed'
);

select * from finish();
rollback;
