-- An evaluator does not wait for long for what others have locked.
begin;
select plan(1);
select pg_temp.start_empty();

select ok(
  (select proconfig @> '{lock_timeout=1s}' from pg_proc where oid = 'private.evaluate_due'::regproc),
  'it waits for a second at most'
);

select * from finish();
rollback;
