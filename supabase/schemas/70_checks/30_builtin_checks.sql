-- The checks that come with Heartbase for shops, brands and whoever runs their platform. Each reads signals that are reported, or mapped
-- with private.signal_sources; docs/checks.md has the fields of each. They are kept as they are here: to have another rule, add a check
-- of one's own, or one with the same id for a tenant.
insert into public.check_definitions (
  id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule, is_builtin
)
select v.id, v.title, v.description, v.agent, v.category, v.roles::text[], v.default_priority, v.default_enabled, v.evaluator, v.rule::jsonb, true
from (values
  ('system_errors', 'System Errors', 'Monitor for new system errors and exceptions', 'linus', 'system', '{super_user}', 'high', true, 'count', '{
    "signal": "error_tickets",
    "where": [{"field": "status", "eq": "open"}, {"field": "created_at", "newer_than": "30 minutes"}],
    "levels": [
      {"where": [{"field": "priority", "in": ["critical", "high"]}], "status": "alert", "priority": "urgent", "message": "{matched} grave errors of {count} in the last 30 minutes: {items}."},
      {"status": "warning", "priority": "high", "message": "{matched} errors in the last 30 minutes: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('deployment_status', 'Deployment Status', 'Check for failed or pending deployments', 'linus', 'system', '{super_user}', 'high', true, 'count', '{
    "signal": "deployments", "where": [{"field": "created_at", "newer_than": "24 hours"}],
    "levels": [
      {"where": [{"field": "status", "eq": "failed"}], "status": "alert", "priority": "high", "message": "{matched} deployments failed in the last 24 hours: {items}."},
      {"where": [{"field": "status", "in": ["pending", "in_progress"]}], "status": "warning", "priority": "medium", "message": "{matched} deployments are under way: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('new_signups', 'New Signups', 'Notify on new paid customer signups', 'jack', 'revenue', '{super_user}', 'medium', true, 'count', '{
    "signal": "signups",
    "where": [{"field": "plan", "in": ["starter", "growth", "empire"]}, {"field": "created_at", "newer_than": "30 minutes"}],
    "levels": [
      {"status": "ok", "priority": "medium", "message": "{matched} new paid sign-ups: {items}."}
    ]
  }'),
  ('churn_risk', 'Churn Risk', 'Identify accounts at risk of churning', 'jack', 'revenue', '{super_user}', 'high', true, 'freshness', '{
    "signal": "accounts", "field": "last_activity_at",
    "where": [{"field": "status", "eq": "active"}, {"field": "plan", "in": ["starter", "growth", "empire"]}],
    "levels": [
      {"older_than": "30 days", "status": "warning", "priority": "high", "message": "{matched} paying accounts are quiet, the quietest for {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('academy_leads', 'Academy Leads', 'New leads from Academy signup', 'glenda', 'marketing', '{super_user}', 'low', true, 'count', '{
    "signal": "academy_leads", "where": [{"field": "created_at", "newer_than": "1 hour"}],
    "levels": [
      {"count": 5, "status": "ok", "priority": "low", "message": "{matched} leads in the last hour."}
    ]
  }'),
  ('vibe_leads', 'Vibe Studio Leads', 'New leads from Vibe Studio', 'glenda', 'marketing', '{super_user}', 'low', true, 'count', '{
    "signal": "vibe_leads", "where": [{"field": "created_at", "newer_than": "1 hour"}],
    "levels": [
      {"total": 10, "where": [{"field": "intent", "eq": "high"}], "status": "ok", "priority": "medium", "message": "{count} leads in the last hour, {matched} with high intent."},
      {"total": 10, "status": "ok", "priority": "low", "message": "{count} leads in the last hour."}
    ]
  }'),
  ('gmail_unread', 'Unread Emails', 'Check for urgent unread emails', 'openclaw', 'operations', '{super_user}', 'medium', false, 'count', '{
    "signal": "emails", "where": [{"field": "unread", "eq": true}, {"field": "important", "eq": true}],
    "levels": [
      {"status": "warning", "priority": "medium", "message": "{matched} important unread emails."}
    ]
  }'),
  ('calendar_upcoming', 'Upcoming Meetings', 'Meetings starting in the next 2 hours', 'openclaw', 'operations', '{super_user}', 'medium', false, 'count', '{
    "signal": "meetings", "where": [{"field": "starts_at", "upcoming": "2 hours"}],
    "levels": [
      {"status": "ok", "priority": "medium", "message": "{matched} meetings in the next 2 hours: {items}."}
    ]
  }'),
  ('platform_health', 'Platform Health', 'Overall platform health metrics', 'linus', 'system', '{super_user}', 'medium', true, 'count', '{
    "signal": "system_health",
    "levels": [
      {"where": [{"field": "status", "eq": "down"}], "status": "alert", "priority": "urgent", "message": "The platform is down."},
      {"where": [{"field": "status", "eq": "degraded"}], "status": "warning", "priority": "high", "message": "The platform is degraded."}
    ],
    "otherwise": {"status": "ok"}, "on_error": {"priority": "high", "title": "Health Check Failed"}
  }'),
  ('glm_usage_90', 'GLM Usage Threshold', 'Alert when GLM usage reaches the 90% threshold', 'linus', 'system', '{super_user}', 'high', true, 'threshold', '{
    "signal": "glm_usage", "field": "percent",
    "levels": [
      {"gte": 90, "status": "alert", "priority": "high", "message": "{value} % of the usage of this cycle is spent."}
    ],
    "otherwise": {"status": "ok"}, "none": null
  }'),
  ('glm_cycle_reset', 'GLM Cycle Reset', 'Notify when the GLM billing cycle resets and GLM can be re-enabled', 'linus', 'system', '{super_user}', 'medium', true, 'count', '{
    "signal": "glm_usage", "where": [{"field": "cycle_started_at", "newer_than": "30 minutes"}],
    "levels": [
      {"status": "ok", "priority": "medium", "message": "A new billing cycle has begun: GLM can be enabled again."}
    ]
  }'),
  ('low_stock_alerts', 'Low Stock Alerts', 'Products running low on inventory', 'smokey', 'operations', '{dispensary}', 'high', true, 'threshold', '{
    "signal": "stock", "field": "quantity",
    "where": [{"field": "status", "eq": "active"}, {"field": "quantity", "gt": 0}, {"field": "quantity", "lte": 10}],
    "levels": [
      {"lte": 3, "status": "alert", "priority": "high", "message": "{matched} products are nearly out of stock, down to {value}: {items}."},
      {"lte": 10, "status": "warning", "priority": "medium", "message": "{matched} products are low in stock, down to {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('expiring_batches', 'Expiring Batches', 'Inventory batches expiring soon', 'smokey', 'operations', '{dispensary}', 'high', true, 'expiry', '{
    "signal": "batches", "field": "expires_at", "where": [{"field": "quantity", "gt": 0}],
    "levels": [
      {"within": "7 days", "status": "alert", "priority": "urgent", "message": "{matched} batches expire within a week: {items}."},
      {"within": "30 days", "status": "warning", "priority": "high", "message": "{matched} batches expire within 30 days: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('margin_alerts', 'Margin Alerts', 'Products with margins below threshold', 'money_mike', 'revenue', '{dispensary}', 'medium', true, 'threshold', '{
    "signal": "products", "field": "margin", "where": [{"field": "margin", "gt": 0}],
    "levels": [
      {"lt": 15, "status": "alert", "priority": "high", "message": "{matched} products have a margin of less than 15 %: {items}."},
      {"lt": 25, "status": "warning", "priority": "medium", "message": "{matched} products have a margin of less than 25 %: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('pricing_opportunities', 'Pricing Opportunities', 'Opportunities to optimize pricing', 'money_mike', 'revenue', '{dispensary}', 'low', true, 'count', '{
    "signal": "pricing_rules", "where": [{"field": "status", "eq": "draft"}],
    "levels": [
      {"status": "ok", "priority": "low", "message": "{matched} draft pricing rules: {items}."}
    ]
  }'),
  ('competitor_price_changes', 'Competitor Price Changes', 'Significant competitor price changes', 'ezal', 'marketing', '{dispensary,brand}', 'medium', true, 'threshold', '{
    "signal": "competitor_prices", "field": "percent_change", "abs": true,
    "where": [{"field": "changed_at", "newer_than": "24 hours"}],
    "levels": [
      {"gte": 10, "status": "warning", "priority": "medium", "message": "{matched} competitor prices changed by 10 % or more: {items}."}
    ]
  }'),
  ('competitor_stockouts', 'Competitor Stockouts', 'Competitor products out of stock', 'ezal', 'marketing', '{dispensary,brand}', 'low', true, 'count', '{
    "signal": "competitor_stockouts", "where": [{"field": "detected_at", "newer_than": "24 hours"}],
    "levels": [
      {"status": "ok", "priority": "low", "message": "{matched} competitor products are out of stock: {items}."}
    ]
  }'),
  ('at_risk_customers', 'At-Risk Customers', 'VIP customers not seen recently', 'mrs_parker', 'customers', '{dispensary}', 'medium', true, 'freshness', '{
    "signal": "customers", "field": "last_visit_at", "where": [{"field": "segment", "in": ["vip", "gold", "platinum"]}],
    "levels": [
      {"aged": "30 days", "where": [{"field": "lifetime_value", "gt": 1000}], "status": "alert", "priority": "high", "message": "{matched} of the best customers were not seen for up to {value}: {items}."},
      {"aged": "30 days", "status": "warning", "priority": "medium", "message": "{matched} good customers were not seen for up to {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('birthday_today', 'Customer Birthdays', 'VIP customer birthdays today', 'mrs_parker', 'customers', '{dispensary}', 'low', true, 'count', '{
    "signal": "customers", "where": [{"field": "birthday", "anniversary": true}],
    "levels": [
      {"where": [{"field": "segment", "eq": "vip"}], "status": "ok", "priority": "medium", "message": "{count} birthdays today, {matched} of VIPs: {items}."},
      {"status": "ok", "priority": "low", "message": "{matched} birthdays today: {items}."}
    ]
  }'),
  ('license_expiry', 'License Expiry', 'Licenses expiring within 30 days', 'deebo', 'compliance', '{dispensary}', 'urgent', true, 'expiry', '{
    "signal": "licenses", "field": "expires_at", "where": [{"field": "status", "eq": "active"}],
    "levels": [
      {"within": "7 days", "status": "alert", "priority": "urgent", "message": "{matched} licenses expire within a week, or have expired: {items}."},
      {"within": "30 days", "status": "warning", "priority": "urgent", "message": "{matched} licenses expire within 30 days: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('content_pending_review', 'Content Pending Review', 'Marketing content awaiting compliance review', 'deebo', 'compliance', '{dispensary}', 'medium', true, 'backlog', '{
    "signal": "content_reviews", "field": "submitted_at", "where": [{"field": "status", "eq": "pending"}],
    "levels": [
      {"older_than": "24 hours", "status": "warning", "priority": "medium", "message": "{matched} pieces wait for review for up to {value}: {items}."},
      {"status": "ok", "priority": "low", "message": "{matched} pieces wait for review."}
    ]
  }'),
  ('sales_velocity', 'Sales Velocity', 'Unusual sales patterns detected', 'pops', 'revenue', '{dispensary}', 'medium', true, 'change', '{
    "signal": "sales", "current": {"aggregate": "sum", "field": "today_revenue"},
    "base": {"aggregate": "sum", "field": "average_revenue", "pro_rata": {"start_hour": 9, "hours": 12}},
    "levels": [
      {"lt": -20, "status": "warning", "priority": "medium", "message": "Sales are {value} % from what is usual at this hour."},
      {"gt": 30, "status": "ok", "priority": "low", "message": "Sales are {value} % above what is usual at this hour."}
    ]
  }'),
  ('order_anomalies', 'Order Anomalies', 'Significant spikes or drops in orders', 'pops', 'operations', '{dispensary}', 'high', true, 'change', '{
    "signal": "orders", "current": {"aggregate": "count", "time": "created_at", "window": "1 hour"},
    "base": {"aggregate": "count", "time": "created_at", "window": "1 hour", "offset": "1 hour"},
    "levels": [
      {"lte": -50, "status": "warning", "priority": "high", "message": "Orders changed by {value} % from one hour to the next."},
      {"gte": 50, "status": "ok", "priority": "medium", "message": "Orders rose by {value} % from one hour to the next."}
    ]
  }'),
  ('pos_sync_status', 'POS Sync Status', 'Check if POS sync is working correctly', 'smokey', 'system', '{dispensary}', 'high', true, 'freshness', '{
    "signal": "pos_integrations", "field": "last_sync_at",
    "levels": [
      {"where": [{"field": "status", "eq": "error"}, {"field": "last_sync_at", "missing": false}], "status": "alert", "priority": "high", "message": "{matched} integrations report an error: {items}."},
      {"missing": true, "status": "warning", "priority": "high", "message": "{matched} integrations have never synced: {items}."},
      {"older_than": "2 hours", "status": "warning", "priority": "medium", "message": "The last sync is {value} old: {items}."}
    ],
    "otherwise": {"status": "ok"}, "none": null
  }'),
  ('content_pending_approval', 'Content Pending Approval', 'Content waiting for approval', 'craig', 'marketing', '{brand}', 'medium', true, 'backlog', '{
    "signal": "content_approvals", "field": "submitted_at", "where": [{"field": "status", "eq": "pending"}],
    "levels": [
      {"older_than": "48 hours", "status": "warning", "priority": "medium", "message": "{matched} pieces wait for approval for up to {value}: {items}."},
      {"status": "ok", "priority": "low", "message": "{matched} pieces wait for approval."}
    ]
  }'),
  ('campaign_performance', 'Campaign Performance', 'Campaigns with declining engagement', 'craig', 'marketing', '{brand}', 'medium', true, 'threshold', '{
    "signal": "campaigns", "field": "engagement", "percent_of": {"average": "engagement"},
    "where": [{"field": "status", "eq": "active"}],
    "levels": [
      {"lt": 70, "status": "warning", "priority": "medium", "message": "{matched} campaigns have little engagement, down to {value} % of the average: {items}."}
    ],
    "otherwise": {"status": "ok"}, "none": null
  }'),
  ('competitor_launches', 'Competitor Launches', 'New competitor products detected', 'ezal', 'marketing', '{brand}', 'medium', true, 'count', '{
    "signal": "competitor_launches", "where": [{"field": "launched_at", "newer_than": "7 days"}],
    "levels": [
      {"status": "warning", "priority": "medium", "message": "{matched} competitor products were launched in the last 7 days: {items}."}
    ]
  }'),
  ('pricing_trends', 'Pricing Trends', 'Market-wide pricing shifts', 'ezal', 'revenue', '{brand}', 'low', true, 'count', '{
    "signal": "pricing_trends",
    "where": [{"field": "detected_at", "newer_than": "7 days"}, {"field": "magnitude", "eq": "high"}],
    "levels": [
      {"status": "warning", "priority": "low", "message": "{matched} large price shifts in the last 7 days: {items}."}
    ]
  }'),
  ('partner_performance', 'Partner Performance', 'Underperforming retail partners', 'money_mike', 'revenue', '{brand}', 'medium', true, 'threshold', '{
    "signal": "partners", "field": "sales", "percent_of": "target",
    "levels": [
      {"lt": 70, "status": "warning", "priority": "medium", "message": "{matched} partners sell less than 70 % of their target: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('revenue_forecast', 'Revenue Forecast', 'Revenue trending below target', 'money_mike', 'revenue', '{brand}', 'high', true, 'threshold', '{
    "signal": "revenue_forecast", "field": "forecast", "percent_of": "target",
    "levels": [
      {"lt": 70, "status": "alert", "priority": "high", "message": "The forecast is {value} % of the target."},
      {"lt": 90, "status": "warning", "priority": "medium", "message": "The forecast is {value} % of the target."}
    ]
  }'),
  ('ranking_changes', 'Ranking Changes', 'SEO ranking drops detected', 'day_day', 'marketing', '{brand}', 'medium', true, 'threshold', '{
    "signal": "rankings", "field": "position_change", "where": [{"field": "changed_at", "newer_than": "24 hours"}],
    "levels": [
      {"lte": -5, "status": "warning", "priority": "medium", "message": "{matched} rankings dropped, by up to {value}: {items}."}
    ]
  }'),
  ('seo_opportunities', 'SEO Opportunities', 'New keyword opportunities found', 'day_day', 'marketing', '{brand}', 'low', false, 'threshold', '{
    "signal": "seo_keywords", "field": "potential_traffic",
    "levels": [
      {"gt": 1000, "status": "ok", "priority": "low", "message": "{matched} keywords with traffic to win: {items}."}
    ]
  }'),
  ('traffic_anomalies', 'Traffic Anomalies', 'Unusual traffic patterns', 'pops', 'marketing', '{brand}', 'medium', true, 'change', '{
    "signal": "traffic", "current": {"aggregate": "sum", "field": "visits"},
    "base": {"aggregate": "sum", "field": "previous_visits"},
    "levels": [
      {"lte": -30, "status": "warning", "priority": "medium", "message": "Traffic changed by {value} %."},
      {"gte": 30, "status": "ok", "priority": "low", "message": "Traffic rose by {value} %."}
    ]
  }'),
  ('conversion_rates', 'Conversion Rates', 'Conversion rate drops detected', 'pops', 'revenue', '{brand}', 'high', true, 'change', '{
    "signal": "conversions", "current": {"aggregate": "avg", "field": "rate"},
    "base": {"aggregate": "avg", "field": "previous_rate"},
    "levels": [
      {"lt": -20, "status": "alert", "priority": "high", "message": "The conversion rate changed by {value} %."},
      {"lt": -10, "status": "warning", "priority": "medium", "message": "The conversion rate changed by {value} %."}
    ]
  }'),
  ('campaign_performance_alert', 'Campaign Performance', 'Active campaigns with low delivery or engagement rates', 'craig', 'marketing', '{dispensary,brand}', 'medium', true, 'count', '{
    "signal": "campaigns",
    "where": [{"field": "sent_at", "newer_than": "7 days"}, {"any_of": [{"field": "open_rate", "lt": 10}, {"field": "bounce_rate", "gt": 15}]}],
    "levels": [
      {"status": "warning", "priority": "medium", "message": "{matched} campaigns are opened too rarely, or bounce: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('campaign_stalled', 'Stalled Campaigns', 'Scheduled campaigns that failed to send on time', 'craig', 'marketing', '{dispensary,brand}', 'high', true, 'backlog', '{
    "signal": "campaigns", "field": "scheduled_at", "where": [{"field": "sent_at", "missing": true}],
    "levels": [
      {"aged": "30 minutes", "status": "alert", "priority": "high", "message": "{matched} campaigns should have been sent up to {value} ago: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('campaign_compliance_pending', 'Campaign Compliance Pending', 'Campaigns stuck in compliance review for over 24 hours', 'deebo', 'compliance', '{dispensary,brand}', 'medium', true, 'backlog', '{
    "signal": "campaigns", "field": "status_changed_at", "where": [{"field": "status", "eq": "compliance_review"}],
    "levels": [
      {"older_than": "24 hours", "status": "warning", "priority": "medium", "message": "{matched} campaigns are in compliance review for up to {value}: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('scheduled_playbooks_due', 'Overdue Playbooks', 'Scheduled playbooks that should have run', 'leo', 'operations', '{super_user,dispensary,brand}', 'high', true, 'backlog', '{
    "signal": "playbooks", "field": "next_run_at",
    "levels": [
      {"older_than": "6 hours", "status": "alert", "priority": "high", "message": "{matched} playbooks should have run up to {value} ago: {items}."},
      {"older_than": "2 hours", "status": "alert", "priority": "medium", "message": "{matched} playbooks should have run up to {value} ago: {items}."},
      {"older_than": "10 minutes", "status": "warning", "priority": "medium", "message": "{matched} playbooks should have run up to {value} ago: {items}."}
    ],
    "otherwise": {"status": "ok"}
  }'),
  ('failed_playbooks', 'Failed Playbooks', 'Recent playbook execution failures', 'leo', 'operations', '{super_user,dispensary,brand}', 'high', true, 'count', '{
    "signal": "playbook_executions",
    "where": [{"field": "status", "eq": "failed"}, {"field": "finished_at", "newer_than": "1 hour"}],
    "levels": [
      {"count": 3, "status": "alert", "priority": "high", "message": "{matched} playbooks failed in the last hour: {items}."},
      {"status": "alert", "priority": "medium", "message": "{matched} playbooks failed in the last hour: {items}."}
    ]
  }'),
  ('stalled_playbook_executions', 'Stalled Executions', 'Playbook executions stuck in running state', 'linus', 'system', '{super_user,dispensary,brand}', 'urgent', true, 'backlog', '{
    "signal": "playbook_executions", "field": "started_at", "where": [{"field": "status", "eq": "running"}],
    "levels": [
      {"aged": "2 hours", "status": "alert", "priority": "urgent", "message": "{matched} executions are stuck for up to {value}: {items}."},
      {"aged": "1 hour", "status": "alert", "priority": "high", "message": "{matched} executions are stuck for up to {value}: {items}."},
      {"aged": "30 minutes", "status": "warning", "priority": "high", "message": "{matched} executions run for up to {value}: {items}."}
    ]
  }'),
  ('pending_playbook_approvals', 'Playbook Approvals', 'Content from playbooks awaiting approval', 'craig', 'marketing', '{super_user,dispensary,brand}', 'medium', true, 'backlog', '{
    "signal": "playbook_approvals", "field": "requested_at", "where": [{"field": "status", "eq": "pending"}],
    "levels": [
      {"aged": "24 hours", "count": 3, "status": "alert", "priority": "high", "message": "{matched} approvals wait for up to {value}: {items}."},
      {"aged": "24 hours", "status": "alert", "priority": "medium", "message": "{matched} approvals wait for up to {value}: {items}."},
      {"status": "warning", "priority": "medium", "message": "{matched} approvals wait: {items}."}
    ]
  }'),
  ('upcoming_playbooks', 'Upcoming Playbooks', 'Playbooks scheduled to run in the next 2 hours', 'leo', 'operations', '{super_user,dispensary,brand}', 'low', false, 'count', '{
    "signal": "playbooks", "where": [{"field": "next_run_at", "upcoming": "2 hours"}],
    "levels": [
      {"status": "ok", "priority": "low", "message": "{matched} playbooks run in the next 2 hours: {items}."}
    ]
  }')) v(id, title, description, agent, category, roles, default_priority, default_enabled, evaluator, rule)
on conflict (id, tenant_id) do update
  set title = excluded.title, description = excluded.description, agent = excluded.agent, category = excluded.category,
      roles = excluded.roles, default_priority = excluded.default_priority, default_enabled = excluded.default_enabled,
      evaluator = excluded.evaluator, rule = excluded.rule, is_builtin = true;
