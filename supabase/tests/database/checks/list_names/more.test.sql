-- Lists in messages are of bounded length.
begin;
select plan(4);

select is(private.list_names('{a}', 1), 'a', 'one');
select is(
  private.list_names(array(select n::text from generate_series(1, 10) n), 10), '1, 2, 3, 4, 5, 6, 7, 8, 9, 10', 'ten are all named'
);
select is(
  private.list_names(array(select n::text from generate_series(1, 30) n), 30), '1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 20 more',
  'of more, ten'
);
select is(private.list_names('{a,b}', 12), 'a, b and 10 more', 'names may be fewer than there are');

select * from finish();
rollback;
