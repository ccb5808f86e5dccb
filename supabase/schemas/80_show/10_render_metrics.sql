-- Metrics in Prometheus' text format 0.0.4, families and series in the order of their names. What has no finite value is left out.
-- The parameters and the errors are those of collect_metrics. Stable, and so one snapshot.
-- API: service role; the edge function metrics, scripts/mesh-metrics.cjs. SECURITY DEFINER: as collect_metrics.
create or replace function public.render_metrics(p_subject_kind text default null, p_tetrahedron_id uuid default null)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    string_agg(
      -- The format's escapes: in help texts of backslash and newline, in labels of the double quote as well.
      format(E'# HELP %s %s\n# TYPE %s %s\n%s', d.name, replace(replace(d.help, '\', '\\'), E'\n', '\n'), d.name, d.type, f.lines),
      '' order by d.name collate "C"
    ),
    ''
  )
  from private.metric_definitions() d
  join (
    select l.name, string_agg(l.line, '' order by l.line collate "C") as lines
    from (
      select s.name, s.name || coalesce('{' || (
        select string_agg(
          p.key || '="' || replace(replace(replace(p.value, '\', '\\'), '"', '\"'), E'\n', '\n') || '"',
          ',' order by p.key collate "C"
        )
        from jsonb_each_text(s.labels) p
      ) || '}', '') || ' ' || s.value || E'\n' as line
      from private.metric_samples(now(), p_subject_kind, p_tetrahedron_id) s
      where s.value is not null
    ) l
    group by l.name
  ) f on f.name = d.name;
$$;
comment on function public.render_metrics(text, uuid) is 'Metrics in Prometheus'' text format. Service role only.';
revoke all on function public.render_metrics(text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.render_metrics(text, uuid) to service_role;
