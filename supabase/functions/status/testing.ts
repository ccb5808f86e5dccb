// What the tests of this function share: a page as the database tells it.
import type { StatusBadges, StatusPage } from "../_shared/status.ts";

export function makePage(changes: Partial<StatusPage> = {}): StatusPage {
  return {
    page: { slug: "acme", title: "Acme", description: "What we run" },
    state: "degraded",
    generated_at: "2026-03-02T08:00:00+00:00",
    first_day: "2025-12-03",
    components: [{
      key: "checkout",
      name: "Checkout",
      description: "",
      group: "Shop",
      state: "degraded",
      since: "2026-03-02T07:00:00+00:00",
      uptime: 0.99951,
      days: [null, 1, 0.99],
    }],
    notices: [{
      id: "a1a1a1a1-0000-4000-8000-000000000001",
      kind: "incident",
      title: "Slow <b>checkout</b>",
      status: "identified",
      impact: "minor",
      components: ["checkout"],
      starts_at: "2026-03-02T07:00:00+00:00",
      ends_at: null,
      updated_at: "2026-03-02T07:30:00+00:00",
      updates: [
        { status: "identified", body: "Found it & mending.", at: "2026-03-02T07:30:00+00:00" },
        { status: "investigating", body: "We look.", at: "2026-03-02T07:00:00+00:00" },
      ],
    }],
    wants_services: false,
    ...changes,
  };
}

export function makeBadges(changes: Partial<StatusBadges> = {}): StatusBadges {
  return {
    title: "Acme",
    state: "degraded",
    generated_at: "2026-03-02T08:00:00+00:00",
    wants_services: false,
    components: [{ key: "checkout", name: "Checkout", state: "down" }],
    ...changes,
  };
}
