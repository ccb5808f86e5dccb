-- What is wrong is said, and nothing is made.
begin;
select plan(9);
select pg_temp.start_empty();

select throws_ok($$select register_machine(null)$$, '22023', 'invalid_machine_name', 'no name');
select throws_ok($$select register_machine('  ')$$, '22023', 'invalid_machine_name', 'a blank one');
select throws_ok($$select register_machine(repeat('x', 201))$$, '22023', 'invalid_machine_name', 'a long one');
select lives_ok($$select register_machine(repeat('x', 200))$$, 'one as long as may be');
select throws_ok($$select register_machine(E'a\nb')$$, '22023', 'invalid_machine_name', 'one with a control character');
select throws_ok($$select register_machine('web', repeat('x', 256))$$, '22023', 'invalid_hostname', 'a long host name');
select throws_ok($$select register_machine('web', 'h', repeat('x', 2001))$$, '22023', 'invalid_description', 'a long description');
select lives_ok($$select register_machine('web', repeat('x', 255), repeat('x', 2000))$$, 'as long as may be');
select is((select count(*) from machines), 2::bigint, 'only the good ones are there');

select * from finish();
rollback;
