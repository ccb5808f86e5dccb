-- A topic goes by the check, else by the agent, else by the category; every built-in check has one.
begin;
select plan(7);
select pg_temp.start_empty();

insert into private.bus_topics values ('check', 'mine', 'demand_spike'), ('agent', 'somebody', 'price_change');
select is(private.bus_topic('mine', 'somebody', 'compliance'), 'demand_spike', 'the check counts first');
select is(private.bus_topic('another', 'somebody', 'compliance'), 'price_change', 'then the agent');
select is(private.bus_topic('another', 'nobody', 'compliance'), 'compliance_risk', 'then the category');
select is(private.bus_topic('another', 'nobody', 'system'), 'anomaly', 'whatever is left is an anomaly');
select is_empty($$select value from private.bus_topics where matches = 'check' and value <> 'mine' except select id from check_definitions$$,
  'only checks that there are have topics of their own');
select results_eq(
  $$select c.id, private.bus_topic(c.id, d.agent, d.category)
    from unnest(array['low_stock_alerts', 'system_errors', 'competitor_price_changes', 'at_risk_customers', 'license_expiry', 'traffic_anomalies'])
      with ordinality c(id, position) join check_definitions d on d.id = c.id and d.tenant_id is null order by c.position$$,
  $$values ('low_stock_alerts', 'inventory_alert'), ('system_errors', 'anomaly'), ('competitor_price_changes', 'price_change'),
    ('at_risk_customers', 'customer_trend'), ('license_expiry', 'compliance_risk'), ('traffic_anomalies', 'demand_spike')$$,
  'Hive Mind Agent Bus mapping correct'
);
select results_eq(
  $$select distinct private.bus_topic(id, agent, category) from check_definitions where is_builtin order by 1$$,
  array['anomaly', 'compliance_risk', 'customer_trend', 'demand_spike', 'inventory_alert', 'price_change'],
  'every topic has built-in checks'
);

select * from finish();
rollback;
