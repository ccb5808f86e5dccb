-- States and domains are known words; a new tetrahedron is stable.
begin;
select plan(5);
select pg_temp.start_empty();

select lives_ok($$insert into tetrahedrons (name, domain, vertices) values ('t', 'family', '{a,b,c,d}')$$, 'a known domain is allowed');
select is((select jitterbug_state from tetrahedrons), 'stable-delta', 'it begins stable');
select throws_ok($$update tetrahedrons set domain = 'sports'$$, '23514', null, 'another domain is not');
select throws_ok($$update tetrahedrons set jitterbug_state = 'gone'$$, '23514', null, 'nor is another state');
select throws_ok($$update tetrahedrons set last_heartbeat_at = 'infinity'$$, '23514', null, 'nor an instant that nothing can be added to');

select * from finish();
rollback;
