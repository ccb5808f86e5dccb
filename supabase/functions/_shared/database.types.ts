// Written by npm run gen:types (supabase gen types). Do not edit.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
      "agent_bus_messages": {
        Row: {
          "agent": string;
          "check_id": string;
          "created_at": string;
          "execution_id": string;
          "expires_at": string;
          "id": number;
          "payload": NonNullable<Json>;
          "priority": string;
          "tenant_id": string;
          "topic": string;
        };
        ComputedFields: never;
        Insert: {
          "agent": string;
          "check_id": string;
          "created_at": string;
          "execution_id": string;
          "expires_at": string;
          "id"?: never;
          "payload": NonNullable<Json>;
          "priority": string;
          "tenant_id": string;
          "topic": string;
        };
        Update: {
          "agent"?: string;
          "check_id"?: string;
          "created_at"?: string;
          "execution_id"?: string;
          "expires_at"?: string;
          "id"?: never;
          "payload"?: NonNullable<Json>;
          "priority"?: string;
          "tenant_id"?: string;
          "topic"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "agent_bus_messages_execution_id_fkey";
            columns: ["execution_id"];
            isOneToOne: false;
            referencedRelation: "heartbeat_executions";
            referencedColumns: ["execution_id"];
          },
          {
            foreignKeyName: "agent_bus_messages_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "agent_bus_messages_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "agent_bus_messages_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "alive_subsystems": {
        Row: {
          "core": boolean;
          "created_at": string;
          "enabled": boolean;
          "kind": string;
          "name": string;
          "target": string | null;
          "timeout": string;
          "title": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "core"?: boolean;
          "created_at"?: string;
          "enabled"?: boolean;
          "kind": string;
          "name": string;
          "target"?: string | null;
          "timeout"?: string;
          "title": string;
          "updated_at"?: string;
        };
        Update: {
          "core"?: boolean;
          "created_at"?: string;
          "enabled"?: boolean;
          "kind"?: string;
          "name"?: string;
          "target"?: string | null;
          "timeout"?: string;
          "title"?: string;
          "updated_at"?: string;
        };
        Relationships: [];
      };
      "app_settings": {
        Row: {
          "created_at": string;
          "key": string;
          "updated_at": string;
          "value": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "key": string;
          "updated_at"?: string;
          "value": string;
        };
        Update: {
          "created_at"?: string;
          "key"?: string;
          "updated_at"?: string;
          "value"?: string;
        };
        Relationships: [];
      };
      "check_definitions": {
        Row: {
          "action_label": string | null;
          "action_url": string | null;
          "agent": string;
          "category": string;
          "created_at": string;
          "default_enabled": boolean;
          "default_priority": string;
          "definition_id": number;
          "description": string;
          "evaluator": string;
          "id": string;
          "is_builtin": boolean;
          "roles": (string)[];
          "rule": NonNullable<Json>;
          "tenant_id": string | null;
          "title": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "action_label"?: string | null;
          "action_url"?: string | null;
          "agent"?: string;
          "category": string;
          "created_at"?: string;
          "default_enabled"?: boolean;
          "default_priority"?: string;
          "definition_id"?: never;
          "description"?: string;
          "evaluator": string;
          "id": string;
          "is_builtin"?: boolean;
          "roles"?: (string)[];
          "rule": NonNullable<Json>;
          "tenant_id"?: string | null;
          "title": string;
          "updated_at"?: string;
        };
        Update: {
          "action_label"?: string | null;
          "action_url"?: string | null;
          "agent"?: string;
          "category"?: string;
          "created_at"?: string;
          "default_enabled"?: boolean;
          "default_priority"?: string;
          "definition_id"?: never;
          "description"?: string;
          "evaluator"?: string;
          "id"?: string;
          "is_builtin"?: boolean;
          "roles"?: (string)[];
          "rule"?: NonNullable<Json>;
          "tenant_id"?: string | null;
          "title"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "check_definitions_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "check_definitions_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "check_definitions_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "check_remediations": {
        Row: {
          "action": string;
          "arguments": NonNullable<Json>;
          "check_id": string;
          "cooldown": string;
          "created_at": string;
          "definition_id": number;
          "enabled": boolean;
          "id": number;
          "max_per_day": number;
          "on_statuses": (string)[];
          "tenant_id": string | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "action": string;
          "arguments"?: NonNullable<Json>;
          "check_id": string;
          "cooldown"?: string;
          "created_at"?: string;
          "definition_id": number;
          "enabled"?: boolean;
          "id"?: never;
          "max_per_day"?: number;
          "on_statuses"?: (string)[];
          "tenant_id"?: string | null;
          "updated_at"?: string;
        };
        Update: {
          "action"?: string;
          "arguments"?: NonNullable<Json>;
          "check_id"?: string;
          "cooldown"?: string;
          "created_at"?: string;
          "definition_id"?: number;
          "enabled"?: boolean;
          "id"?: never;
          "max_per_day"?: number;
          "on_statuses"?: (string)[];
          "tenant_id"?: string | null;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "check_remediations_definition_id_fkey";
            columns: ["definition_id"];
            isOneToOne: false;
            referencedRelation: "check_definitions";
            referencedColumns: ["definition_id"];
          },
          {
            foreignKeyName: "check_remediations_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "check_remediations_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "check_remediations_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "guardian_alerts": {
        Row: {
          "acknowledged_at": string | null;
          "acknowledged_by": string | null;
          "alert_type": string;
          "auto_resolved": boolean;
          "created_at": string;
          "details": NonNullable<Json>;
          "detected_at": string;
          "id": string;
          "last_alerted_at": string;
          "message": string;
          "owner_id": string | null;
          "reminder_count": number;
          "resolution": string | null;
          "resolved_at": string | null;
          "resolved_details": Json | null;
          "severity": string;
          "subject_id": string;
          "subject_kind": string;
          "subject_name": string;
          "tenant_id": string | null;
          "tetrahedron_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "acknowledged_at"?: string | null;
          "acknowledged_by"?: string | null;
          "alert_type": string;
          "auto_resolved"?: boolean;
          "created_at"?: string;
          "details"?: NonNullable<Json>;
          "detected_at"?: string;
          "id"?: string;
          "last_alerted_at"?: string;
          "message": string;
          "owner_id"?: string | null;
          "reminder_count"?: number;
          "resolution"?: string | null;
          "resolved_at"?: string | null;
          "resolved_details"?: Json | null;
          "severity": string;
          "subject_id": string;
          "subject_kind"?: string;
          "subject_name": string;
          "tenant_id"?: string | null;
          "tetrahedron_id"?: string | null;
        };
        Update: {
          "acknowledged_at"?: string | null;
          "acknowledged_by"?: string | null;
          "alert_type"?: string;
          "auto_resolved"?: boolean;
          "created_at"?: string;
          "details"?: NonNullable<Json>;
          "detected_at"?: string;
          "id"?: string;
          "last_alerted_at"?: string;
          "message"?: string;
          "owner_id"?: string | null;
          "reminder_count"?: number;
          "resolution"?: string | null;
          "resolved_at"?: string | null;
          "resolved_details"?: Json | null;
          "severity"?: string;
          "subject_id"?: string;
          "subject_kind"?: string;
          "subject_name"?: string;
          "tenant_id"?: string | null;
          "tetrahedron_id"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "guardian_alerts_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "guardian_alerts_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "guardian_alerts_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "guardian_alerts_tetrahedron_id_fkey";
            columns: ["tetrahedron_id"];
            isOneToOne: false;
            referencedRelation: "tetrahedrons";
            referencedColumns: ["id"];
          },
        ];
      };
      "heartbeat_executions": {
        Row: {
          "alert_id": string | null;
          "checks_run": number;
          "completed_at": string;
          "duration_ms": number;
          "execution_id": string;
          "forced": boolean;
          "notifiable_count": number;
          "notifications_sent": number;
          "overall_status": string;
          "remediations": NonNullable<Json>;
          "results": NonNullable<Json>;
          "results_count": number;
          "role": string;
          "started_at": string;
          "suppressed_count": number;
          "tenant_id": string;
          "user_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "alert_id"?: string | null;
          "checks_run": number;
          "completed_at": string;
          "duration_ms": number;
          "execution_id"?: string;
          "forced"?: boolean;
          "notifiable_count": number;
          "notifications_sent": number;
          "overall_status": string;
          "remediations"?: NonNullable<Json>;
          "results"?: NonNullable<Json>;
          "results_count": number;
          "role": string;
          "started_at": string;
          "suppressed_count": number;
          "tenant_id": string;
          "user_id"?: string | null;
        };
        Update: {
          "alert_id"?: string | null;
          "checks_run"?: number;
          "completed_at"?: string;
          "duration_ms"?: number;
          "execution_id"?: string;
          "forced"?: boolean;
          "notifiable_count"?: number;
          "notifications_sent"?: number;
          "overall_status"?: string;
          "remediations"?: NonNullable<Json>;
          "results"?: NonNullable<Json>;
          "results_count"?: number;
          "role"?: string;
          "started_at"?: string;
          "suppressed_count"?: number;
          "tenant_id"?: string;
          "user_id"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "heartbeat_executions_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "guardian_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_executions_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_recent_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_executions_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_stale_jobs";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "heartbeat_executions_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "silenced_alerts";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "heartbeat_executions_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "heartbeat_executions_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_executions_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "heartbeat_failures": {
        Row: {
          "execution_id": string | null;
          "id": number;
          "kind": string;
          "message": string;
          "occurred_at": string;
          "recovered_at": string | null;
          "tenant_id": string;
        };
        ComputedFields: never;
        Insert: {
          "execution_id"?: string | null;
          "id"?: never;
          "kind": string;
          "message": string;
          "occurred_at"?: string;
          "recovered_at"?: string | null;
          "tenant_id": string;
        };
        Update: {
          "execution_id"?: string | null;
          "id"?: never;
          "kind"?: string;
          "message"?: string;
          "occurred_at"?: string;
          "recovered_at"?: string | null;
          "tenant_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "heartbeat_failures_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "heartbeat_failures_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_failures_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "heartbeat_notifications": {
        Row: {
          "channel": string;
          "created_at": string;
          "execution_id": string;
          "id": number;
          "notification_id": string | null;
          "outcome": string;
          "read_at": string | null;
          "reason": string | null;
          "results": NonNullable<Json>;
          "tenant_id": string;
          "user_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "channel": string;
          "created_at"?: string;
          "execution_id": string;
          "id"?: never;
          "notification_id"?: string | null;
          "outcome": string;
          "read_at"?: string | null;
          "reason"?: string | null;
          "results"?: NonNullable<Json>;
          "tenant_id": string;
          "user_id"?: string | null;
        };
        Update: {
          "channel"?: string;
          "created_at"?: string;
          "execution_id"?: string;
          "id"?: never;
          "notification_id"?: string | null;
          "outcome"?: string;
          "read_at"?: string | null;
          "reason"?: string | null;
          "results"?: NonNullable<Json>;
          "tenant_id"?: string;
          "user_id"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "heartbeat_notifications_execution_id_fkey";
            columns: ["execution_id"];
            isOneToOne: false;
            referencedRelation: "heartbeat_executions";
            referencedColumns: ["execution_id"];
          },
          {
            foreignKeyName: "heartbeat_notifications_notification_id_fkey";
            columns: ["notification_id"];
            isOneToOne: false;
            referencedRelation: "notification_details";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_notifications_notification_id_fkey";
            columns: ["notification_id"];
            isOneToOne: false;
            referencedRelation: "notifications";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_notifications_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "heartbeat_notifications_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "heartbeat_notifications_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "job_heartbeats": {
        Row: {
          "alert_repeat_after": string | null;
          "consecutive_failures": number;
          "created_at": string;
          "description": string | null;
          "evaluation_error": string | null;
          "expected_every": string | null;
          "failure_threshold": number;
          "grace": string;
          "heartbeat_count": number;
          "job_name": string;
          "last_alert_at": string | null;
          "last_duration": string | null;
          "last_failed_at": string | null;
          "last_run_at": string;
          "last_started_at": string | null;
          "metadata": Json | null;
          "next_check_at": string;
          "paused": boolean;
          "status": string | null;
          "tenant_id": string | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "alert_repeat_after"?: string | null;
          "consecutive_failures"?: number;
          "created_at"?: string;
          "description"?: string | null;
          "evaluation_error"?: string | null;
          "expected_every"?: string | null;
          "failure_threshold"?: number;
          "grace"?: string;
          "heartbeat_count"?: number;
          "job_name": string;
          "last_alert_at"?: string | null;
          "last_duration"?: string | null;
          "last_failed_at"?: string | null;
          "last_run_at"?: string;
          "last_started_at"?: string | null;
          "metadata"?: Json | null;
          "next_check_at"?: string;
          "paused"?: boolean;
          "status"?: string | null;
          "tenant_id"?: string | null;
          "updated_at"?: string;
        };
        Update: {
          "alert_repeat_after"?: string | null;
          "consecutive_failures"?: number;
          "created_at"?: string;
          "description"?: string | null;
          "evaluation_error"?: string | null;
          "expected_every"?: string | null;
          "failure_threshold"?: number;
          "grace"?: string;
          "heartbeat_count"?: number;
          "job_name"?: string;
          "last_alert_at"?: string | null;
          "last_duration"?: string | null;
          "last_failed_at"?: string | null;
          "last_run_at"?: string;
          "last_started_at"?: string | null;
          "metadata"?: Json | null;
          "next_check_at"?: string;
          "paused"?: boolean;
          "status"?: string | null;
          "tenant_id"?: string | null;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "job_heartbeats_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "job_heartbeats_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "job_heartbeats_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "machine_metrics": {
        Row: {
          "cpu_pct": number;
          "cpu_pct_max": number;
          "disk_used_pct": number;
          "machine_id": number;
          "mem_used_pct": number;
          "minute": string;
          "net_rx_bytes": number | null;
          "net_tx_bytes": number | null;
          "sample_count": number;
        };
        ComputedFields: never;
        Insert: {
          "cpu_pct": number;
          "cpu_pct_max": number;
          "disk_used_pct": number;
          "machine_id": number;
          "mem_used_pct": number;
          "minute": string;
          "net_rx_bytes"?: number | null;
          "net_tx_bytes"?: number | null;
          "sample_count"?: number;
        };
        Update: {
          "cpu_pct"?: number;
          "cpu_pct_max"?: number;
          "disk_used_pct"?: number;
          "machine_id"?: number;
          "mem_used_pct"?: number;
          "minute"?: string;
          "net_rx_bytes"?: number | null;
          "net_tx_bytes"?: number | null;
          "sample_count"?: number;
        };
        Relationships: [
          {
            foreignKeyName: "machine_metrics_machine_id_fkey";
            columns: ["machine_id"];
            isOneToOne: false;
            referencedRelation: "machines";
            referencedColumns: ["id"];
          },
        ];
      };
      "machine_offline_notifications": {
        Row: {
          "machine_id": number;
          "notified_at": string;
        };
        ComputedFields: never;
        Insert: {
          "machine_id": number;
          "notified_at": string;
        };
        Update: {
          "machine_id"?: number;
          "notified_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "machine_offline_notifications_machine_id_fkey";
            columns: ["machine_id"];
            isOneToOne: true;
            referencedRelation: "machines";
            referencedColumns: ["id"];
          },
        ];
      };
      "machines": {
        Row: {
          "clock_offset": string | null;
          "cpu_cores": number | null;
          "cpu_pct": number | null;
          "created_at": string;
          "description": string | null;
          "disk_total_gb": number | null;
          "disk_used_pct": number | null;
          "evaluation_error": string | null;
          "heartbeat_count": number;
          "hostname": string | null;
          "id": number;
          "is_enabled": boolean;
          "kernel_version": string | null;
          "key_hint": string | null;
          "last_boot_time": string | null;
          "last_seen": string | null;
          "mem_used_pct": number | null;
          "memory_total_mb": number | null;
          "name": string;
          "net_rx_bytes": number | null;
          "net_tx_bytes": number | null;
          "next_check_at": string;
          "offline_after": string | null;
          "platform": string | null;
          "platform_version": string | null;
          "status": string;
          "status_changed_at": string;
          "tenant_id": string | null;
          "updated_at": string;
          "uptime_s": number | null;
          "user_id": string | null;
          "watched_since": string;
        };
        ComputedFields: never;
        Insert: {
          "clock_offset"?: string | null;
          "cpu_cores"?: number | null;
          "cpu_pct"?: number | null;
          "created_at"?: string;
          "description"?: string | null;
          "disk_total_gb"?: number | null;
          "disk_used_pct"?: number | null;
          "evaluation_error"?: string | null;
          "heartbeat_count"?: number;
          "hostname"?: string | null;
          "id"?: never;
          "is_enabled"?: boolean;
          "kernel_version"?: string | null;
          "key_hint"?: string | null;
          "last_boot_time"?: string | null;
          "last_seen"?: string | null;
          "mem_used_pct"?: number | null;
          "memory_total_mb"?: number | null;
          "name": string;
          "net_rx_bytes"?: number | null;
          "net_tx_bytes"?: number | null;
          "next_check_at"?: string;
          "offline_after"?: string | null;
          "platform"?: string | null;
          "platform_version"?: string | null;
          "status"?: string;
          "status_changed_at"?: string;
          "tenant_id"?: string | null;
          "updated_at"?: string;
          "uptime_s"?: number | null;
          "user_id"?: string | null;
          "watched_since"?: string;
        };
        Update: {
          "clock_offset"?: string | null;
          "cpu_cores"?: number | null;
          "cpu_pct"?: number | null;
          "created_at"?: string;
          "description"?: string | null;
          "disk_total_gb"?: number | null;
          "disk_used_pct"?: number | null;
          "evaluation_error"?: string | null;
          "heartbeat_count"?: number;
          "hostname"?: string | null;
          "id"?: never;
          "is_enabled"?: boolean;
          "kernel_version"?: string | null;
          "key_hint"?: string | null;
          "last_boot_time"?: string | null;
          "last_seen"?: string | null;
          "mem_used_pct"?: number | null;
          "memory_total_mb"?: number | null;
          "name"?: string;
          "net_rx_bytes"?: number | null;
          "net_tx_bytes"?: number | null;
          "next_check_at"?: string;
          "offline_after"?: string | null;
          "platform"?: string | null;
          "platform_version"?: string | null;
          "status"?: string;
          "status_changed_at"?: string;
          "tenant_id"?: string | null;
          "updated_at"?: string;
          "uptime_s"?: number | null;
          "user_id"?: string | null;
          "watched_since"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "machines_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "machines_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "machines_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "mesh_heartbeats": {
        Row: {
          "created_at": string;
          "id": string;
          "payload": Json | null;
          "source": string;
          "tetrahedron_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "id"?: string;
          "payload"?: Json | null;
          "source": string;
          "tetrahedron_id": string;
        };
        Update: {
          "created_at"?: string;
          "id"?: string;
          "payload"?: Json | null;
          "source"?: string;
          "tetrahedron_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "mesh_heartbeats_tetrahedron_id_fkey";
            columns: ["tetrahedron_id"];
            isOneToOne: false;
            referencedRelation: "tetrahedrons";
            referencedColumns: ["id"];
          },
        ];
      };
      "notification_channels": {
        Row: {
          "burst_count": number;
          "burst_started_at": string;
          "config": NonNullable<Json>;
          "cooldown_until": string | null;
          "created_at": string;
          "destination_hint": string | null;
          "disabled_reason": string | null;
          "enabled": boolean;
          "failure_count": number;
          "id": string;
          "kind": string;
          "last_error": string | null;
          "last_error_at": string | null;
          "last_success_at": string | null;
          "last_test_at": string | null;
          "min_severity": string;
          "name": string;
          "next_send_at": string;
          "owner_id": string | null;
          "signing_secret_hint": string | null;
          "source": string;
          "subject_kinds": (string)[] | null;
          "tenant_id": string | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "burst_count"?: number;
          "burst_started_at"?: string;
          "config"?: NonNullable<Json>;
          "cooldown_until"?: string | null;
          "created_at"?: string;
          "destination_hint"?: string | null;
          "disabled_reason"?: string | null;
          "enabled"?: boolean;
          "failure_count"?: number;
          "id"?: string;
          "kind": string;
          "last_error"?: string | null;
          "last_error_at"?: string | null;
          "last_success_at"?: string | null;
          "last_test_at"?: string | null;
          "min_severity"?: string;
          "name": string;
          "next_send_at"?: string;
          "owner_id"?: string | null;
          "signing_secret_hint"?: string | null;
          "source"?: string;
          "subject_kinds"?: (string)[] | null;
          "tenant_id"?: string | null;
          "updated_at"?: string;
        };
        Update: {
          "burst_count"?: number;
          "burst_started_at"?: string;
          "config"?: NonNullable<Json>;
          "cooldown_until"?: string | null;
          "created_at"?: string;
          "destination_hint"?: string | null;
          "disabled_reason"?: string | null;
          "enabled"?: boolean;
          "failure_count"?: number;
          "id"?: string;
          "kind"?: string;
          "last_error"?: string | null;
          "last_error_at"?: string | null;
          "last_success_at"?: string | null;
          "last_test_at"?: string | null;
          "min_severity"?: string;
          "name"?: string;
          "next_send_at"?: string;
          "owner_id"?: string | null;
          "signing_secret_hint"?: string | null;
          "source"?: string;
          "subject_kinds"?: (string)[] | null;
          "tenant_id"?: string | null;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "notification_channels_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "notification_channels_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notification_channels_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "notifications": {
        Row: {
          "alert_id": string;
          "attempts": number;
          "channel_id": string | null;
          "created_at": string;
          "event": string;
          "finished_at": string | null;
          "group_id": string | null;
          "held_by": string | null;
          "held_until": string | null;
          "http_status": number | null;
          "id": string;
          "last_error": string | null;
          "lease": string | null;
          "next_attempt_at": string;
          "replayed_at": string | null;
          "replayed_by": string | null;
          "replayed_error": string | null;
          "replays": number;
          "slot": number;
          "state": string;
        };
        ComputedFields: never;
        Insert: {
          "alert_id": string;
          "attempts"?: number;
          "channel_id"?: string | null;
          "created_at"?: string;
          "event": string;
          "finished_at"?: string | null;
          "group_id"?: string | null;
          "held_by"?: string | null;
          "held_until"?: string | null;
          "http_status"?: number | null;
          "id"?: string;
          "last_error"?: string | null;
          "lease"?: string | null;
          "next_attempt_at"?: string;
          "replayed_at"?: string | null;
          "replayed_by"?: string | null;
          "replayed_error"?: string | null;
          "replays"?: number;
          "slot"?: number;
          "state"?: string;
        };
        Update: {
          "alert_id"?: string;
          "attempts"?: number;
          "channel_id"?: string | null;
          "created_at"?: string;
          "event"?: string;
          "finished_at"?: string | null;
          "group_id"?: string | null;
          "held_by"?: string | null;
          "held_until"?: string | null;
          "http_status"?: number | null;
          "id"?: string;
          "last_error"?: string | null;
          "lease"?: string | null;
          "next_attempt_at"?: string;
          "replayed_at"?: string | null;
          "replayed_by"?: string | null;
          "replayed_error"?: string | null;
          "replays"?: number;
          "slot"?: number;
          "state"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "guardian_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_recent_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_stale_jobs";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "silenced_alerts";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "notifications_channel_id_fkey";
            columns: ["channel_id"];
            isOneToOne: false;
            referencedRelation: "notification_channel_status";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_channel_id_fkey";
            columns: ["channel_id"];
            isOneToOne: false;
            referencedRelation: "notification_channels";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_held_by_fkey";
            columns: ["held_by"];
            isOneToOne: false;
            referencedRelation: "silence_status";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_held_by_fkey";
            columns: ["held_by"];
            isOneToOne: false;
            referencedRelation: "silences";
            referencedColumns: ["id"];
          },
        ];
      };
      "playbook_events": {
        Row: {
          "actions": (string)[];
          "agent": string;
          "created_at": string;
          "details": NonNullable<Json>;
          "handled_at": string | null;
          "id": number;
          "priority": string;
          "tenant_ids": (string)[];
          "type": string;
        };
        ComputedFields: never;
        Insert: {
          "actions": (string)[];
          "agent": string;
          "created_at"?: string;
          "details"?: NonNullable<Json>;
          "handled_at"?: string | null;
          "id"?: never;
          "priority": string;
          "tenant_ids"?: (string)[];
          "type": string;
        };
        Update: {
          "actions"?: (string)[];
          "agent"?: string;
          "created_at"?: string;
          "details"?: NonNullable<Json>;
          "handled_at"?: string | null;
          "id"?: never;
          "priority"?: string;
          "tenant_ids"?: (string)[];
          "type"?: string;
        };
        Relationships: [];
      };
      "remediation_runs": {
        Row: {
          "action": string;
          "called_at": string | null;
          "check_id": string;
          "definition_id": number | null;
          "error": string | null;
          "execution_id": string;
          "finished_at": string | null;
          "is_last": boolean;
          "kind": string;
          "lease": string | null;
          "lease_expires_at": string | null;
          "reason": string | null;
          "remediation_id": number | null;
          "result": Json | null;
          "run_id": string;
          "seen": NonNullable<Json>;
          "started_at": string;
          "status": string;
          "status_after": string | null;
          "status_before": string;
          "tenant_id": string;
          "tenant_ids": (string)[];
        };
        ComputedFields: never;
        Insert: {
          "action": string;
          "called_at"?: string | null;
          "check_id": string;
          "definition_id"?: number | null;
          "error"?: string | null;
          "execution_id": string;
          "finished_at"?: string | null;
          "is_last"?: boolean;
          "kind": string;
          "lease"?: string | null;
          "lease_expires_at"?: string | null;
          "reason"?: string | null;
          "remediation_id"?: number | null;
          "result"?: Json | null;
          "run_id"?: string;
          "seen": NonNullable<Json>;
          "started_at": string;
          "status": string;
          "status_after"?: string | null;
          "status_before": string;
          "tenant_id": string;
          "tenant_ids": (string)[];
        };
        Update: {
          "action"?: string;
          "called_at"?: string | null;
          "check_id"?: string;
          "definition_id"?: number | null;
          "error"?: string | null;
          "execution_id"?: string;
          "finished_at"?: string | null;
          "is_last"?: boolean;
          "kind"?: string;
          "lease"?: string | null;
          "lease_expires_at"?: string | null;
          "reason"?: string | null;
          "remediation_id"?: number | null;
          "result"?: Json | null;
          "run_id"?: string;
          "seen"?: NonNullable<Json>;
          "started_at"?: string;
          "status"?: string;
          "status_after"?: string | null;
          "status_before"?: string;
          "tenant_id"?: string;
          "tenant_ids"?: (string)[];
        };
        Relationships: [
          {
            foreignKeyName: "remediation_runs_definition_id_fkey";
            columns: ["definition_id"];
            isOneToOne: false;
            referencedRelation: "check_definitions";
            referencedColumns: ["definition_id"];
          },
          {
            foreignKeyName: "remediation_runs_remediation_id_fkey";
            columns: ["remediation_id"];
            isOneToOne: false;
            referencedRelation: "check_remediations";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "remediation_runs_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "remediation_runs_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "remediation_runs_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "silences": {
        Row: {
          "alert_id": string | null;
          "alert_type": string | null;
          "created_at": string;
          "created_by": string | null;
          "ends_at": string;
          "id": string;
          "owner_id": string | null;
          "reason": string | null;
          "starts_at": string;
          "subject_id": string | null;
          "subject_kind": string | null;
          "tenant_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "alert_id"?: string | null;
          "alert_type"?: string | null;
          "created_at"?: string;
          "created_by"?: string | null;
          "ends_at": string;
          "id"?: string;
          "owner_id"?: string | null;
          "reason"?: string | null;
          "starts_at"?: string;
          "subject_id"?: string | null;
          "subject_kind"?: string | null;
          "tenant_id"?: string | null;
        };
        Update: {
          "alert_id"?: string | null;
          "alert_type"?: string | null;
          "created_at"?: string;
          "created_by"?: string | null;
          "ends_at"?: string;
          "id"?: string;
          "owner_id"?: string | null;
          "reason"?: string | null;
          "starts_at"?: string;
          "subject_id"?: string | null;
          "subject_kind"?: string | null;
          "tenant_id"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "guardian_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_recent_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_stale_jobs";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "silenced_alerts";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "silences_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "silences_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "silences_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "status_page_components": {
        Row: {
          "created_at": string;
          "description": string;
          "group_name": string | null;
          "id": string;
          "key": string;
          "name": string;
          "page_id": string;
          "position": number;
          "subject_id": string;
          "subject_kind": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "description"?: string;
          "group_name"?: string | null;
          "id"?: string;
          "key": string;
          "name": string;
          "page_id": string;
          "position"?: number;
          "subject_id": string;
          "subject_kind": string;
        };
        Update: {
          "created_at"?: string;
          "description"?: string;
          "group_name"?: string | null;
          "id"?: string;
          "key"?: string;
          "name"?: string;
          "page_id"?: string;
          "position"?: number;
          "subject_id"?: string;
          "subject_kind"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "status_page_components_page_id_fkey";
            columns: ["page_id"];
            isOneToOne: false;
            referencedRelation: "status_pages";
            referencedColumns: ["id"];
          },
        ];
      };
      "status_page_notices": {
        Row: {
          "components": (string)[];
          "created_at": string;
          "ends_at": string | null;
          "id": string;
          "impact": string;
          "kind": string;
          "page_id": string;
          "starts_at": string;
          "status": string;
          "title": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "components"?: (string)[];
          "created_at"?: string;
          "ends_at"?: string | null;
          "id"?: string;
          "impact"?: string;
          "kind": string;
          "page_id": string;
          "starts_at"?: string;
          "status": string;
          "title": string;
          "updated_at"?: string;
        };
        Update: {
          "components"?: (string)[];
          "created_at"?: string;
          "ends_at"?: string | null;
          "id"?: string;
          "impact"?: string;
          "kind"?: string;
          "page_id"?: string;
          "starts_at"?: string;
          "status"?: string;
          "title"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "status_page_notices_page_id_fkey";
            columns: ["page_id"];
            isOneToOne: false;
            referencedRelation: "status_pages";
            referencedColumns: ["id"];
          },
        ];
      };
      "status_page_updates": {
        Row: {
          "body": string;
          "created_at": string;
          "id": string;
          "notice_id": string;
          "status": string;
        };
        ComputedFields: never;
        Insert: {
          "body": string;
          "created_at"?: string;
          "id"?: string;
          "notice_id": string;
          "status": string;
        };
        Update: {
          "body"?: string;
          "created_at"?: string;
          "id"?: string;
          "notice_id"?: string;
          "status"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "status_page_updates_notice_id_fkey";
            columns: ["notice_id"];
            isOneToOne: false;
            referencedRelation: "status_page_notices";
            referencedColumns: ["id"];
          },
        ];
      };
      "status_pages": {
        Row: {
          "badge_key": string;
          "created_at": string;
          "description": string;
          "enabled": boolean;
          "id": string;
          "slug": string;
          "tenant_id": string | null;
          "title": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "badge_key"?: string;
          "created_at"?: string;
          "description"?: string;
          "enabled"?: boolean;
          "id"?: string;
          "slug": string;
          "tenant_id"?: string | null;
          "title": string;
          "updated_at"?: string;
        };
        Update: {
          "badge_key"?: string;
          "created_at"?: string;
          "description"?: string;
          "enabled"?: boolean;
          "id"?: string;
          "slug"?: string;
          "tenant_id"?: string | null;
          "title"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "status_pages_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "status_pages_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "status_pages_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "tenant_check_states": {
        Row: {
          "check_id": string;
          "data": NonNullable<Json>;
          "items": (string)[];
          "message": string;
          "priority": string;
          "recovered_at": string | null;
          "remediation": Json | null;
          "since": string;
          "status": string;
          "tenant_id": string;
          "title": string;
          "told_at": string | null;
          "told_priority": string | null;
          "told_status": string | null;
        };
        ComputedFields: never;
        Insert: {
          "check_id": string;
          "data"?: NonNullable<Json>;
          "items"?: (string)[];
          "message": string;
          "priority": string;
          "recovered_at"?: string | null;
          "remediation"?: Json | null;
          "since": string;
          "status": string;
          "tenant_id": string;
          "title": string;
          "told_at"?: string | null;
          "told_priority"?: string | null;
          "told_status"?: string | null;
        };
        Update: {
          "check_id"?: string;
          "data"?: NonNullable<Json>;
          "items"?: (string)[];
          "message"?: string;
          "priority"?: string;
          "recovered_at"?: string | null;
          "remediation"?: Json | null;
          "since"?: string;
          "status"?: string;
          "tenant_id"?: string;
          "title"?: string;
          "told_at"?: string | null;
          "told_priority"?: string | null;
          "told_status"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "tenant_check_states_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "tenant_check_states_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tenant_check_states_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "tenant_insights": {
        Row: {
          "attempts": number;
          "block": string;
          "check_id": string;
          "data": NonNullable<Json>;
          "day": string;
          "execution_id": string | null;
          "insight_id": number;
          "last_error": string | null;
          "lease": string | null;
          "lease_expires_at": string | null;
          "letta_state": string;
          "next_attempt_at": string;
          "occurred_at": string;
          "priority": string;
          "status": string;
          "tenant_id": string;
          "text": string;
          "title": string;
        };
        ComputedFields: never;
        Insert: {
          "attempts"?: number;
          "block": string;
          "check_id": string;
          "data"?: NonNullable<Json>;
          "day": string;
          "execution_id"?: string | null;
          "insight_id"?: never;
          "last_error"?: string | null;
          "lease"?: string | null;
          "lease_expires_at"?: string | null;
          "letta_state"?: string;
          "next_attempt_at"?: string;
          "occurred_at": string;
          "priority": string;
          "status": string;
          "tenant_id": string;
          "text": string;
          "title": string;
        };
        Update: {
          "attempts"?: number;
          "block"?: string;
          "check_id"?: string;
          "data"?: NonNullable<Json>;
          "day"?: string;
          "execution_id"?: string | null;
          "insight_id"?: never;
          "last_error"?: string | null;
          "lease"?: string | null;
          "lease_expires_at"?: string | null;
          "letta_state"?: string;
          "next_attempt_at"?: string;
          "occurred_at"?: string;
          "priority"?: string;
          "status"?: string;
          "tenant_id"?: string;
          "text"?: string;
          "title"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tenant_insights_execution_id_fkey";
            columns: ["execution_id"];
            isOneToOne: false;
            referencedRelation: "heartbeat_executions";
            referencedColumns: ["execution_id"];
          },
          {
            foreignKeyName: "tenant_insights_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "tenant_insights_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tenant_insights_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "tenant_members": {
        Row: {
          "added_by": string | null;
          "created_at": string;
          "role": string;
          "tenant_id": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "added_by"?: string | null;
          "created_at"?: string;
          "role"?: string;
          "tenant_id": string;
          "user_id": string;
        };
        Update: {
          "added_by"?: string | null;
          "created_at"?: string;
          "role"?: string;
          "tenant_id"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tenant_members_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "tenant_members_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tenant_members_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "tenant_roles": {
        Row: {
          "active_end_hour": number | null;
          "active_start_hour": number | null;
          "channels": (string)[];
          "description": string;
          "interval_minutes": number;
          "quiet_end_hour": number | null;
          "quiet_start_hour": number | null;
          "role": string;
          "suppress_all_clear": boolean;
          "timezone": string;
          "title": string;
          "uses_project_channels": boolean;
        };
        ComputedFields: never;
        Insert: {
          "active_end_hour"?: number | null;
          "active_start_hour"?: number | null;
          "channels"?: (string)[];
          "description"?: string;
          "interval_minutes"?: number;
          "quiet_end_hour"?: number | null;
          "quiet_start_hour"?: number | null;
          "role": string;
          "suppress_all_clear"?: boolean;
          "timezone"?: string;
          "title": string;
          "uses_project_channels"?: boolean;
        };
        Update: {
          "active_end_hour"?: number | null;
          "active_start_hour"?: number | null;
          "channels"?: (string)[];
          "description"?: string;
          "interval_minutes"?: number;
          "quiet_end_hour"?: number | null;
          "quiet_start_hour"?: number | null;
          "role"?: string;
          "suppress_all_clear"?: boolean;
          "timezone"?: string;
          "title"?: string;
          "uses_project_channels"?: boolean;
        };
        Relationships: [];
      };
      "tenant_settings": {
        Row: {
          "active_end_hour": number | null;
          "active_start_hour": number | null;
          "channels": (string)[];
          "disabled_remediations": (string)[];
          "enabled": boolean;
          "enabled_checks": (string)[] | null;
          "interval_minutes": number;
          "last_run_at": string | null;
          "priority_overrides": NonNullable<Json>;
          "quiet_end_hour": number | null;
          "quiet_start_hour": number | null;
          "suppress_all_clear": boolean;
          "tenant_id": string;
          "timezone": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "active_end_hour"?: number | null;
          "active_start_hour"?: number | null;
          "channels": (string)[];
          "disabled_remediations"?: (string)[];
          "enabled"?: boolean;
          "enabled_checks"?: (string)[] | null;
          "interval_minutes": number;
          "last_run_at"?: string | null;
          "priority_overrides"?: NonNullable<Json>;
          "quiet_end_hour"?: number | null;
          "quiet_start_hour"?: number | null;
          "suppress_all_clear": boolean;
          "tenant_id": string;
          "timezone": string;
          "updated_at"?: string;
        };
        Update: {
          "active_end_hour"?: number | null;
          "active_start_hour"?: number | null;
          "channels"?: (string)[];
          "disabled_remediations"?: (string)[];
          "enabled"?: boolean;
          "enabled_checks"?: (string)[] | null;
          "interval_minutes"?: number;
          "last_run_at"?: string | null;
          "priority_overrides"?: NonNullable<Json>;
          "quiet_end_hour"?: number | null;
          "quiet_start_hour"?: number | null;
          "suppress_all_clear"?: boolean;
          "tenant_id"?: string;
          "timezone"?: string;
          "updated_at"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tenant_settings_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: true;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "tenant_settings_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: true;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tenant_settings_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: true;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "tenant_signals": {
        Row: {
          "data": NonNullable<Json>;
          "expires_at": string | null;
          "item": string;
          "reported_at": string;
          "signal": string;
          "tenant_id": string;
        };
        ComputedFields: never;
        Insert: {
          "data": NonNullable<Json>;
          "expires_at"?: string | null;
          "item"?: string;
          "reported_at"?: string;
          "signal": string;
          "tenant_id": string;
        };
        Update: {
          "data"?: NonNullable<Json>;
          "expires_at"?: string | null;
          "item"?: string;
          "reported_at"?: string;
          "signal"?: string;
          "tenant_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tenant_signals_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "tenant_signals_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tenant_signals_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "tenants": {
        Row: {
          "created_at": string;
          "id": string;
          "name": string;
          "paused": boolean;
          "role": string;
          "updated_at": string;
          "uses_project_channels": boolean;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "id"?: string;
          "name": string;
          "paused"?: boolean;
          "role": string;
          "updated_at"?: string;
          "uses_project_channels"?: boolean;
        };
        Update: {
          "created_at"?: string;
          "id"?: string;
          "name"?: string;
          "paused"?: boolean;
          "role"?: string;
          "updated_at"?: string;
          "uses_project_channels"?: boolean;
        };
        Relationships: [
          {
            foreignKeyName: "tenants_role_fkey";
            columns: ["role"];
            isOneToOne: false;
            referencedRelation: "tenant_roles";
            referencedColumns: ["role"];
          },
        ];
      };
      "tetrahedrons": {
        Row: {
          "created_at": string;
          "domain": string | null;
          "evaluation_error": string | null;
          "heartbeat_count": number;
          "hub_rotation_schedule": Json | null;
          "hub_vertex_id": string | null;
          "id": string;
          "jitterbug_state": string;
          "last_heartbeat_at": string | null;
          "name": string;
          "next_action": string | null;
          "next_check_at": string;
          "paused": boolean;
          "stale_after": string | null;
          "tenant_id": string | null;
          "updated_at": string;
          "vertices": (string)[];
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "domain"?: string | null;
          "evaluation_error"?: string | null;
          "heartbeat_count"?: number;
          "hub_rotation_schedule"?: Json | null;
          "hub_vertex_id"?: string | null;
          "id"?: string;
          "jitterbug_state"?: string;
          "last_heartbeat_at"?: string | null;
          "name": string;
          "next_action"?: string | null;
          "next_check_at"?: string;
          "paused"?: boolean;
          "stale_after"?: string | null;
          "tenant_id"?: string | null;
          "updated_at"?: string;
          "vertices": (string)[];
        };
        Update: {
          "created_at"?: string;
          "domain"?: string | null;
          "evaluation_error"?: string | null;
          "heartbeat_count"?: number;
          "hub_rotation_schedule"?: Json | null;
          "hub_vertex_id"?: string | null;
          "id"?: string;
          "jitterbug_state"?: string;
          "last_heartbeat_at"?: string | null;
          "name"?: string;
          "next_action"?: string | null;
          "next_check_at"?: string;
          "paused"?: boolean;
          "stale_after"?: string | null;
          "tenant_id"?: string | null;
          "updated_at"?: string;
          "vertices"?: (string)[];
        };
        Relationships: [
          {
            foreignKeyName: "tetrahedrons_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "tetrahedrons_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tetrahedrons_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "users": {
        Row: {
          "avatar_url": string | null;
          "email": string;
          "full_name": string;
          "id": string;
        };
        ComputedFields: never;
        Insert: {
          "avatar_url"?: string | null;
          "email": string;
          "full_name": string;
          "id"?: string;
        };
        Update: {
          "avatar_url"?: string | null;
          "email"?: string;
          "full_name"?: string;
          "id"?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      "healthcheck_healthy_jobs": {
        Row: {
          "deadline": string | null;
          "job_name": string | null;
          "last_run_at": string | null;
          "paused": boolean | null;
          "status": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "healthcheck_jobs": {
        Row: {
          "consecutive_failures": number | null;
          "deadline": string | null;
          "description": string | null;
          "evaluation_error": string | null;
          "expected_every": string | null;
          "grace": string | null;
          "hours_overdue": number | null;
          "job_name": string | null;
          "last_alert_at": string | null;
          "last_duration": string | null;
          "last_run_at": string | null;
          "last_started_at": string | null;
          "metadata": Json | null;
          "next_check_at": string;
          "quiet_until": string | null;
          "state": string | null;
          "status": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "healthcheck_recent_alerts": {
        Row: {
          "acknowledged_at": string | null;
          "alert_type": string;
          "dead_count": number | null;
          "delivered_count": number | null;
          "detected_at": string;
          "held_count": number | null;
          "id": string;
          "last_alerted_at": string;
          "message": string;
          "pending_count": number | null;
          "reminder_count": number;
          "resolution": string | null;
          "resolved_at": string | null;
          "severity": string;
          "silenced_until": string | null;
          "subject_kind": string;
          "subject_name": string;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "healthcheck_stale_jobs": {
        Row: {
          "acknowledged_at": string | null;
          "alert_id": string | null;
          "deadline": string | null;
          "expected_every": string | null;
          "grace": string | null;
          "hours_overdue": number | null;
          "job_name": string | null;
          "last_alert_at": string | null;
          "last_run_at": string | null;
          "status": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "healthcheck_summary": {
        Row: {
          "alerted_jobs": number | null;
          "failing_jobs": number | null;
          "healthy_jobs": number | null;
          "most_recent_heartbeat": string | null;
          "oldest_heartbeat": string | null;
          "paused_jobs": number | null;
          "stale_jobs": number | null;
          "total_jobs": number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "healthcheck_suppressed_jobs": {
        Row: {
          "job_name": string | null;
          "last_alert_at": string | null;
          "last_run_at": string | null;
          "reason": string | null;
          "suppressed_until": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "notification_channel_status": {
        Row: {
          "config": NonNullable<Json>;
          "cooldown_until": string | null;
          "created_at": string;
          "dead_count": number | null;
          "destination_hint": string | null;
          "disabled_reason": string | null;
          "enabled": boolean;
          "failure_count": number;
          "held_count": number | null;
          "id": string;
          "kind": string;
          "last_error": string | null;
          "last_error_at": string | null;
          "last_success_at": string | null;
          "min_severity": string;
          "name": string;
          "oldest_pending_at": string | null;
          "owner_id": string | null;
          "pending_count": number | null;
          "signing_secret_hint": string | null;
          "source": string;
          "subject_kinds": (string)[] | null;
          "tenant_id": string | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "notification_channels_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "notification_channels_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notification_channels_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "notification_details": {
        Row: {
          "alert_id": string;
          "alert_type": string | null;
          "attempts": number;
          "can_replay": boolean | null;
          "channel_enabled": boolean | null;
          "channel_id": string | null;
          "channel_kind": string | null;
          "channel_name": string | null;
          "created_at": string;
          "event": string;
          "finished_at": string | null;
          "group_id": string | null;
          "held_until": string | null;
          "http_status": number | null;
          "id": string;
          "last_error": string | null;
          "message": string | null;
          "next_attempt_at": string | null;
          "replayed_at": string | null;
          "replayed_by": string | null;
          "replayed_error": string | null;
          "replays": number;
          "resolved_at": string | null;
          "severity": string | null;
          "slot": number;
          "state": string;
          "subject_kind": string | null;
          "subject_name": string | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "guardian_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_recent_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_stale_jobs";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "notifications_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "silenced_alerts";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "notifications_channel_id_fkey";
            columns: ["channel_id"];
            isOneToOne: false;
            referencedRelation: "notification_channel_status";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "notifications_channel_id_fkey";
            columns: ["channel_id"];
            isOneToOne: false;
            referencedRelation: "notification_channels";
            referencedColumns: ["id"];
          },
        ];
      };
      "silence_status": {
        Row: {
          "alert_id": string | null;
          "alert_message": string | null;
          "alert_resolved_at": string | null;
          "alert_subject_kind": string | null;
          "alert_subject_name": string | null;
          "alert_type": string | null;
          "created_at": string;
          "created_by": string | null;
          "created_by_email": string | null;
          "ends_at": string;
          "id": string;
          "owner_id": string | null;
          "reason": string | null;
          "starts_at": string;
          "state": string | null;
          "subject_id": string | null;
          "subject_kind": string | null;
          "subject_name": string | null;
          "tenant_id": string | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "guardian_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_recent_alerts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "healthcheck_stale_jobs";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "silences_alert_id_fkey";
            columns: ["alert_id"];
            isOneToOne: false;
            referencedRelation: "silenced_alerts";
            referencedColumns: ["alert_id"];
          },
          {
            foreignKeyName: "silences_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_checks";
            referencedColumns: ["tenant_id"];
          },
          {
            foreignKeyName: "silences_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenant_overview";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "silences_tenant_id_fkey";
            columns: ["tenant_id"];
            isOneToOne: false;
            referencedRelation: "tenants";
            referencedColumns: ["id"];
          },
        ];
      };
      "silenced_alerts": {
        Row: {
          "alert_id": string;
          "silence_id": string | null;
          "silenced_until": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "tenant_checks": {
        Row: {
          "action_label": string | null;
          "action_url": string | null;
          "agent": string;
          "category": string;
          "check_id": string;
          "default_enabled": boolean;
          "default_priority": string;
          "description": string;
          "is_on": boolean | null;
          "is_own": boolean | null;
          "message": string | null;
          "priority": string | null;
          "priority_override": string | null;
          "since": string | null;
          "status": string | null;
          "tenant_id": string;
          "title": string;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "tenant_overview": {
        Row: {
          "counts": Json | null;
          "created_at": string;
          "enabled": boolean;
          "id": string;
          "last_run_at": string | null;
          "member_role": string | null;
          "name": string;
          "next_run_at": string | null;
          "overall_status": string | null;
          "paused": boolean;
          "role": string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "tenants_role_fkey";
            columns: ["role"];
            isOneToOne: false;
            referencedRelation: "tenant_roles";
            referencedColumns: ["role"];
          },
        ];
      };
    };
    Functions: {
      "acknowledge_alert": { Args: { "p_alert_id": string }; Returns: undefined };
      "acknowledge_notification": {
        Args: {
          "p_config"?: Json;
          "p_error"?: string;
          "p_http_status"?: number;
          "p_lease": string;
          "p_outcome": string;
          "p_retry_after_seconds"?: number;
          "p_unit_id": string;
        };
        Returns: boolean;
      };
      "alive_report": { Args: Record<PropertyKey, never>; Returns: Json };
      "begin_alive_check": { Args: { "p_force"?: boolean }; Returns: Json };
      "call_remediation": { Args: { "p_lease": string; "p_run_id": string }; Returns: Json };
      "cancel_remediation": { Args: { "p_lease": string; "p_run_id": string }; Returns: boolean };
      "check_mesh_heartbeats_and_alert": {
        Args: { "p_dry_run"?: boolean; "p_limit"?: number; "p_tetrahedron_id"?: string; "threshold_minutes"?: number };
        Returns: Json;
      };
      "claim_insights": { Args: { "p_limit"?: number }; Returns: Json };
      "claim_notifications": { Args: { "p_environment"?: Json; "p_max_units"?: number }; Returns: Json };
      "claim_tenant": {
        Args: { "p_force"?: boolean; "p_role"?: string; "p_tenant_id": string; "p_user_id"?: string };
        Returns: Json;
      };
      "claim_tenants": { Args: { "p_limit"?: number }; Returns: Json };
      "claim_unhealthy_tenants": { Args: { "p_limit"?: number }; Returns: Json };
      "collect_metrics": { Args: { "p_subject_kind"?: string; "p_tetrahedron_id"?: string }; Returns: Json };
      "configure_machine_monitor": { Args: { "check_interval"?: string; "offline_threshold"?: string }; Returns: Json };
      "count_notifications": {
        Args: { "p_alert_id"?: string; "p_channel_id"?: string };
        Returns: {
          "count": number;
          "state": string;
        }[];
      };
      "create_notification_channel": {
        Args: {
          "p_config"?: Json;
          "p_destination"?: string;
          "p_enabled"?: boolean;
          "p_for_project"?: boolean;
          "p_kind": string;
          "p_min_severity"?: string;
          "p_name": string;
          "p_owner_id"?: string;
          "p_signing_secret"?: string;
          "p_subject_kinds"?: (string)[];
        };
        Returns: Json;
      };
      "create_silence": {
        Args: {
          "p_alert_type"?: string;
          "p_ends_at"?: string;
          "p_for"?: string;
          "p_reason"?: string;
          "p_starts_at"?: string;
          "p_subject_id"?: string;
          "p_subject_kind"?: string;
          "p_tenant_id"?: string;
        };
        Returns: Json;
      };
      "create_status_page": {
        Args: {
          "p_components"?: Json;
          "p_description"?: string;
          "p_slug": string;
          "p_tenant_id"?: string;
          "p_title": string;
        };
        Returns: Json;
      };
      "create_tenant": {
        Args: { "p_id"?: string; "p_name": string; "p_owner_id"?: string; "p_role"?: string };
        Returns: string;
      };
      "create_tenant_channel": {
        Args: {
          "p_config"?: Json;
          "p_destination"?: string;
          "p_kind": string;
          "p_min_severity"?: string;
          "p_name": string;
          "p_subject_kinds"?: (string)[];
          "p_tenant_id": string;
        };
        Returns: Json;
      };
      "end_silence": { Args: { "p_silence_id": string }; Returns: boolean };
      "finish_alive_check": { Args: { "p_lease": string; "p_subsystems": Json }; Returns: Json };
      "finish_insights": { Args: { "p_lease": string; "p_outcomes": Json }; Returns: number };
      "finish_recovery": { Args: { "p_results": Json }; Returns: Json };
      "finish_remediation": {
        Args: { "p_facts"?: Json; "p_lease": string; "p_outcome"?: Json; "p_run_id": string };
        Returns: Json;
      };
      "is_admin": { Args: Record<PropertyKey, never>; Returns: boolean };
      "list_jobs": {
        Args: { "p_limit"?: number; "p_search"?: string; "p_states"?: (string)[] };
        Returns: {
          "consecutive_failures": number;
          "deadline": string;
          "description": string;
          "evaluation_error": string;
          "expected_every": string;
          "grace": string;
          "job_name": string;
          "last_duration": string;
          "last_run_at": string;
          "last_started_at": string;
          "next_check_at": string;
          "quiet_until": string;
          "state": string;
        }[];
      };
      "list_settings": {
        Args: Record<PropertyKey, never>;
        Returns: {
          "can_change": boolean;
          "default_value": string;
          "description": string;
          "is_default": boolean;
          "key": string;
          "maximum": string;
          "minimum": string;
          "updated_at": string;
          "value": string;
          "value_type": string;
        }[];
      };
      "list_tenants": {
        Args: { "p_after_id"?: string; "p_after_name"?: string; "p_limit"?: number; "p_search"?: string };
        Returns: {
          "counts": Json | null;
          "created_at": string;
          "enabled": boolean;
          "id": string;
          "last_run_at": string | null;
          "member_role": string | null;
          "name": string;
          "next_run_at": string | null;
          "overall_status": string | null;
          "paused": boolean;
          "role": string;
        }[];
        SetofOptions: {
          from: "*";
          to: "tenant_overview";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "look_at_tenant": { Args: { "p_tenant_id": string }; Returns: string };
      "post_status_notice": {
        Args: {
          "p_body": string;
          "p_components"?: (string)[];
          "p_ends_at"?: string;
          "p_impact"?: string;
          "p_kind": string;
          "p_page_id": string;
          "p_starts_at"?: string;
          "p_status"?: string;
          "p_title": string;
        };
        Returns: string;
      };
      "read_agent_bus": {
        Args: { "p_after"?: number; "p_limit"?: number; "p_tenant_id": string; "p_topics"?: (string)[] };
        Returns: Json;
      };
      "record_machine_metrics": { Args: { "p_key_hash": string; "p_metrics": Json }; Returns: undefined };
      "record_mesh_heartbeat": { Args: { "payload"?: Json; "src": string; "t_uuid": string }; Returns: undefined };
      "record_mesh_heartbeats": { Args: { "heartbeats": Json }; Returns: Json };
      "register_machine": {
        Args: { "p_description"?: string; "p_hostname"?: string; "p_name": string; "p_user_id"?: string };
        Returns: Json;
      };
      "release_remediation": { Args: { "p_lease": string; "p_run_id": string }; Returns: undefined };
      "render_metrics": { Args: { "p_subject_kind"?: string; "p_tetrahedron_id"?: string }; Returns: string };
      "replay_notification": { Args: { "p_notification_id": string }; Returns: number };
      "replay_notifications": { Args: { "p_alert_id"?: string; "p_channel_id"?: string }; Returns: number };
      "report_signals": { Args: { "p_signals": Json; "p_tenant_id": string }; Returns: Json };
      "resolve_alert": { Args: { "p_alert_id": string; "p_note"?: string }; Returns: undefined };
      "revoke_machine_key": { Args: { "p_machine_id": number }; Returns: undefined };
      "rotate_channel_signing_secret": { Args: { "p_channel_id": string }; Returns: string };
      "rotate_machine_key": { Args: { "p_machine_id": number }; Returns: Json };
      "rotate_status_badge_key": { Args: { "p_page_id": string }; Returns: string };
      "run_alive_probe": { Args: { "p_name": string }; Returns: Json };
      "run_healthcheck": { Args: { "p_trigger"?: string }; Returns: Json };
      "run_tenants": { Args: { "p_claims": Json }; Returns: Json };
      "send_test_notification": { Args: { "p_channel_id"?: string }; Returns: Json };
      "set_status_page_components": { Args: { "p_components": Json; "p_page_id": string }; Returns: number };
      "snooze_alert": { Args: { "p_alert_id": string; "p_for"?: string }; Returns: Json };
      "status_badges": { Args: { "p_badge_key": string }; Returns: Json };
      "status_page": { Args: { "p_slug": string }; Returns: Json };
      "system_health": { Args: Record<PropertyKey, never>; Returns: Json };
      "trigger_healthcheck": { Args: { "p_trigger"?: string }; Returns: number };
      "update_job_heartbeat": {
        Args: { "p_job_name": string; "p_metadata"?: Json; "p_status"?: string };
        Returns: undefined;
      };
      "update_notification_channel": {
        Args: {
          "p_channel_id": string;
          "p_config"?: Json;
          "p_destination"?: string;
          "p_enabled"?: boolean;
          "p_min_severity"?: string;
          "p_name"?: string;
          "p_signing_secret"?: string;
          "p_subject_kinds"?: (string)[];
        };
        Returns: undefined;
      };
      "update_status_notice": {
        Args: { "p_body": string; "p_ends_at"?: string; "p_notice_id": string; "p_status"?: string };
        Returns: undefined;
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Insert: infer I;
  } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Update: infer U;
  } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "public": {
    Enums: {},
  },
} as const;
