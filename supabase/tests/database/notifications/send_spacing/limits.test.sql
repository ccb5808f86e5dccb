-- The least time between two messages to a destination.
begin;
select plan(1);

select results_eq(
  $$select kind, spent, private.send_spacing(kind, spent)
    from unnest(array['slack', 'email', 'webhook']) kind, unnest(array[false, true]) spent order by 2, 1$$,
  $$values ('email', false, interval '0.5 seconds'), ('slack', false, '1 second'), ('webhook', false, '0.1 seconds'),
    ('email', true, '10 seconds'), ('slack', true, '10 seconds'), ('webhook', true, '10 seconds')$$,
  'Slack takes one a second, Resend two; once the burst is spent it is ten seconds for all'
);

select * from finish();
rollback;
