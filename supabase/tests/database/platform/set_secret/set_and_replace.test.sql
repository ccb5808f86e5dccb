-- A secret is put under a name and replaced under it.
begin;
select plan(5);
select pg_temp.start_empty();

select is(private.get_secret('heartbase_test'), null, 'a secret that was never set is null');
select private.set_secret('heartbase_test', 'first', 'what it is for');
select is(private.get_secret('heartbase_test'), 'first', 'a secret can be read back');
select private.set_secret('heartbase_test', 'second');
select is(private.get_secret('heartbase_test'), 'second', 'setting it again replaces it');
select is((select count(*) from vault.secrets where name = 'heartbase_test'), 1::bigint, 'there is one secret of the name');
select unalike((select secret from vault.secrets where name = 'heartbase_test'), '%second%', 'the stored form is encrypted');

select * from finish();
rollback;
