-- The checks of shops, brands and operators: whose they are, and how they begin.
begin;
select plan(2);

select bag_eq(
  $$select id, roles, agent, category, default_enabled, default_priority, title, description
    from check_definitions where tenant_id is null and evaluator not in ('sql', 'http')$$,
  $$values
    ('system_errors', '{super_user}'::text[], 'linus', 'system', true, 'high', 'System Errors', 'Monitor for new system errors and exceptions'),
    ('deployment_status', '{super_user}', 'linus', 'system', true, 'high', 'Deployment Status', 'Check for failed or pending deployments'),
    ('new_signups', '{super_user}', 'jack', 'revenue', true, 'medium', 'New Signups', 'Notify on new paid customer signups'),
    ('churn_risk', '{super_user}', 'jack', 'revenue', true, 'high', 'Churn Risk', 'Identify accounts at risk of churning'),
    ('academy_leads', '{super_user}', 'glenda', 'marketing', true, 'low', 'Academy Leads', 'New leads from Academy signup'),
    ('vibe_leads', '{super_user}', 'glenda', 'marketing', true, 'low', 'Vibe Studio Leads', 'New leads from Vibe Studio'),
    ('gmail_unread', '{super_user}', 'openclaw', 'operations', false, 'medium', 'Unread Emails', 'Check for urgent unread emails'),
    ('calendar_upcoming', '{super_user}', 'openclaw', 'operations', false, 'medium', 'Upcoming Meetings', 'Meetings starting in the next 2 hours'),
    ('platform_health', '{super_user}', 'linus', 'system', true, 'medium', 'Platform Health', 'Overall platform health metrics'),
    ('glm_usage_90', '{super_user}', 'linus', 'system', true, 'high', 'GLM Usage Threshold', 'Alert when GLM usage reaches the 90% threshold'),
    ('glm_cycle_reset', '{super_user}', 'linus', 'system', true, 'medium', 'GLM Cycle Reset', 'Notify when the GLM billing cycle resets and GLM can be re-enabled'),
    ('low_stock_alerts', '{dispensary}', 'smokey', 'operations', true, 'high', 'Low Stock Alerts', 'Products running low on inventory'),
    ('expiring_batches', '{dispensary}', 'smokey', 'operations', true, 'high', 'Expiring Batches', 'Inventory batches expiring soon'),
    ('margin_alerts', '{dispensary}', 'money_mike', 'revenue', true, 'medium', 'Margin Alerts', 'Products with margins below threshold'),
    ('pricing_opportunities', '{dispensary}', 'money_mike', 'revenue', true, 'low', 'Pricing Opportunities', 'Opportunities to optimize pricing'),
    ('competitor_price_changes', '{dispensary,brand}', 'ezal', 'marketing', true, 'medium', 'Competitor Price Changes', 'Significant competitor price changes'),
    ('competitor_stockouts', '{dispensary,brand}', 'ezal', 'marketing', true, 'low', 'Competitor Stockouts', 'Competitor products out of stock'),
    ('at_risk_customers', '{dispensary}', 'mrs_parker', 'customers', true, 'medium', 'At-Risk Customers', 'VIP customers not seen recently'),
    ('birthday_today', '{dispensary}', 'mrs_parker', 'customers', true, 'low', 'Customer Birthdays', 'VIP customer birthdays today'),
    ('license_expiry', '{dispensary}', 'deebo', 'compliance', true, 'urgent', 'License Expiry', 'Licenses expiring within 30 days'),
    ('content_pending_review', '{dispensary}', 'deebo', 'compliance', true, 'medium', 'Content Pending Review', 'Marketing content awaiting compliance review'),
    ('sales_velocity', '{dispensary}', 'pops', 'revenue', true, 'medium', 'Sales Velocity', 'Unusual sales patterns detected'),
    ('order_anomalies', '{dispensary}', 'pops', 'operations', true, 'high', 'Order Anomalies', 'Significant spikes or drops in orders'),
    ('pos_sync_status', '{dispensary}', 'smokey', 'system', true, 'high', 'POS Sync Status', 'Check if POS sync is working correctly'),
    ('content_pending_approval', '{brand}', 'craig', 'marketing', true, 'medium', 'Content Pending Approval', 'Content waiting for approval'),
    ('campaign_performance', '{brand}', 'craig', 'marketing', true, 'medium', 'Campaign Performance', 'Campaigns with declining engagement'),
    ('competitor_launches', '{brand}', 'ezal', 'marketing', true, 'medium', 'Competitor Launches', 'New competitor products detected'),
    ('pricing_trends', '{brand}', 'ezal', 'revenue', true, 'low', 'Pricing Trends', 'Market-wide pricing shifts'),
    ('partner_performance', '{brand}', 'money_mike', 'revenue', true, 'medium', 'Partner Performance', 'Underperforming retail partners'),
    ('revenue_forecast', '{brand}', 'money_mike', 'revenue', true, 'high', 'Revenue Forecast', 'Revenue trending below target'),
    ('ranking_changes', '{brand}', 'day_day', 'marketing', true, 'medium', 'Ranking Changes', 'SEO ranking drops detected'),
    ('seo_opportunities', '{brand}', 'day_day', 'marketing', false, 'low', 'SEO Opportunities', 'New keyword opportunities found'),
    ('traffic_anomalies', '{brand}', 'pops', 'marketing', true, 'medium', 'Traffic Anomalies', 'Unusual traffic patterns'),
    ('conversion_rates', '{brand}', 'pops', 'revenue', true, 'high', 'Conversion Rates', 'Conversion rate drops detected'),
    ('campaign_performance_alert', '{dispensary,brand}', 'craig', 'marketing', true, 'medium', 'Campaign Performance', 'Active campaigns with low delivery or engagement rates'),
    ('campaign_stalled', '{dispensary,brand}', 'craig', 'marketing', true, 'high', 'Stalled Campaigns', 'Scheduled campaigns that failed to send on time'),
    ('campaign_compliance_pending', '{dispensary,brand}', 'deebo', 'compliance', true, 'medium', 'Campaign Compliance Pending', 'Campaigns stuck in compliance review for over 24 hours'),
    ('scheduled_playbooks_due', '{super_user,dispensary,brand}', 'leo', 'operations', true, 'high', 'Overdue Playbooks', 'Scheduled playbooks that should have run'),
    ('failed_playbooks', '{super_user,dispensary,brand}', 'leo', 'operations', true, 'high', 'Failed Playbooks', 'Recent playbook execution failures'),
    ('stalled_playbook_executions', '{super_user,dispensary,brand}', 'linus', 'system', true, 'urgent', 'Stalled Executions', 'Playbook executions stuck in running state'),
    ('pending_playbook_approvals', '{super_user,dispensary,brand}', 'craig', 'marketing', true, 'medium', 'Playbook Approvals', 'Content from playbooks awaiting approval'),
    ('upcoming_playbooks', '{super_user,dispensary,brand}', 'leo', 'operations', false, 'low', 'Upcoming Playbooks', 'Playbooks scheduled to run in the next 2 hours')$$,
  'all 42'
);
select is_empty($$select id from check_definitions where tenant_id is null and not is_builtin$$, 'they came with Heartbase');

select * from finish();
rollback;
