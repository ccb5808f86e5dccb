-- What is kept of a check has bounds.
begin;
select plan(6);
select pg_temp.start_empty();

update alive_subsystems set enabled = name in ('database', 'auth');
select (begin_alive_check() ->> 'lease')::uuid as lease into temp check_;
select throws_ok(format($$select finish_alive_check(lease, %s) from check_$$, answers), '22023', 'invalid_subsystems', name)
from (values ('null', 'null is refused'), ($$'[]'$$, 'and what is no object'),
  ($$jsonb_build_object('database', repeat('x', 1048576))$$, 'and over 1 MB')) v(answers, name);
select finish_alive_check(lease, jsonb_build_object(
  'database', jsonb_build_object('ok', false, 'error', repeat('x', 501), 'details', jsonb_build_object('a', repeat('x', 10231)),
    'duration_ms', 'soon'),
  'auth', jsonb_build_object('ok', true, 'details', jsonb_build_object('a', repeat('x', 10232)))
)) -> 'status' -> 'subsystems' as subsystems into temp kept from check_;
select is((select length(subsystems #>> '{database,error}') from kept), 500, 'an error has 500 characters');
select is(
  (select octet_length((subsystems #> '{database,details}')::text) from kept), 10240, 'details have 10 kB'
);
select is(
  (select array[subsystems -> 'auth' ? 'details', subsystems -> 'database' ? 'duration_ms'] from kept), array[false, false],
  'larger ones are left out, and a duration that is no number'
);

select * from finish();
rollback;
