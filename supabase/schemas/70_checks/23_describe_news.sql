-- News of an execution in short: how grave, how grave with what is well again as it was, in words, how many of each priority, and which kinds of channel but the dashboard hear of it.
-- Without news: all clear, for the kinds that hear everything. API: private. Called by: run_tenant_batch.
create or replace function private.describe_news(news jsonb, channels text[])
returns table (severity text, gravest_severity text, words text, counts jsonb, channel_kinds jsonb)
language sql
immutable
set search_path = ''
as $$
  select case
      when count(*) filter (where n.status in ('alert', 'error') and n.priority in ('high', 'urgent')) > 0 then 'critical'
      when count(*) filter (where n.status <> 'ok') > 0 then 'warning'
      else 'info'
    end,
    case
      when count(*) filter (where coalesce(n.was, n.status) in ('alert', 'error') and n.priority in ('high', 'urgent')) > 0 then 'critical'
      when count(*) filter (where coalesce(n.was, n.status) <> 'ok') > 0 then 'warning'
      else 'info'
    end,
    coalesce(concat_ws(', ',
      private.count_of(count(*) filter (where n.status = 'error'), 'error'),
      private.count_of(count(*) filter (where n.status = 'alert'), 'alert'),
      private.count_of(count(*) filter (where n.status = 'warning'), 'warning'),
      private.count_of(count(*) filter (where n.status = 'ok' and not n.recovered), 'notice'),
      case when count(*) filter (where n.recovered) > 0 then count(*) filter (where n.recovered) || ' well again' end,
      case when count(n.status) = 0 then 'all clear' end
    ), ''),
    jsonb_build_object(
      'urgent', count(*) filter (where n.priority = 'urgent'), 'high', count(*) filter (where n.priority = 'high'),
      'medium', count(*) filter (where n.priority = 'medium'), 'low', count(*) filter (where n.priority = 'low')
    ),
    coalesce((
      select jsonb_agg(c.kind order by c.kind)
      from unnest(describe_news.channels) c(kind)
      where c.kind <> 'dashboard' and case
        when describe_news.news = '[]' then private.channel_hears(c.kind, 'ok', 'low')
        else exists (select from jsonb_array_elements(describe_news.news) e where e -> 'channels' ? c.kind)
      end
    ), '[]')
  from jsonb_to_recordset(describe_news.news) n(status text, was text, priority text, recovered boolean);
$$;
comment on function private.describe_news(jsonb, text[]) is 'Severity, words, counts and kinds of channel of the news of an execution.';
revoke all on function private.describe_news(jsonb, text[]) from public, anon, authenticated, service_role;
