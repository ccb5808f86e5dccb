import { Pill } from "../Pill.tsx";
import type { CheckStatus, Overall, Tenant } from "./tenants.ts";

export const OVERALL_LABELS: Record<Overall, string> = {
  all_clear: "All clear",
  has_warnings: "Warnings",
  has_alerts: "Alerts",
  has_errors: "Errors",
};

/** How a tenant is, by its last execution. */
export function OverallPill({ tenant: { isPaused, isEnabled, overall } }: { tenant: Tenant }) {
  if (isPaused || !isEnabled) return <Pill tone="off">{isPaused ? "Paused" : "Switched off"}</Pill>;
  switch (overall) {
    case null:
      return <Pill tone="info">Not looked at yet</Pill>;
    case "all_clear":
      return <Pill tone="ok">{OVERALL_LABELS[overall]}</Pill>;
    case "has_warnings":
      return <Pill tone="warn">{OVERALL_LABELS[overall]}</Pill>;
    default:
      return <Pill tone="bad">{OVERALL_LABELS[overall]}</Pill>;
  }
}

export function CheckPill({ status }: { status: CheckStatus | null }) {
  switch (status) {
    case null:
      return <Pill tone="off">Not asked yet</Pill>;
    case "ok":
      return <Pill tone="ok">OK</Pill>;
    case "warning":
      return <Pill tone="warn">Warning</Pill>;
    case "alert":
      return <Pill tone="bad">Alert</Pill>;
    case "error":
      return <Pill tone="bad">Error</Pill>;
  }
}
