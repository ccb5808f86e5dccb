-- A topic goes by the check, else by the agent, else by the category; every built-in check has one.
begin;
select plan(6);
select pg_temp.start_empty();

insert into private.bus_topics values ('check', 'mine', 'demand_spike'), ('agent', 'somebody', 'price_change');
select is(private.bus_topic('mine', 'somebody', 'compliance'), 'demand_spike', 'the check counts first');
select is(private.bus_topic('another', 'somebody', 'compliance'), 'price_change', 'then the agent');
select is(private.bus_topic('another', 'nobody', 'compliance'), 'compliance_risk', 'then the category');
select is(private.bus_topic('another', 'nobody', 'system'), 'anomaly', 'whatever is left is an anomaly');
select is_empty($$select value from private.bus_topics where matches = 'check' and value <> 'mine' except select id from check_definitions$$,
  'only checks that there are have topics of their own');
select results_eq(
  $$select distinct private.bus_topic(id, agent, category) from check_definitions where is_builtin order by 1$$,
  array['anomaly', 'compliance_risk', 'customer_trend', 'demand_spike', 'inventory_alert', 'price_change'],
  'every topic has built-in checks'
);

select * from finish();
rollback;
