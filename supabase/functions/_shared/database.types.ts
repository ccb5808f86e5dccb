// Written by npm run gen:types (supabase gen types). Do not edit.
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
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
          "severity": string;
          "subject_id": string;
          "subject_kind": string;
          "subject_name": string;
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
          "severity": string;
          "subject_id": string;
          "subject_kind"?: string;
          "subject_name": string;
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
          "severity"?: string;
          "subject_id"?: string;
          "subject_kind"?: string;
          "subject_name"?: string;
          "tetrahedron_id"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "guardian_alerts_tetrahedron_id_fkey";
            columns: ["tetrahedron_id"];
            isOneToOne: false;
            referencedRelation: "tetrahedrons";
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
          "updated_at"?: string;
        };
        Relationships: [];
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
          "min_severity": string;
          "name": string;
          "next_send_at": string;
          "owner_id": string | null;
          "source": string;
          "subject_kinds": (string)[] | null;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "burst_count"?: number;
          "burst_started_at"?: string;
          "config"?: NonNullable<Json>;
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
          "min_severity"?: string;
          "name": string;
          "next_send_at"?: string;
          "owner_id"?: string | null;
          "source"?: string;
          "subject_kinds"?: (string)[] | null;
          "updated_at"?: string;
        };
        Update: {
          "burst_count"?: number;
          "burst_started_at"?: string;
          "config"?: NonNullable<Json>;
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
          "min_severity"?: string;
          "name"?: string;
          "next_send_at"?: string;
          "owner_id"?: string | null;
          "source"?: string;
          "subject_kinds"?: (string)[] | null;
          "updated_at"?: string;
        };
        Relationships: [];
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
          "http_status": number | null;
          "id": string;
          "last_error": string | null;
          "lease": string | null;
          "next_attempt_at": string;
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
          "http_status"?: number | null;
          "id"?: string;
          "last_error"?: string | null;
          "lease"?: string | null;
          "next_attempt_at"?: string;
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
          "http_status"?: number | null;
          "id"?: string;
          "last_error"?: string | null;
          "lease"?: string | null;
          "next_attempt_at"?: string;
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
          "updated_at"?: string;
          "vertices"?: (string)[];
        };
        Relationships: [];
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
          "id": string;
          "last_alerted_at": string;
          "message": string;
          "pending_count": number | null;
          "reminder_count": number;
          "resolution": string | null;
          "resolved_at": string | null;
          "severity": string;
          "subject_kind": string;
          "subject_name": string;
        };
        ComputedFields: never;
        Insert: {
          "acknowledged_at"?: string | null;
          "alert_type"?: string | null;
          "dead_count"?: never;
          "delivered_count"?: never;
          "detected_at"?: string | null;
          "id"?: string | null;
          "last_alerted_at"?: string | null;
          "message"?: string | null;
          "pending_count"?: never;
          "reminder_count"?: number | null;
          "resolution"?: string | null;
          "resolved_at"?: string | null;
          "severity"?: string | null;
          "subject_kind"?: string | null;
          "subject_name"?: string | null;
        };
        Update: {
          "acknowledged_at"?: string | null;
          "alert_type"?: string | null;
          "dead_count"?: never;
          "delivered_count"?: never;
          "detected_at"?: string | null;
          "id"?: string | null;
          "last_alerted_at"?: string | null;
          "message"?: string | null;
          "pending_count"?: never;
          "reminder_count"?: number | null;
          "resolution"?: string | null;
          "resolved_at"?: string | null;
          "severity"?: string | null;
          "subject_kind"?: string | null;
          "subject_name"?: string | null;
        };
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
          "dead_count": number | null;
          "destination_hint": string | null;
          "disabled_reason": string | null;
          "enabled": boolean;
          "failure_count": number;
          "id": string;
          "kind": string;
          "last_error": string | null;
          "last_error_at": string | null;
          "last_success_at": string | null;
          "min_severity": string;
          "name": string;
          "oldest_pending_at": string | null;
          "pending_count": number | null;
          "source": string;
          "subject_kinds": (string)[] | null;
        };
        ComputedFields: never;
        Insert: {
          "dead_count"?: never;
          "destination_hint"?: string | null;
          "disabled_reason"?: string | null;
          "enabled"?: boolean | null;
          "failure_count"?: number | null;
          "id"?: string | null;
          "kind"?: string | null;
          "last_error"?: string | null;
          "last_error_at"?: string | null;
          "last_success_at"?: string | null;
          "min_severity"?: string | null;
          "name"?: string | null;
          "oldest_pending_at"?: never;
          "pending_count"?: never;
          "source"?: string | null;
          "subject_kinds"?: (string)[] | null;
        };
        Update: {
          "dead_count"?: never;
          "destination_hint"?: string | null;
          "disabled_reason"?: string | null;
          "enabled"?: boolean | null;
          "failure_count"?: number | null;
          "id"?: string | null;
          "kind"?: string | null;
          "last_error"?: string | null;
          "last_error_at"?: string | null;
          "last_success_at"?: string | null;
          "min_severity"?: string | null;
          "name"?: string | null;
          "oldest_pending_at"?: never;
          "pending_count"?: never;
          "source"?: string | null;
          "subject_kinds"?: (string)[] | null;
        };
        Relationships: [];
      };
    };
    Functions: {
      "acknowledge_alert": { Args: { "p_alert_id": string }; Returns: undefined };
      "acknowledge_notification": {
        Args: {
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
      "check_mesh_heartbeats_and_alert": {
        Args: { "p_dry_run"?: boolean; "p_limit"?: number; "p_tetrahedron_id"?: string; "threshold_minutes"?: number };
        Returns: Json;
      };
      "claim_notifications": { Args: { "p_environment"?: Json; "p_max_units"?: number }; Returns: Json };
      "create_notification_channel": {
        Args: {
          "p_config"?: Json;
          "p_destination"?: string;
          "p_kind": string;
          "p_min_severity"?: string;
          "p_name": string;
          "p_owner_id"?: string;
          "p_subject_kinds"?: (string)[];
        };
        Returns: Json;
      };
      "finish_alive_check": { Args: { "p_lease": string; "p_subsystems": Json }; Returns: Json };
      "is_admin": { Args: Record<PropertyKey, never>; Returns: boolean };
      "record_mesh_heartbeat": { Args: { "payload"?: Json; "src": string; "t_uuid": string }; Returns: undefined };
      "record_mesh_heartbeats": { Args: { "heartbeats": Json }; Returns: Json };
      "resolve_alert": { Args: { "p_alert_id": string; "p_note"?: string }; Returns: undefined };
      "rotate_channel_signing_secret": { Args: { "p_channel_id": string }; Returns: string };
      "run_alive_probe": { Args: { "p_name": string }; Returns: Json };
      "run_healthcheck": { Args: { "p_trigger"?: string }; Returns: Json };
      "send_test_notification": { Args: { "p_channel_id"?: string }; Returns: Json };
      "trigger_healthcheck": { Args: { "p_trigger"?: string }; Returns: number };
      "update_job_heartbeat": {
        Args: { "p_job_name": string; "p_metadata"?: Json; "p_status"?: string };
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
