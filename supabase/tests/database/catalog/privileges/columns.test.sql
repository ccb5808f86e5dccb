-- Which role may do what with single columns only.
begin;
select plan(1);

select bag_eq(
  $$select c.oid::regclass::text, r.role, p.privilege, a.attname::text collate "default"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
      unnest(array['anon', 'authenticated', 'service_role', 'app_service']) r(role),
      unnest(array['select', 'insert', 'update', 'references']) p(privilege)
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and has_column_privilege(r.role, c.oid, a.attnum, p.privilege) and not has_table_privilege(r.role, c.oid, p.privilege)$$,
  $$values
    ('guardian_alerts', 'authenticated', 'update', 'acknowledged_at'),
    ('guardian_alerts', 'authenticated', 'update', 'acknowledged_by'),
    ('guardian_alerts', 'authenticated', 'update', 'resolution'),
    ('guardian_alerts', 'authenticated', 'update', 'resolved_at'),
    ('machines', 'authenticated', 'update', 'description'),
    ('machines', 'authenticated', 'update', 'hostname'),
    ('machines', 'authenticated', 'update', 'is_enabled'),
    ('machines', 'authenticated', 'update', 'name'),
    ('machines', 'authenticated', 'update', 'offline_after'),
    ('mesh_heartbeats', 'authenticated', 'insert', 'payload'),
    ('mesh_heartbeats', 'authenticated', 'insert', 'source'),
    ('mesh_heartbeats', 'authenticated', 'insert', 'tetrahedron_id'),
    ('notification_channels', 'authenticated', 'update', 'enabled'),
    ('notification_channels', 'authenticated', 'update', 'min_severity'),
    ('notification_channels', 'authenticated', 'update', 'name'),
    ('notification_channels', 'authenticated', 'update', 'subject_kinds'),
    ('tetrahedrons', 'authenticated', 'insert', 'domain'),
    ('tetrahedrons', 'authenticated', 'insert', 'hub_rotation_schedule'),
    ('tetrahedrons', 'authenticated', 'insert', 'hub_vertex_id'),
    ('tetrahedrons', 'authenticated', 'insert', 'id'),
    ('tetrahedrons', 'authenticated', 'insert', 'jitterbug_state'),
    ('tetrahedrons', 'authenticated', 'insert', 'name'),
    ('tetrahedrons', 'authenticated', 'insert', 'next_action'),
    ('tetrahedrons', 'authenticated', 'insert', 'paused'),
    ('tetrahedrons', 'authenticated', 'insert', 'stale_after'),
    ('tetrahedrons', 'authenticated', 'insert', 'vertices'),
    ('tetrahedrons', 'authenticated', 'update', 'domain'),
    ('tetrahedrons', 'authenticated', 'update', 'hub_rotation_schedule'),
    ('tetrahedrons', 'authenticated', 'update', 'hub_vertex_id'),
    ('tetrahedrons', 'authenticated', 'update', 'jitterbug_state'),
    ('tetrahedrons', 'authenticated', 'update', 'name'),
    ('tetrahedrons', 'authenticated', 'update', 'next_action'),
    ('tetrahedrons', 'authenticated', 'update', 'paused'),
    ('tetrahedrons', 'authenticated', 'update', 'stale_after')$$,
  'the matrix is complete'
);

select * from finish();
rollback;
