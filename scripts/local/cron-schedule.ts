import { Cron } from "croner";

/** When a pg_cron schedule is due. */
export type Schedule =
  | { kind: "minutes"; matches(minute: Date): boolean }
  | { kind: "seconds"; every: number }
  | { kind: "reboot" };

const NICKNAMES: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/**
 * Reads a schedule as pg_cron does: five fields in GMT (`$` is the last day of the month, what follows the fifth field
 * is ignored), a nickname, or `N seconds`. Throws on anything else; cron.schedule refuses such schedules beforehand.
 */
export function parseSchedule(text: string): Schedule {
  const trimmed = text.trim();
  const seconds = /^(\d{1,2})\s+seconds?$/i.exec(trimmed);
  if (seconds) return { kind: "seconds", every: Number(seconds[1]) };
  if (trimmed === "@reboot") return { kind: "reboot" };
  const fields = (NICKNAMES[trimmed] ?? trimmed).split(/\s+/).slice(0, 5);
  const wildcard = /^\*(\/\d+)?$/;
  const cron = new Cron(fields.map((field) => field === "$" ? "L" : field).join(" "), {
    timezone: "UTC",
    paused: true,
    // Day of month and day of week: either, unless one of them starts with a star.
    domAndDow: wildcard.test(fields[2] ?? "") || wildcard.test(fields[4] ?? ""),
  });
  return { kind: "minutes", matches: (minute) => cron.match(minute) };
}

/** The start of the minute that an instant lies in. */
export function minuteOf(instant: number): number {
  return Math.floor(instant / 60_000) * 60_000;
}
