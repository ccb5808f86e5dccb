-- What an error quotes does not get into a message.
begin;
select plan(5);

select is(
  private.plain_error(E'ERROR:  relation "public.orders" does not exist\nLINE 1: select * from net.http_post(''Bearer s3cret'')\n   ^'),
  'ERROR:  relation "public.orders" does not exist', 'no statement, no context; the name of a table stays'
);
select is(
  private.plain_error('ERROR:  invalid input syntax for type uuid: "eyJhbGciOi.J9"'), 'ERROR:  invalid input syntax for type uuid: "…"',
  'no value'
);
select is(
  private.plain_error('ERROR:  invalid input syntax for type json: "never closed'), 'ERROR:  invalid input syntax for type json: "…"',
  'not even one without an end'
);
select is(length(private.plain_error(repeat('x', 1000))), 200, 'no more than 200 characters');
select is(private.plain_error(null), null, 'nothing of nothing');

select * from finish();
rollback;
