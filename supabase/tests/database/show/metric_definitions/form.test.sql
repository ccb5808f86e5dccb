-- Names are Prometheus's: one family each, counters alone end in _total, and no word that only summaries may end in.
begin;
select plan(4);

select is_empty($$select name from private.metric_definitions() where name !~ '^heartbase(_[a-z]+)+$'$$, 'all begin with heartbase');
select is_empty($$select name from private.metric_definitions() group by 1 having count(*) > 1$$, 'none is defined twice');
select is_empty(
  $$select name from private.metric_definitions() where type not in ('gauge', 'counter') or (type = 'counter') <> (name ~ '_total$')
    or name ~ '_(count|sum|bucket|info)$'$$, 'names go with types'
);
select is_empty($$select name from private.metric_definitions() where help !~ '^[1A-Z][^\n\\]+\.$'$$, 'each says what it means');

select * from finish();
rollback;
